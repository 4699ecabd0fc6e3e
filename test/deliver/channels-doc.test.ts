import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { MAX_FAILURES } from '../../src/api/auth-throttle.ts'
import { CHANNEL_OPTIONS } from '../../src/config-channels.ts'
import { LINK_GRACE_MS } from '../../src/deliver/people/load-offer.ts'
import { CHANNELS } from '../../src/domain/channel.ts'

/** What docs/channels.md promises is what the code does. */

const doc = readFileSync(new URL('../../docs/channels.md', import.meta.url), 'utf8')
const FOR_EXPERTS = ['YUKIBAN_LINE_URL']

test('every setting is in it, and no other', () => {
  const named = new Set(doc.match(/YUKIBAN_[A-Z_]+/g))
  const options: string[] = CHANNEL_OPTIONS.map((it) => it.name)
  expect(options.filter((it) => !FOR_EXPERTS.includes(it) && !named.has(it))).toEqual([])
  expect([...named].filter((it) => !options.includes(it))).toEqual(['YUKIBAN_WEBHOOK_ALLOW'])
})

test('every channel says what delivered means', () => {
  const rows = [...doc.matchAll(/^\| (webhook|email|web-push|line|sms) /gm)].map((it) => it[1])
  expect(rows).toEqual([...CHANNELS])
})

test('the figures are the code’s', () => {
  const merge = CHANNEL_OPTIONS.find((it) => it.name === 'YUKIBAN_MESSAGE_MERGE_S')?.default
  expect(doc).toContain(`\`YUKIBAN_MESSAGE_MERGE_S\` (${merge} s)`)
  expect(doc).toContain(`until ${LINK_GRACE_MS / 3_600_000} hours after the last answer time`)
  expect(doc).toContain(`(${MAX_FAILURES} a minute)`)
})
