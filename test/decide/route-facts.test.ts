import { describe, expect, test } from 'vitest'
import { looksAhead, type RouteToJudge, routeFacts } from '../../src/decide/route-facts.ts'
import { CRITERION_DEFAULTS, type Criterion, type Suppressor, THRESHOLD_DEFAULTS } from '../../src/domain/criterion.ts'
import { DAY_MS, HOUR_MS } from '../../src/domain/time.ts'
import { at, sensor } from '../support/sensor.ts'
import { folded, rise, run } from './predicting.ts'

const NOW_MIN = 240
const NOW_MS = at(NOW_MIN)
const [A, B] = [sensor({ id: 'a' }), sensor({ id: 'b' })]

function judged(change: Partial<RouteToJudge> = {}): RouteToJudge {
  return {
    route: { id: 'r1', deadline: '07:00', plowMinutes: 40 },
    timeZone: 'Asia/Tokyo',
    sensors: [
      { device: A, state: folded(rise(2), NOW_MIN, A) },
      { device: B, state: folded(rise(0), NOW_MIN, B) },
    ],
    forecastOf: () => ({ forecast: run(2, NOW_MIN), stale: false }),
    ...change,
  }
}

describe('the outlook', () => {
  test('is pooled from the usable sensors alone', () => {
    const added = (change: Partial<RouteToJudge>) =>
      routeFacts(judged(change), NOW_MS)
        .outlook()
        ?.addedCm(NOW_MS + 3 * HOUR_MS)?.p50 ?? Number.NaN
    expect(added({ maintenance: new Set(['b']) })).toBeGreaterThan(added({}))
    expect(added({ maintenance: new Set(['a']) })).toBeLessThan(added({}))
    expect(routeFacts(judged({ maintenance: new Set(['a', 'b']) }), NOW_MS).outlook()).toBeNull()
  })

  test('is nobody’s word when the sensors have been silent for hours', () => {
    expect(routeFacts(judged(), NOW_MS + 3 * HOUR_MS).outlook()).toBeNull()
  })

  test('says so when there is no forecast', () => {
    const facts = routeFacts(judged({ forecastOf: () => undefined }), NOW_MS)
    expect(facts.outlook()).toMatchObject({ runId: null, degraded: ['no-forecast'] })
    expect(facts.weather()).toBeNull()
  })

  test('is computed once, and only when asked for', () => {
    let asked = 0
    const facts = routeFacts(judged({ forecastOf: () => void asked++ }), NOW_MS)
    expect(facts.sensors).toHaveLength(2)
    expect(asked).toBe(0)
    facts.outlook()
    const once = asked
    facts.outlook()
    expect(asked).toBe(once)
  })
})

describe('the weather ahead', () => {
  test('begins with the hour that holds now', () => {
    const weather = routeFacts(judged(), NOW_MS + 1000).weather()
    expect(weather?.hours[0]?.fromMs).toBeLessThanOrEqual(NOW_MS + 1000)
    expect((weather?.hours[0]?.fromMs ?? 0) + HOUR_MS).toBeGreaterThan(NOW_MS + 1000)
    expect(weather).toMatchObject({ runId: 'run-7', stale: false })
    expect(weather?.hours[0]).toMatchObject({ airTempC: -4, rainMm: null })
  })

  test('is not taken from a run received more than a day ago; an unconfirmed one says so', () => {
    const old = { receivedAtMs: NOW_MS - DAY_MS - 1 }
    expect(
      routeFacts(judged({ forecastOf: () => ({ forecast: run(2, NOW_MIN, old), stale: true }) }), NOW_MS).weather(),
    ).toBeNull()
    expect(
      routeFacts(judged({ forecastOf: () => ({ forecast: run(2, NOW_MIN), stale: true }) }), NOW_MS).weather()?.stale,
    ).toBe(true)
  })
})

test('a sensor carries what is known around it', () => {
  const loneRises = new Map([['a', { riseCm: 9, neighbours: 3 }]])
  const [a, b] = routeFacts(judged({ loneRises, maintenance: new Set(['b']) }), NOW_MS).sensors
  expect(a).toMatchObject({ device: 'a', maintenance: false, loneRise: { riseCm: 9 } })
  expect(b).toMatchObject({ device: 'b', maintenance: true, loneRise: null })
  const threeHours = a?.snowfall.find((it) => it.hours === 3)
  expect(threeHours?.newSnowCm).toBeGreaterThan(4)
  expect(threeHours?.newSnowCm).toBeLessThan(8)
})

const THRESHOLD = { kind: 'threshold', ...THRESHOLD_DEFAULTS, triggerCm: 10, releaseCm: 3 } as const
const FORECAST = {
  ...THRESHOLD,
  kind: 'forecast',
  measure: 'new-snow',
  quantity: 'level',
  by: '07:00',
  quantile: 'p50',
} as const

test.each<{ name: string; rule: Criterion['rule']; suppressors?: Suppressor[]; looks: boolean }>([
  { name: 'a threshold', rule: THRESHOLD, looks: false },
  { name: 'a forecast', rule: FORECAST, looks: true },
  {
    name: 'a forecast as a part',
    rule: { kind: 'any', of: [THRESHOLD, { kind: 'all', of: [FORECAST] }] },
    looks: true,
  },
  {
    name: 'held back by warmth',
    rule: THRESHOLD,
    suppressors: [{ kind: 'warming', airTempC: 1, withinH: 3 }],
    looks: true,
  },
  { name: 'held back by rain', rule: THRESHOLD, suppressors: [{ kind: 'rain', rainMm: 1, withinH: 3 }], looks: true },
  { name: 'held back by the clock', rule: THRESHOLD, suppressors: [{ kind: 'too-late', marginMin: 0 }], looks: false },
])('$name needs the forecast: $looks', ({ rule, suppressors = [], looks }) => {
  const body = { ...CRITERION_DEFAULTS, scope: { kind: 'authority' }, mode: 'automatic', level: 'dispatch' } as const
  expect(looksAhead({ id: 'k', authorityId: 'town', version: 1, ...body, rule, suppressors })).toBe(looks)
})
