import { expect, test } from 'vitest'
import { readConfig } from '../../src/config.ts'
import { DISPATCH_DEFAULTS } from '../../src/dispatch/policy.ts'
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../../src/domain/time.ts'

test('the settings’ defaults are the policy’s', () => {
  expect(readConfig({}).dispatch).toEqual(DISPATCH_DEFAULTS)
})

test('settings are read in their units, and refused out of range', () => {
  const env = { YUKIBAN_DISPATCH_MERGE_S: '0', YUKIBAN_DISPATCH_WARN_MIN: '45', YUKIBAN_DISPATCH_GRACE_H: '2' }
  expect(readConfig(env).dispatch).toEqual({ mergeMs: 0 * SECOND_MS, warnMs: 45 * MINUTE_MS, graceMs: 2 * HOUR_MS })
  expect(() => readConfig({ YUKIBAN_DISPATCH_GRACE_H: '13' })).toThrow(
    /YUKIBAN_DISPATCH_GRACE_H=13 must be a whole number from 0 to 12/,
  )
})
