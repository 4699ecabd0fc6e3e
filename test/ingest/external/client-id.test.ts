import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { keptClientId } from '../../../src/ingest/external/client-id.ts'
import { tempDir } from '../../support/temp-dir.ts'

test('made up once per data folder, and one that every broker of MQTT 3.1.1 must allow', () => {
  const [one, other] = [tempDir(), tempDir()]
  const id = keptClientId(one)
  expect(id).toMatch(/^yukiban-[0-9a-f]{12}$/)
  expect(id.length).toBeLessThanOrEqual(23)
  expect(keptClientId(one)).toBe(id)
  expect(keptClientId(other)).not.toBe(id)
  expect(readFileSync(join(one, 'mqtt-client-id'), 'utf8')).toBe(`${id}\n`)
  expect(statSync(join(one, 'mqtt-client-id')).mode & 0o777).toBe(0o600)
})

test('a folder that cannot be written, or an empty file, is refused with its path', () => {
  expect(() => keptClientId(join(tempDir(), 'absent'))).toThrow(/cannot write .*absent/)
  const dir = tempDir()
  writeFileSync(join(dir, 'mqtt-client-id'), '')
  expect(() => keptClientId(dir)).toThrow(/is empty; delete it or set YUKIBAN_MQTT_CLIENT_ID/)
})
