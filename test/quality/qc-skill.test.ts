import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { withFaults } from '../../bench/skill/faults.ts'
import { evaluateQc } from '../../bench/skill/qc.ts'
import { everyTenMinutes, qcSeries } from '../../bench/skill/qc-series.ts'
import { gaussian, seeded } from '../../bench/skill/random.ts'
import { parseStation } from '../../bench/skill/stations.ts'
import { lacksSharedData, sharedData } from '../support/shared-data.ts'

const SERIES = ['cdp_2005-10_2006-06', 'slf_stb2_2014-10_2014-12', 'slf_gla2_2008-12_2009-01']
const absent = SERIES.some((it) => lacksSharedData(`depth/${it}.csv`))

function stations() {
  return SERIES.flatMap((it) => parseStation(it, readFileSync(sharedData(`depth/${it}.csv`), 'utf8')) ?? [])
}

test.skipIf(absent)('on recorded winters with faults put in the goals are met, and common rules are beaten', () => {
  const { ours, rateTest, madFilter, plow, stuck } = evaluateQc(stations())
  expect(ours.cleanRejectedPct).toBeLessThanOrEqual(0.1)
  expect(ours.heavySnowRejectedPct).toBeLessThanOrEqual(0.1)
  expect(ours.spikesCaughtPct).toBeGreaterThanOrEqual(99.9)
  expect(ours.burstsCaughtPct).toBeGreaterThanOrEqual(95)
  expect(ours.obstaclesCaughtPct).toBeGreaterThanOrEqual(99.9)
  for (const other of [rateTest, madFilter]) {
    expect(ours.burstsCaughtPct).toBeGreaterThan(other.burstsCaughtPct ?? 100)
    expect(ours.obstaclesCaughtPct).toBeGreaterThan(other.obstaclesCaughtPct ?? 100)
    expect(ours.rmseCm).toBeLessThan((other.rmseCm ?? 0) / 2)
  }
  expect(plow.found / plow.events).toBeGreaterThanOrEqual(0.95)
  expect(plow.falsePer1000h).toBeLessThanOrEqual(0.5)
  expect(stuck.found / stuck.events).toBeGreaterThanOrEqual(0.95)
  expect(stuck.falsePer1000h).toBeLessThanOrEqual(0.1)
})

test.skipIf(absent)('the faults are the same every time, and each does what it is called', () => {
  const [station] = stations()
  if (station === undefined) throw new Error('no station')
  const base = everyTenMinutes(qcSeries(station), 1).samples
  const kinds = ['spike', 'burst', 'obstacle', 'heavy-snow', 'plow', 'stuck'] as const
  const one = withFaults(base, kinds, 5)
  expect(withFaults(base, kinds, 5)).toEqual(one)
  expect(withFaults(base, kinds, 6).events).not.toEqual(one.events)
  for (const kind of kinds) expect(one.events.filter((it) => it.kind === kind).length).toBeGreaterThanOrEqual(10)
  for (const { label, depthCm, truthCm } of one.samples) {
    const offCm = Math.abs(depthCm - truthCm)
    if (label === 'spike') expect(offCm).toBeGreaterThanOrEqual(19.999)
    if (label === 'burst') expect(offCm).toBeGreaterThanOrEqual(14.999)
    if (label === 'heavy-snow' || label === 'plow') expect(offCm).toBeLessThan(2)
  }
})

test('random numbers are the same for the same seed, even and normal', () => {
  const draw = (seed: number) => Array.from({ length: 20_000 }, seeded(seed))
  expect(draw(1)).toEqual(draw(1))
  expect(draw(1)).not.toEqual(draw(2))
  const mean = draw(3).reduce((sum, it) => sum + it, 0) / 20_000
  expect(mean).toBeCloseTo(0.5, 2)
  expect(Math.min(...draw(3))).toBeGreaterThanOrEqual(0)
  expect(Math.max(...draw(3))).toBeLessThan(1)
  const random = seeded(4)
  const normal = Array.from({ length: 20_000 }, () => gaussian(random))
  expect(normal.filter((it) => Math.abs(it) < 1).length / 20_000).toBeCloseTo(0.683, 2)
})
