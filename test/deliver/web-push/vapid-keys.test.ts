import { chmodSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { keptVapidKeys, VAPID_FILE } from '../../../src/deliver/web-push/vapid-keys.ts'
import { tempDir } from '../../support/temp-dir.ts'

test('a pair is made once, kept for us alone, and found again', () => {
  const dir = tempDir()
  const keys = keptVapidKeys(dir)
  expect(Buffer.from(keys.publicKey, 'base64url')).toHaveLength(65)
  expect(Buffer.from(keys.privateKey, 'base64url')).toHaveLength(32)
  expect(keptVapidKeys(dir)).toEqual(keys)
  expect(statSync(join(dir, VAPID_FILE)).mode & 0o777).toBe(0o600)
  expect(readdirSync(dir)).toEqual([VAPID_FILE])
})

test.each([
  { name: 'half a file', text: '{"publicKey":' },
  { name: 'no keys', text: '{}' },
])('$name is refused: another pair would lose every subscription', ({ text }) => {
  const dir = tempDir()
  writeFileSync(join(dir, VAPID_FILE), text)
  expect(() => keptVapidKeys(dir)).toThrow(expect.objectContaining({ code: 'store-unavailable' }))
})

test.skipIf(process.getuid?.() === 0)('a folder that cannot be written is refused', () => {
  const dir = tempDir()
  chmodSync(dir, 0o500)
  expect(() => keptVapidKeys(dir)).toThrow(expect.objectContaining({ code: 'store-unavailable' }))
  chmodSync(dir, 0o700)
})
