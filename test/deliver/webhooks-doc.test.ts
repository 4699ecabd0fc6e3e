import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, expect, test } from 'vitest'
import { GIVE_UP_MS, JITTER, MAX_RETRY_AFTER_S, MIN_ATTEMPTS, RETRY_DELAYS_MS } from '../../src/deliver/backoff.ts'
import { FAILURES_TO_OPEN, OPEN_MS } from '../../src/deliver/breaker.ts'
import { webhookHeaders } from '../../src/deliver/sign.ts'
import { WEBHOOK_EVENT_TYPES } from '../../src/store/deliveries/delivery.ts'

/** What docs/webhooks.md promises is what the code does. */

const doc = readFileSync(new URL('../../docs/webhooks.md', import.meta.url), 'utf8')
const dir = mkdtempSync(join(tmpdir(), 'yukiban-doc-'))
afterAll(() => rmSync(dir, { recursive: true }))

const blocks = (language: string) =>
  [...doc.matchAll(new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\``, 'gms'))].map((it) => it[1] ?? '')

const secret = /`(whsec_[A-Za-z0-9+/=]+)`/.exec(doc)?.[1] ?? ''
const body = /--data-raw '(.*)'/.exec(doc)?.[1] ?? ''
const headers = Object.fromEntries([...doc.matchAll(/-H '(webhook-[a-z]+): (.*?)'/g)].map((it) => [it[1], it[2] ?? '']))
const timestampS = Number(headers['webhook-timestamp'])

test('the curl example is signed as we sign', () => {
  const id = headers['webhook-id'] ?? ''
  expect(webhookHeaders({ secrets: [secret], id, atMs: timestampS * 1000, body })).toEqual(headers)
})

test('the TypeScript example verifies our messages and no others', async () => {
  const file = join(dir, 'verify.ts')
  writeFileSync(file, blocks('ts').join('\n'))
  const { verify } = await import(pathToFileURL(file).href)
  expect(verify(secret, headers, body, timestampS)).toBe(true)
  expect(verify(secret, headers, body, timestampS + 299)).toBe(true)
  expect(verify(secret, headers, body, timestampS + 301)).toBe(false)
  expect(verify(secret, headers, `${body} `, timestampS)).toBe(false)
  expect(verify(secret, { ...headers, 'webhook-id': 'msg_other' }, body, timestampS)).toBe(false)
  expect(verify(secret.replace('eX', 'eY'), headers, body, timestampS)).toBe(false)
  const rotating = { ...headers, 'webhook-signature': `v1,AAAA ${headers['webhook-signature']}` }
  expect(verify(secret, rotating, body, timestampS)).toBe(true)
  expect(verify(secret, { ...headers, 'webhook-signature': undefined }, body, timestampS)).toBe(false)
})

test('every event type is documented with a body that parses', () => {
  const headings = [...doc.matchAll(/^### `(.+)`$/gm)].map((it) => it[1])
  expect(headings).toEqual([...WEBHOOK_EVENT_TYPES])
  expect(blocks('json').map((it) => JSON.parse(it).type)).toEqual([...WEBHOOK_EVENT_TYPES])
})

test('the schedule is the documented one', () => {
  const units: Record<string, number> = { s: 1000, min: 60_000, h: 3_600_000 }
  const sentence = /tried again (5 s.*?), then every (2 h), until (24 h)/.exec(doc)
  const readMs = (text: string) => {
    const [number = '', unit = ''] = text.trim().split(' ')
    return Number(number) * (units[unit] ?? Number.NaN)
  }
  const pauses = (sentence?.[1]?.replace(/ after the attempt before$/, '').split(/, | and /) ?? []).map(readMs)
  expect([...pauses, readMs(sentence?.[2] ?? '')]).toEqual([...RETRY_DELAYS_MS])
  expect(readMs(sentence?.[3] ?? '')).toBe(GIVE_UP_MS)
  expect([JITTER, MAX_RETRY_AFTER_S, FAILURES_TO_OPEN, OPEN_MS, MIN_ATTEMPTS]).toEqual([0.1, 600, 5, 30_000, 5])
})
