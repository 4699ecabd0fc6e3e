import fc from 'fast-check'
import { Webhook } from 'standardwebhooks'
import { expect, test } from 'vitest'
import { newWebhookSecret, webhookHeaders } from '../../src/deliver/sign.ts'

const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'

test('the published Standard Webhooks vector', () => {
  expect(
    webhookHeaders({
      secrets: [SECRET],
      id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      atMs: 1_614_265_330_999,
      body: '{"test": 2432232314}',
    }),
  ).toEqual({
    'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
    'webhook-timestamp': '1614265330',
    'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
  })
})

const secret = fc.uint8Array({ minLength: 24, maxLength: 64 }).map(newWebhookSecret)
const secondsAgo = fc.integer({ min: 0, max: 200 })

test('every message verifies with an independent implementation, with each secret of a rotation, and no other', () => {
  fc.assert(
    fc.property(
      fc.array(secret, { minLength: 1, maxLength: 3 }),
      secret,
      fc.stringMatching(/^msg_[a-z0-9]{1,30}$/),
      fc.json(),
      secondsAgo,
      (secrets, stranger, id, body, agoS) => {
        fc.pre(!secrets.includes(stranger))
        const headers = { ...webhookHeaders({ secrets, id, atMs: Date.now() - agoS * 1000, body }) }
        for (const one of secrets) expect(new Webhook(one).verify(body, headers)).toEqual(JSON.parse(body))
        expect(() => new Webhook(stranger).verify(body, headers)).toThrow()
        expect(() => new Webhook(secrets[0] ?? '').verify(`${body} `, headers)).toThrow()
      },
    ),
    { numRuns: 60 },
  )
})

test.each([
  { name: 'none', secrets: [] },
  { name: 'empty', secrets: [''] },
  { name: 'without prefix', secrets: [SECRET.slice(6)] },
  { name: 'too short', secrets: ['whsec_c2hvcnQ='] },
  { name: 'not base64', secrets: ['whsec_MfKQ9r8GKYqrTwj*PD8ILPZIo2LaLaSw'] },
  { name: 'one of two damaged', secrets: [SECRET, `${SECRET}!`] },
])('a secret that is unusable is refused and not shown: $name', ({ secrets }) => {
  const sign = () => webhookHeaders({ secrets, id: 'msg_1', atMs: 0, body: '{}' })
  expect(sign).toThrow(RangeError)
  expect(sign).not.toThrow(/MfKQ|c2hv/)
})

test.each([0, 23, 65])('a secret of %i bytes is refused', (length) => {
  expect(() => newWebhookSecret(new Uint8Array(length))).toThrow(`got ${length}`)
})
