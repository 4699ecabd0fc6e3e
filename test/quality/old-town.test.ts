import { dirname } from 'node:path'
import { expect, test } from 'vitest'
import { oldTownProof } from '../../bench/skill/old-town.ts'
import { lacksSharedData, sharedData } from '../support/shared-data.ts'

const SERIES = 'depth/oldtown_hw_2018-11_2020-06.csv'

test.skipIf(lacksSharedData(SERIES))('two recorded winters with a stake beside the sensor', () => {
  const proof = oldTownProof(dirname(sharedData(SERIES)))
  if (proof === undefined) throw new Error('the series is there, but not its stake readings')
  // Distances are recorded to 1 mm, so half of one is all that may differ.
  expect(proof.compensated).toBeGreaterThan(13_000)
  expect(proof.compensationMaxErrorCm).toBeLessThanOrEqual(0.1)
  expect(proof.stakes).toBeGreaterThan(100)
  expect(proof.maeCm).toBeLessThanOrEqual(proof.rawGoodMaeCm)
  expect(proof.stakesAll).toBeGreaterThan(130)
  expect(proof.falseSummerNewSnowCm).toBe(0)
})

test('without the series there is no proof', () => {
  expect(oldTownProof(dirname(import.meta.filename))).toBeUndefined()
})
