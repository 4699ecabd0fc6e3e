import { execFile } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import { casesOf } from '../../bench/skill/cases.ts'
import { datasetOf, replayAll } from '../../bench/skill/dataset.ts'
import { ALERT_RULES, courseOf, runRule } from '../../bench/skill/events.ts'
import { skillGoals } from '../../bench/skill/goals.ts'
import { leastAbsolute } from '../../bench/skill/least-absolute.ts'
import { bootstrap, pool } from '../../bench/skill/pool.ts'
import { gaussian, seeded } from '../../bench/skill/random.ts'
import { type Hour, replay } from '../../bench/skill/replay.ts'
import { crps } from '../../bench/skill/scores.ts'
import { hindsightSnowfall, simulateAll, simulateRuns } from '../../bench/skill/simulated-forecast.ts'
import { parseStation, readStations, type Station } from '../../bench/skill/stations.ts'
import { learnFolds, verify } from '../../bench/skill/verify.ts'
import { lacksSharedData, sharedData } from '../support/shared-data.ts'
import { tempDir } from '../support/temp-dir.ts'

const run = promisify(execFile)
const MAIN = fileURLToPath(new URL('../../bench/skill/main.ts', import.meta.url))
const HOUR_MS = 3_600_000
const START_MS = Date.parse('2026-01-01T00:00:00Z')

/** A winter of storms of a few hours and settling between, as a station's file. */
function winterCsv(seed: number, hours = 900): string {
  const random = seeded(seed)
  const lines = ['time_utc,depth_cm,air_temp_c']
  let depthCm = 20
  let rate = 0
  for (let hour = 0; hour < hours; hour++) {
    if (random() < 0.03) rate = 0.5 + 3 * random()
    if (random() < 0.2) rate = 0
    depthCm += rate - 0.004 * depthCm
    const saidCm = Math.max(0, depthCm + 0.3 * gaussian(random))
    lines.push(`${new Date(START_MS + hour * HOUR_MS).toISOString()},${saidCm.toFixed(1)},-4`)
  }
  return `${lines.join('\n')}\n`
}

function station(seed: number): Station {
  const parsed = parseStation(`s${seed}`, winterCsv(seed))
  if (parsed === undefined) throw new Error('no station')
  return parsed
}

describe('the replay', () => {
  test('knows nothing of the future: other rows after a moment change nothing said until it', () => {
    const whole = station(1)
    const cut = 500
    const changed = whole.rows.map((it, index) => (index > cut ? { ...it, depthCm: 90, airTempC: 8 } : it))
    const untilMs = whole.rows[cut]?.atMs ?? 0
    const saidUntil = (rows: Station['rows']) => replay({ ...whole, rows }).filter((it) => it.atMs <= untilMs)
    expect(saidUntil(changed)).toEqual(saidUntil(whole.rows))
    expect(saidUntil(whole.rows).filter((it) => it.input !== null).length).toBeGreaterThan(300)
  })

  test('reports a pass three hours after the threshold, and depth since pass begins anew', () => {
    const hours = replay(station(1), { passAtCm: 5 })
    const passes = hours.flatMap((it, index) => (it.passed ? [index] : []))
    expect(passes.length).toBeGreaterThan(3)
    for (const index of passes) {
      expect(hours[index - 3]?.depthSincePassCm).toBeGreaterThanOrEqual(5)
      expect(hours[index + 1]?.depthSincePassCm).toBeLessThan(5)
    }
  })
})

describe('the simulated forecast', () => {
  const plain = [1, 2, 3].map((seed) => {
    const hours = replay(station(seed))
    return { hours, snow: hindsightSnowfall(hours) }
  })

  test.each([0.34, 0.44, 0.54])('has the skill that is asked for: %d', (wanted) => {
    expect(simulateAll(plain, wanted, 7).csi).toBeCloseTo(wanted, 1)
  })

  test('is usable three hours after its issue and not before', () => {
    const { hours, snow } = plain[0] ?? { hours: [], snow: [] }
    const runs = simulateRuns(hours, snow, 1, 7)
    expect(runs.at(2)).toBeNull()
    for (const index of [3, 4, 5, 6, 100]) {
      const forecast = runs.at(index)
      expect(forecast?.receivedAtMs).toBeLessThanOrEqual(hours[index]?.atMs ?? 0)
      expect((hours[index]?.atMs ?? 0) - (forecast?.receivedAtMs ?? 0)).toBeLessThan(3 * HOUR_MS)
    }
  })

  test('without errors is the snowfall, smoothed', () => {
    const { hours, snow } = plain[0] ?? { hours: [], snow: [] }
    const total = (values: readonly number[]) => values.reduce((sum, it) => sum + it, 0)
    const forecast = simulateRuns(hours, snow, 0, 7).at(300)
    const said = total((forecast?.hours ?? []).map((it) => it.snowfallCm ?? 0))
    expect(said).toBeGreaterThan(0)
    expect(Math.abs(said - total(snow.slice(297, 345)))).toBeLessThan(3)
  })
})

describe('events', () => {
  const hour = (depthSincePassCm: number | null, passed = false): Hour => {
    return { atMs: 0, input: null, sampleCm: null, depthSincePassCm, airTempC: null, passed }
  }
  const all = new Set(Array.from({ length: 40 }, (_, index) => index - 5))

  test('a crossing is the first hour at the threshold, and the next only after the pass', () => {
    const hours = [1, 3, 5, 6, 7].map((it) => hour(it)).concat([hour(8, true), hour(0), hour(5.1)])
    expect([...courseOf(hours, all, 5).crossings]).toEqual([2, 7])
    expect(courseOf(hours, all, 5).over).toEqual([false, false, true, true, true, true, false, true])
  })

  test('counts where a prediction was possible before it', () => {
    expect(courseOf([hour(1), hour(3), hour(5)], new Set([1]), 5).crossings.size).toBe(0)
  })

  test.each([
    ['raised two hours before', [0, 0.9, 0.9, 0], 3, { hits: 1, missed: 0, falseAlarms: 0, leadsH: [2] }],
    ['raised at the crossing', [0, 0, 0, 0.9], 3, { hits: 0, missed: 1, falseAlarms: 0, leadsH: [] }],
    ['ended, and nothing came', [0.9, 0, 0, 0], null, { hits: 0, missed: 0, falseAlarms: 1, leadsH: [] }],
    ['holds between release and raise', [0.9, 0.2, 0.2, 0.2], 3, { hits: 1, missed: 0, falseAlarms: 0, leadsH: [3] }],
  ] as const)('an alert %s', (_, chances, crossing, expected) => {
    const depths = chances.map((_it, index) => (index === crossing ? 5 : 1))
    const course = courseOf(
      depths.map((it) => hour(it)),
      all,
      5,
    )
    const [one] = casesOf([{ ...simulated(), snow: [] }])
    if (one === undefined) throw new Error('no case')
    const cases = new Map(chances.map((_it, index) => [index, one]))
    const byHour = new Map(chances.map((it, index) => [index, { within3h: it, within6h: 0 }]))
    const rule = ALERT_RULES['P(cross)']
    if (rule === undefined) throw new Error('no rule')
    expect(runRule(rule, course, cases, byHour)).toEqual(expected)
  })

  function simulated() {
    const hours = replay(station(1))
    return { hours, runs: simulateRuns(hours, hindsightSnowfall(hours), 1, 7) }
  }
})

describe('scores', () => {
  test('CRPS of one member is its error, and of several the integral of the squared difference', () => {
    expect(crps([3], 5)).toBe(2)
    expect(crps([0, 2], 1)).toBeCloseTo(0.5)
    // Steps of a quarter: 1/16 on [0, 1] and [2, 3], 1/4 on [1, 2].
    expect(crps([0, 1, 2, 3], 1.5)).toBeCloseTo(1 / 16 + 1 / 4 + 1 / 16, 5)
  })

  test('least absolute errors do not follow outliers', () => {
    const random = seeded(1)
    const rows = Array.from({ length: 400 }, () => [random() * 10, random() * 10])
    const targets = rows.map(([a = 0, b = 0], index) =>
      index % 10 === 0 ? 500 : 0.5 * a - 0.25 * b + 0.01 * gaussian(random),
    )
    const [first, second] = leastAbsolute(rows, targets)
    expect(first).toBeCloseTo(0.5, 1)
    expect(second).toBeCloseTo(-0.25, 1)
  })
})

describe('eval:skill', () => {
  test('takes any folder of stations and ends with one JSON object', async () => {
    const dir = tempDir()
    for (const seed of [1, 2, 3]) writeFileSync(join(dir, `s${seed}.csv`), winterCsv(seed, 600))
    writeFileSync(join(dir, 'notes.csv'), 'a,b\n1,2\n')
    const { stdout } = await run(process.execPath, [MAIN, '--data', dir, '--json'], { maxBuffer: 2 ** 26 })
    expect(stdout).toContain('not stations: notes.csv')
    expect(stdout).toContain('SIMULATED')
    const report = JSON.parse(stdout.trim().split('\n').at(-1) ?? '')
    expect(Object.keys(report.stations)).toEqual(['s1', 's2', 's3'])
    expect(report.forecast).toMatchObject({ kind: 'simulated' })
    for (const goal of Object.values(report.goals)) expect(goal).toMatchObject({ holds: expect.any(Boolean) })
    expect(report.goals.mae_active_6h_vs_persistence.value).toBeLessThan(1)
  })

  test.each([
    [[], 'usage'],
    [['--data', '/no/such/folder'], 'there is no such folder'],
  ])('%j is refused with the remedy', async (args, text) => {
    await expect(run(process.execPath, [MAIN, ...args])).rejects.toMatchObject({
      code: 2,
      stderr: expect.stringContaining(text),
    })
  })

  test('a cell that is no number is named', () => {
    const text = 'time_utc,depth_cm,air_temp_c\n2026-01-01T00:00:00Z,abc,1\n'
    expect(() => parseStation('s', text)).toThrow('s.csv line 2, depth_cm: abc is no number')
  })
})

describe.skipIf(lacksSharedData('depth'))(
  'on recorded stations, each judged by what was learnt from the others',
  () => {
    test('the goals hold', { timeout: 240_000 }, () => {
      const { stations } = readStations(sharedData('depth'))
      const dataset = datasetOf(replayAll(stations), 'medium')
      const names = stations.map((it) => it.name)
      const results = verify(dataset, learnFolds(dataset), names)
      const goals = skillGoals(pool(results))
      expect(Object.entries(goals).filter(([, it]) => !it.holds)).toEqual([])
      expect(bootstrap(results, (it) => it.activeToPersistence6h)?.[1]).toBeLessThan(0.9)
    })
  },
)
