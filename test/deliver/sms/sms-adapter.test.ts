import fc from 'fast-check'
import { expect, onTestFinished, test } from 'vitest'
import type { SmsConfig } from '../../../src/config-channels.ts'
import { parseAllowedRanges } from '../../../src/deliver/address-guard.ts'
import { guardedClient } from '../../../src/deliver/guarded-request.ts'
import { smsAdapter } from '../../../src/deliver/sms/sms-adapter.ts'
import { smsRequest } from '../../../src/deliver/sms/template.ts'
import { startReceiver, statuses } from '../receiver.ts'

const config: SmsConfig = {
  url: 'http://127.0.0.1/send',
  method: 'POST',
  body: '{"to":"{to}","text":"{text}","ref":"{id}"}',
  contentType: 'application/json',
  header: { name: 'authorization', value: 'Bearer s3cret' },
  success: [[200, 299]],
}
const text = '【出動】"本町\\通り"\n{to} & more=1 https://y.example/l/t'

test('JSON: every value stays a string of its own', () => {
  const request = smsRequest(config, { to: '+819012345678', text, id: 'msg_1' })
  expect(JSON.parse(String(request.body))).toEqual({ to: '+819012345678', text, ref: 'msg_1' })
  expect(request.headers).toEqual({ 'content-type': 'application/json', authorization: 'Bearer s3cret' })
})

test('form: every value stays a field of its own', () => {
  const form = { ...config, contentType: 'application/x-www-form-urlencoded', body: 'to={to}&body={text}' } as const
  const { body } = smsRequest(form, { to: '+819012345678', text, id: 'msg_1' })
  expect([...new URLSearchParams(String(body))]).toEqual([
    ['to', '+819012345678'],
    ['body', text],
  ])
})

test('GET: every value stays a parameter of its own, and there is no body', () => {
  const get = { ...config, method: 'GET', url: 'https://sms.example/s?to={to}&m={text}', body: '' } as const
  const { url, body, headers } = smsRequest(get, { to: '+81', text, id: 'msg_1' })
  expect([...new URL(url).searchParams]).toEqual([
    ['to', '+81'],
    ['m', text],
  ])
  expect([body, headers]).toEqual([null, { authorization: 'Bearer s3cret' }])
})

test('law: whatever is in a message, the gateway reads back just that', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.string(), (words, id) => {
      const json = smsRequest(config, { to: '1', text: words, id })
      expect(JSON.parse(String(json.body))).toEqual({ to: '1', text: words, ref: id })
      const form = { ...config, contentType: 'application/x-www-form-urlencoded', body: 'a={text}&b={id}' } as const
      const fields = new URLSearchParams(String(smsRequest(form, { to: '1', text: words, id }).body))
      expect([fields.get('a'), fields.get('b')]).toEqual([words, id])
    }),
  )
})

async function gateway(answer: number, change: Partial<SmsConfig> = {}) {
  const receiver = await startReceiver(statuses(answer))
  const client = guardedClient(parseAllowedRanges(['127.0.0.0/8']))
  onTestFinished(async () => {
    await client.close()
    await receiver[Symbol.asyncDispose]()
  })
  const url = `http://127.0.0.1:${receiver.port}/send`
  return { receiver, adapter: smsAdapter({ ...config, url, ...change }, client) }
}

const sms = (address: string) => ({
  deliveryId: 'msg_1',
  to: { address, keys: null },
  message: { subject: '', full: '', brief: '', sms: 'text', link: null },
  uselessAfterS: null,
})

test.each([
  { name: '2xx', answer: 202, success: [[200, 299]] as const, want: { kind: 'accepted', status: 202 } },
  { name: 'a status named', answer: 302, success: [[302, 302]] as const, want: { kind: 'accepted', status: 302 } },
  { name: '2xx that is not named', answer: 200, success: [[201, 201]] as const, want: { kind: 'error' } },
  { name: '410 says nothing of the number', answer: 410, success: [[200, 299]] as const, want: { kind: 'error' } },
  { name: '500', answer: 500, success: [[200, 299]] as const, want: { kind: 'response', status: 500 } },
])('$name: $want.kind', async ({ answer, success, want }) => {
  const { adapter } = await gateway(answer, { success })
  expect(await adapter.send(sms('090-1234-5678'))).toMatchObject(want)
})

test.each([
  { given: '090-1234-5678', sent: '09012345678' },
  { given: '+81 (90) 1234-5678', sent: '+819012345678' },
  { given: '０９０－１２３４－５６７８', sent: '09012345678' },
])('the number $given is sent as $sent', async ({ given, sent }) => {
  const { receiver, adapter } = await gateway(200)
  await adapter.send(sms(given))
  expect(JSON.parse(receiver.received[0]?.body ?? '{}').to).toBe(sent)
})
