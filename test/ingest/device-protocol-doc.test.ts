import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { MQTT_OPTIONS } from '../../src/config-mqtt.ts'
import { REFUSALS } from '../../src/ingest/refusals.ts'

const text = readFileSync(new URL('../../docs/device-protocol.md', import.meta.url), 'utf8')
const rows = text.split('\n').filter((it) => it.startsWith('| '))

test('docs/device-protocol.md explains every reason of a refusal, and no other', () => {
  const reasons = rows.flatMap((it) => /\| `([a-z0-9-]+)` \|$/.exec(it)?.[1] ?? [])
  expect([...new Set(reasons)].toSorted()).toEqual([...REFUSALS].toSorted())
})

test('docs/device-protocol.md names every limit, and every setting it names exists', () => {
  const names = MQTT_OPTIONS.map((it): string => it.name)
  const limits = MQTT_OPTIONS.filter((it) => it.kind === 'integer').map((it) => it.name.replace('YUKIBAN_MQTT_', ''))
  const named = [...rows.join('\n').matchAll(/`([A-Z][A-Z0-9_]+)`/g)].map((it) => it[1] ?? '')
  const ours = named.filter((it) => !it.startsWith('YUKIBAN_'))
  expect([...new Set(ours)].toSorted()).toEqual(limits.toSorted())
  const mentioned = [...text.matchAll(/`(YUKIBAN_(?:MQTT|TLS)[A-Z0-9_]*[A-Z0-9])`/g)].map((it) => it[1] ?? '')
  expect(mentioned.filter((it) => !names.includes(it))).toEqual([])
})
