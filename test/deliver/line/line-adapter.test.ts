import { expect, onTestFinished, test } from 'vitest'
import { parseAllowedRanges } from '../../../src/deliver/address-guard.ts'
import { guardedClient } from '../../../src/deliver/guarded-request.ts'
import { lineAdapter, retryKey } from '../../../src/deliver/line/line-adapter.ts'
import { startReceiver, statuses } from '../receiver.ts'

const LINE_ID = `U${'0'.repeat(32)}`
const message = {
  subject: '',
  full: '',
  brief: '【出動】青森市\n本町通り',
  sms: '',
  link: 'https://yukiban.example.jp/l/t',
}
const to = (change: Partial<typeof message> = {}) => ({
  deliveryId: 'msg_1',
  to: { address: LINE_ID, keys: null },
  message: { ...message, ...change },
  uselessAfterS: null,
})

async function line(...answers: number[]) {
  const receiver = await startReceiver(statuses(...answers))
  const client = guardedClient(parseAllowedRanges(['127.0.0.0/8']))
  onTestFinished(async () => {
    await client.close()
    await receiver[Symbol.asyncDispose]()
  })
  return { receiver, adapter: lineAdapter({ url: `http://127.0.0.1:${receiver.port}`, token: 'token-1' }, client) }
}

test('a push message as the Messaging API wants it', async () => {
  const { receiver, adapter } = await line(200)
  expect(await adapter.send(to())).toMatchObject({ kind: 'response', status: 200 })
  const [got] = receiver.received
  expect(got?.path).toBe('/v2/bot/message/push')
  expect(got?.headers).toMatchObject({ authorization: 'Bearer token-1', 'x-line-retry-key': retryKey('msg_1') })
  expect(JSON.parse(got?.body ?? '')).toEqual({
    to: LINE_ID,
    messages: [{ type: 'text', text: '【出動】青森市\n本町通り\nhttps://yukiban.example.jp/l/t' }],
  })
})

test('the retry key is a UUID that follows from the delivery', () => {
  expect(retryKey('msg_1')).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  expect(retryKey('msg_1')).toBe(retryKey('msg_1'))
  expect(retryKey('msg_2')).not.toBe(retryKey('msg_1'))
})

test.each([
  { status: 409, want: { kind: 'accepted', status: 409 } },
  { status: 400, want: { kind: 'rejected', status: 400 } },
  { status: 401, want: { kind: 'response', status: 401 } },
  { status: 429, want: { kind: 'response', status: 429 } },
  { status: 500, want: { kind: 'response', status: 500 } },
  { status: 410, want: { kind: 'error' } },
])('$status: $want.kind', async ({ status, want }) => {
  const { adapter } = await line(status)
  expect(await adapter.send(to())).toMatchObject(want)
})

test('a text never exceeds what LINE takes, and keeps its link', async () => {
  const { receiver, adapter } = await line(200)
  await adapter.send(to({ brief: '雪'.repeat(9000) }))
  const { text } = JSON.parse(receiver.received[0]?.body ?? '').messages[0] as { text: string }
  expect(text).toHaveLength(5000)
  expect(text).toMatch(/\nhttps:\/\/yukiban\.example\.jp\/l\/t$/)
})
