import { createECDH, createPublicKey, randomBytes, verify } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
// @ts-expect-error it brings no types
import ece from 'http_ece'
import { expect, onTestFinished, test } from 'vitest'
import webPush from 'web-push'
import { parseAllowedRanges } from '../../../src/deliver/address-guard.ts'
import { guardedClient } from '../../../src/deliver/guarded-request.ts'
import { pushAdapter } from '../../../src/deliver/web-push/push-adapter.ts'

const SUBJECT = 'mailto:officer@city.example.jp'

/** A browser's subscription at a real push service on loopback. */
async function subscribe(status = 201) {
  const received: { headers: Record<string, string>; body: Buffer }[] = []
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    received.push({ headers: request.headers as Record<string, string>, body: Buffer.concat(chunks) })
    response.writeHead(status, { location: '/elsewhere' }).end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  const browser = createECDH('prime256v1')
  browser.generateKeys()
  const auth = randomBytes(16)
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const decrypt = (body: Buffer): { title: string; body: string; url: string | null; id: string } =>
    JSON.parse(
      ece
        .decrypt(body, { version: 'aes128gcm', privateKey: browser, authSecret: auth.toString('base64url') })
        .toString('utf8'),
    )
  const keys = { p256dh: browser.getPublicKey('base64url'), auth: auth.toString('base64url') }
  return { origin, endpoint: `${origin}/push/secret-id`, keys, received, decrypt }
}

const vapid = webPush.generateVAPIDKeys()

function adapter(allow = ['127.0.0.0/8']) {
  const client = guardedClient(parseAllowedRanges(allow))
  onTestFinished(() => client.close())
  return pushAdapter({ subject: SUBJECT, keys: vapid }, client)
}

const message = {
  subject: '【出動】本町通り',
  full: '',
  brief: '青森市\n本町通り',
  sms: '',
  link: 'https://yukiban.example.jp/l/t',
}
const push = (
  endpoint: string,
  keys: { p256dh: string; auth: string } | null,
  brief = message.brief,
  uselessAfterS: number | null = 600.7,
) => ({
  deliveryId: 'msg_1',
  to: { address: endpoint, keys },
  message: { ...message, brief },
  uselessAfterS,
})

test('only the subscribed browser can read it, and the push service sees who sent it', async () => {
  const phone = await subscribe()
  expect(await adapter().send(push(phone.endpoint, phone.keys))).toMatchObject({ kind: 'response', status: 201 })
  const [got] = phone.received
  expect(got?.headers).toMatchObject({ ttl: '600', urgency: 'high', 'content-encoding': 'aes128gcm' })
  expect(got?.body.includes('本町')).toBe(false)
  expect(phone.decrypt(got?.body ?? Buffer.alloc(0))).toEqual({
    id: 'msg_1',
    title: '【出動】本町通り',
    body: '青森市\n本町通り',
    url: 'https://yukiban.example.jp/l/t',
  })
  const [, jwt = '', key = ''] = /^vapid t=([^,]+), ?k=(.+)$/.exec(got?.headers.authorization ?? '') ?? []
  expect(key).toBe(vapid.publicKey)
  const [head = '', claims = '', signature = ''] = jwt.split('.')
  expect(JSON.parse(Buffer.from(claims, 'base64url').toString())).toMatchObject({ aud: phone.origin, sub: SUBJECT })
  const point = Buffer.from(key, 'base64url')
  const jwk = {
    kty: 'EC',
    crv: 'P-256',
    x: point.subarray(1, 33).toString('base64url'),
    y: point.subarray(33).toString('base64url'),
  }
  const publicKey = createPublicKey({ key: jwk, format: 'jwk' })
  const signed = Buffer.from(`${head}.${claims}`)
  expect(
    verify('sha256', signed, { key: publicKey, dsaEncoding: 'ieee-p1363' }, Buffer.from(signature, 'base64url')),
  ).toBe(true)
})

test.each([
  { status: 404, want: { kind: 'gone', status: 404 } },
  { status: 410, want: { kind: 'gone', status: 410 } },
  { status: 413, want: { kind: 'rejected', status: 413 } },
  { status: 429, want: { kind: 'response', status: 429 } },
  { status: 307, want: { kind: 'response', status: 307 } },
  { status: 500, want: { kind: 'response', status: 500 } },
])('$status is $want.kind', async ({ status, want }) => {
  const phone = await subscribe(status)
  expect(await adapter().send(push(phone.endpoint, phone.keys))).toMatchObject(want)
  expect(phone.received).toHaveLength(1)
})

test('the longest text fits a push message and ends at a character', async () => {
  const phone = await subscribe()
  await adapter().send(push(phone.endpoint, phone.keys, '雪'.repeat(5000)))
  const body = phone.received[0]?.body ?? Buffer.alloc(0)
  expect(body.length).toBeLessThanOrEqual(4096)
  expect(phone.decrypt(body).body).toMatch(/^雪{900,}$/)
})

test('what is of no use any more is not kept for later', async () => {
  const phone = await subscribe()
  await adapter().send(push(phone.endpoint, phone.keys, '', -5))
  expect(phone.received[0]?.headers.ttl).toBe('0')
})

test.each([
  { name: 'no keys', keys: null },
  { name: 'keys that are none', keys: { p256dh: 'AAAA', auth: 'AAAA' } },
])('$name: rejected for good, nothing sent', async ({ keys }) => {
  const phone = await subscribe()
  expect(await adapter().send(push(phone.endpoint, keys))).toMatchObject({ kind: 'rejected', status: null })
  expect(phone.received).toEqual([])
})
