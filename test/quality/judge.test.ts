import { describe, expect, test } from 'vitest'
import type { TimedReading } from '../../src/domain/reading.ts'
import { NO_WITNESS, type Witness } from '../../src/domain/witness.ts'
import { EMPTY_QUALITY, faultsOf, type Judged, judge, type QualityState } from '../../src/quality/judge.ts'
import { at, over, reading } from '../support/sensor.ts'
import { sharedCsv } from '../support/shared-csv.ts'
import { lacksSharedData } from '../support/shared-data.ts'

const SITE = { mountHeightMm: 2000, temperatureCompensated: false }
const OLD_TOWN = 'depth/oldtown_hw_2018-11_2020-06.csv'
const COL_DE_PORTE = 'depth/cdp_2005-10_2006-06.csv'

function judgeAll(
  readings: readonly TimedReading[],
  site = SITE,
  witness: Witness = NO_WITNESS,
): { state: QualityState; last: Judged } {
  let state = EMPTY_QUALITY
  let last: Judged | undefined
  for (const one of readings) ({ state, judged: last } = judge(state, one, site, witness))
  if (last === undefined) throw new Error('judge at least one reading')
  return { state, last }
}

function only(change: Partial<TimedReading>, site: Parameters<typeof judge>[2] = SITE): Judged {
  return judge(EMPTY_QUALITY, reading(0, change), site).judged
}

describe('one reading', () => {
  test.each<{ name: string; change: Partial<TimedReading>; flags: string; depthCm: number | null; accepted: boolean }>([
    {
      name: 'a first good one has nothing to be compared with',
      change: { ...over(12.3), echoQuality: 180 },
      flags: '11112222',
      depthCm: 12.3,
      accepted: true,
    },
    { name: 'without echo quality', change: over(12.3), flags: '11122222', depthCm: 12.3, accepted: true },
    {
      name: 'without any air temperature the distance stands',
      change: { distanceMm: 1877 },
      flags: '19122222',
      depthCm: 12.3,
      accepted: true,
    },
    {
      name: 'a broken thermometer counts as none',
      change: { distanceMm: 1877, airTempC: -61 },
      flags: '19122222',
      depthCm: 12.3,
      accepted: true,
    },
    {
      name: 'our own time for a clock that cannot be right is suspect',
      change: { ...over(12.3), timeSource: 'receiver-implausible' },
      flags: '31122222',
      depthCm: 12.3,
      accepted: true,
    },
    {
      name: 'our own time for a device without clock is good',
      change: { ...over(12.3), timeSource: 'receiver-no-time' },
      flags: '11122222',
      depthCm: 12.3,
      accepted: true,
    },
    {
      name: 'an uncertain echo is suspect but counts: fresh snow looks so',
      change: { ...over(12.3), echoQuality: 301 },
      flags: '11132222',
      depthCm: 12.3,
      accepted: true,
    },
    {
      name: 'no echo is a missing reading',
      change: { ...over(12.3), echoQuality: 0 },
      flags: '11992222',
      depthCm: null,
      accepted: false,
    },
    {
      name: 'a distance of 0 is no depth',
      change: { distanceMm: 0, airTempC: 0 },
      flags: '12922222',
      depthCm: null,
      accepted: false,
    },
    {
      name: 'nor is a negative one',
      change: { distanceMm: -5, airTempC: 0 },
      flags: '12922222',
      depthCm: null,
      accepted: false,
    },
    { name: 'nor nothing at all', change: { batteryV: 3.6 }, flags: '12922222', depthCm: null, accepted: false },
    { name: 'ground noise below 0 is 0', change: over(-3), flags: '11122222', depthCm: 0, accepted: true },
    { name: 'down to exactly −10 cm', change: over(-10), flags: '11122222', depthCm: 0, accepted: true },
    { name: 'and not below', change: over(-10.1), flags: '11422222', depthCm: -10.1, accepted: false },
    { name: 'up to 20 cm under the sensor', change: over(180), flags: '11122222', depthCm: 180, accepted: true },
    { name: 'and not nearer', change: over(180.1), flags: '11422222', depthCm: 180.1, accepted: false },
    {
      name: "the device's own depth needs no temperature",
      change: { depthMm: 123 },
      flags: '12122222',
      depthCm: 12.3,
      accepted: true,
    },
    {
      name: 'the distance is preferred to it',
      change: { ...over(12.3), depthMm: 900 },
      flags: '11122222',
      depthCm: 12.3,
      accepted: true,
    },
  ])('$name', ({ change, flags, depthCm, accepted }) => {
    const judged = only(change)
    expect(judged).toMatchObject({ accepted, verdict: accepted ? 'first' : null })
    expect(judged.flags.join('')).toBe(flags)
    if (depthCm === null) expect(judged.depthCm).toBeNull()
    else expect(judged.depthCm).toBeCloseTo(depthCm, 6)
  })

  test('a distance means nothing without the height of the sensor', () => {
    const site = { mountHeightMm: null, temperatureCompensated: false }
    expect(only(over(12), site)).toMatchObject({ depthCm: null, accepted: false, flags: [1, 2, 9, 2, 2, 2, 2, 2] })
    expect(only({ depthMm: 6000 }, site)).toMatchObject({ depthCm: 600, accepted: true })
    expect(only({ depthMm: 6001 }, site)).toMatchObject({ accepted: false, flags: [1, 2, 4, 2, 2, 2, 2, 2] })
  })

  test('cold air is corrected for, unless the device has done so', () => {
    const cold = { distanceMm: 1900, airTempC: -20 }
    expect(only(cold).depthCm).toBeCloseTo(17.09, 2)
    const compensated = only(cold, { mountHeightMm: 2000, temperatureCompensated: true })
    expect(compensated.depthCm).toBeCloseTo(10, 6)
    expect(compensated.flags[1]).toBe(2)
  })
})

describe('the air temperature of an earlier reading', () => {
  const bare = { distanceMm: 1900 }
  test.each([
    { name: 'stands in for exactly two hours, flagged', minutes: 120, flag: 3, depthCm: 17.09 },
    { name: 'and no longer', minutes: 120.1, flag: 9, depthCm: 10 },
  ])('$name', ({ minutes, flag, depthCm }) => {
    const { last } = judgeAll([reading(0, { ...bare, airTempC: -20 }), reading(minutes, bare)])
    expect(last.flags[1]).toBe(flag)
    expect(last.depthCm).toBeCloseTo(depthCm, 2)
  })

  test('is the newest believable one, whether its reading held a depth or not', () => {
    const readings = [
      reading(0, { ...bare, airTempC: -5 }),
      reading(10, { distanceMm: 0, airTempC: -20 }),
      reading(20, { ...bare, airTempC: 99 }),
    ]
    const { state, last } = judgeAll(readings)
    expect(state.airTemp).toMatchObject({ airTempC: -20 })
    expect(last.depthCm).toBeCloseTo(17.09, 2)
  })

  test('bounds the melt of a device that compensates by itself', () => {
    const site = { mountHeightMm: 2000, temperatureCompensated: true }
    const fall = (airTempC: number) =>
      judgeAll([reading(0, { distanceMm: 1500, airTempC }), reading(60, { distanceMm: 1580 })], site).last.accepted
    expect([fall(0), fall(10)]).toEqual([false, true])
  })
})

describe('what others know', () => {
  const bare = { distanceMm: 1900 }
  const saying = (airTempC: number | null, snowfallCm: number | null = null): Witness => ({
    airTempC: () => airTempC,
    snowfallCm: () => snowfallCm,
  })

  test("their air temperature stands in for the sensor's own, flagged", () => {
    const { last } = judgeAll([reading(0, bare)], SITE, saying(-20))
    expect(last.flags[1]).toBe(3)
    expect(last.depthCm).toBeCloseTo(17.09, 2)
  })

  test('but its own of two hours ago is better', () => {
    const { last } = judgeAll([reading(0, { ...bare, airTempC: 0 }), reading(120, bare)], SITE, saying(-20))
    expect(last.depthCm).toBeCloseTo(10, 6)
  })

  test.each([null, 99])('a temperature of %s says nothing', (airTempC) => {
    expect(judgeAll([reading(0, bare)], SITE, saying(airTempC)).last.flags[1]).toBe(9)
  })

  test('is what they knew at the time of the reading, whenever it arrived, and of twelve hours back at most', () => {
    const asked: (readonly [number, number, number])[] = []
    const witness: Witness = {
      airTempC: (atMs, knownByMs) => {
        asked.push([atMs, atMs, knownByMs])
        return null
      },
      snowfallCm: (fromMs, toMs, knownByMs) => {
        asked.push([fromMs, toMs, knownByMs])
        return 0
      },
    }
    const late = { receivedAtMs: at(100_000) }
    judgeAll(
      [0, 1000, 1010, 1020, 1030].map((minutes) =>
        reading(minutes, { ...late, distanceMm: minutes === 0 ? 1950 : 1200 }),
      ),
      SITE,
      witness,
    )
    expect(asked.length).toBeGreaterThan(5)
    for (const [fromMs, toMs, knownByMs] of asked) {
      expect([0, 1000, 1010, 1020, 1030].map(at)).toContain(knownByMs)
      expect(fromMs).toBeGreaterThanOrEqual(knownByMs - 12 * 3_600_000)
      expect(toMs).toBeLessThanOrEqual(knownByMs + 3 * 3_600_000)
    }
  })

  test('a value that stands still in their snowfall is stuck: flagged, not accepted, a fault until it moves', () => {
    const flat = Array.from({ length: 19 }, (_, index) => reading(index * 10, over(10)))
    const { state, last } = judgeAll(flat, SITE, saying(null, 6))
    expect(last).toMatchObject({ accepted: false, verdict: null, fault: 'stuck', depthCm: 10 })
    expect(last.flags).toEqual([1, 1, 1, 2, 2, 3, 2, 2])
    expect(faultsOf(state)).toEqual([{ fault: 'stuck', sinceMs: at(180) }])
    const moved = judge(state, reading(190, over(11)), SITE, saying(null, 6))
    expect(moved.judged).toMatchObject({ accepted: true, fault: null })
    expect(faultsOf(moved.state)).toEqual([])
    expect(judgeAll(flat).last).toMatchObject({ accepted: true, fault: null })
  })

  test('a quick rise in their dry weather is flagged, and counts', () => {
    const readings = [10, 10, 13, 16, 19].map((depthCm, index) => reading(index * 10, over(depthCm)))
    expect(judgeAll(readings, SITE, saying(null, 0)).last).toMatchObject({
      accepted: true,
      flags: [1, 1, 1, 2, 1, 2, 2, 3],
    })
    expect(judgeAll(readings, SITE, saying(null, 9)).last.flags.at(-1)).toBe(1)
    expect(judgeAll(readings, SITE).last.flags.at(-1)).toBe(2)
  })
})

describe('faults of the sensor', () => {
  const usable = Array.from({ length: 12 }, (_, index) => reading(index * 10, over(10 + (index % 2) * 0.3)))
  const then = (change: (index: number) => Partial<TimedReading>, count = 12) => [
    ...usable,
    ...Array.from({ length: count }, (_, index) => reading(120 + index * 10, change(index))),
  ]

  test.each<{ name: string; change: (index: number) => Partial<TimedReading>; fault: string }>([
    { name: 'no echo', change: () => ({ ...over(10), echoQuality: 0 }), fault: 'no-echo' },
    { name: 'an echo from below the ground', change: () => over(-40), fault: 'no-echo' },
    { name: 'an echo from its own face', change: () => over(190), fault: 'no-echo' },
    { name: 'echoes that agree with nothing', change: (index) => over(40 + ((index * 37) % 120)), fault: 'scatter' },
  ])('$name for two hours', ({ change, fault }) => {
    const { state, last } = judgeAll(then(change))
    expect(last.fault).toBe(fault)
    expect(faultsOf(state)).toEqual([{ fault, sinceMs: expect.any(Number) }])
    expect(judgeAll(then(change, 5)).last.fault).toBeNull()
  })

  test('something under the beam is none: its readings agree', () => {
    expect(judgeAll(then(() => over(70), 30)).last).toMatchObject({ fault: null, verdict: 'suspect' })
  })

  test('a fault keeps its beginning, and ends', () => {
    const { state } = judgeAll(then(() => ({ ...over(10), echoQuality: 0 }), 20))
    const [first] = faultsOf(state)
    expect(first?.sinceMs).toBeLessThan(at(300))
    let healed = state
    for (let minutes = 320; minutes < 520; minutes += 10) healed = judge(healed, reading(minutes, over(10)), SITE).state
    expect(faultsOf(healed)).toEqual([])
  })

  test('a zero that has drifted is told, and the depth is left as it is', () => {
    const summer = Array.from({ length: 120 }, (_, hour) =>
      reading(hour * 60, { depthMm: 60 + (hour % 3), airTempC: 15 }),
    )
    const { state, last } = judgeAll(summer, { ...SITE, temperatureCompensated: true })
    expect(last).toMatchObject({ accepted: true, fault: 'zero-drift', flags: [1, 2, 1, 2, 1, 2, 3, 2] })
    expect(last.depthCm).toBeCloseTo(6.2, 6)
    expect(faultsOf(state)).toMatchObject([{ fault: 'zero-drift' }])
  })
})

test('a pass of a plow is told, at the sample that shows it', () => {
  const depths = [14, 14, 14, 14, 14, 10, 10, 10]
  const readings = depths.map((depthCm, index) => reading(index * 10, over(depthCm)))
  let state = EMPTY_QUALITY
  const told = readings.map((one) => {
    const judged = judge(state, one, SITE)
    state = judged.state
    return judged.judged.plowPass
  })
  expect(told).toEqual([false, false, false, false, false, false, false, true])
})

test('a fall that turns out to have been none is told as such when the surface is back', () => {
  const depths = [60, 60, 60, 5, 5, 5, 60, 60, 60, 60]
  const { state } = judgeAll(depths.slice(0, 8).map((depthCm, index) => reading(index * 10, over(depthCm))))
  const back = judge(state, reading(80, over(60)), SITE).judged
  expect(back).toMatchObject({ verdict: 'step-up', undoesFall: true, accepted: true })
  const elsewhere = depths.slice(0, 6).concat(30, 30)
  const other = judgeAll(elsewhere.map((depthCm, index) => reading(index * 10, over(depthCm)))).state
  expect(judge(other, reading(80, over(30)), SITE).judged).toMatchObject({ verdict: 'suspect', undoesFall: false })
})

test('what fails range or echo never reaches the gate', () => {
  const before = judgeAll([reading(0, over(10)), reading(10, over(10))]).state
  for (const change of [over(-50), over(199), { distanceMm: 0, airTempC: 0 }, { ...over(10), echoQuality: 0 }]) {
    expect(judge(before, reading(20, change), SITE).state.gate).toBe(before.gate)
  }
})

test('a suspect keeps its depth and is not accepted', () => {
  const { last } = judgeAll([reading(0, over(10)), reading(10, over(90))])
  expect(last).toMatchObject({ accepted: false, verdict: 'suspect', flags: [1, 1, 1, 2, 3, 2, 2, 2], depthCm: 90 })
})

test.skipIf(lacksSharedData(OLD_TOWN))(
  'over two recorded winters no missing echo and no impossible depth is accepted',
  () => {
    let state = EMPTY_QUALITY
    const tally = { rows: 0, accepted: 0, zeros: 0, zerosAccepted: 0, impossibleAccepted: 0 }
    for (const row of sharedCsv(OLD_TOWN)) {
      const [distanceM, airTempC, echoQuality] = [
        row.number('distance_raw_m'),
        row.number('air_temp_c'),
        row.number('quality'),
      ]
      const mountHeightMm = (row.number('mount_height_m') ?? 1.81) * 1000
      const distanceMm = distanceM === null ? null : distanceM * 1000
      const one = { ...reading(0), atMs: row.atMs, distanceMm, airTempC, echoQuality }
      const { state: next, judged } = judge(state, one, { mountHeightMm, temperatureCompensated: false })
      state = next
      tally.rows++
      const zero = distanceM === 0 || echoQuality === 0
      if (zero) tally.zeros++
      if (!judged.accepted) continue
      tally.accepted++
      if (zero) tally.zerosAccepted++
      const depthCm = judged.depthCm ?? Number.NaN
      if (!(depthCm >= 0 && depthCm <= mountHeightMm / 10 - 20)) tally.impossibleAccepted++
    }
    expect(tally).toMatchObject({ rows: 13_560, zerosAccepted: 0, impossibleAccepted: 0 })
    expect(tally.zeros).toBeGreaterThan(0)
    expect(tally.accepted / tally.rows).toBeGreaterThan(0.9)
  },
)

test.skipIf(lacksSharedData(COL_DE_PORTE))('of a clean recorded winter at most 0.5 % is rejected', () => {
  let state = EMPTY_QUALITY
  let [rows, rejected] = [0, 0]
  for (const row of sharedCsv(COL_DE_PORTE)) {
    const depthCm = row.number('depth_cm')
    if (depthCm === null) continue
    const one = { ...reading(0), atMs: row.atMs, depthMm: depthCm * 10, airTempC: row.number('air_temp_c') }
    const { state: next, judged } = judge(state, one, { mountHeightMm: null, temperatureCompensated: true })
    state = next
    rows++
    if (!judged.accepted) rejected++
  }
  expect(rows).toBeGreaterThan(6000)
  expect(rejected / rows).toBeLessThanOrEqual(0.005)
})
