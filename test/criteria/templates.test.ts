import { describe, expect, test } from 'vitest'
import { evaluateCityMode } from '../../src/criteria/city-mode.ts'
import { parseCityMode } from '../../src/criteria/city-mode-schema.ts'
import { evaluate, type SensorView } from '../../src/criteria/evaluate.ts'
import type { Memory } from '../../src/criteria/facts.ts'
import { CITY_MODE_TEMPLATES, CRITERION_TEMPLATES } from '../../src/criteria/templates.ts'
import type { DecisionResult, Reason } from '../../src/domain/decision.ts'
import { HOUR_MS } from '../../src/domain/time.ts'
import {
  ACTIVE,
  type FactsChange,
  FIRED_MS,
  factsOf,
  held,
  NO_MEMORY,
  outlook,
  tonight,
  view,
  weather,
  written,
} from '../support/criteria.ts'

interface Moment {
  readonly name: string
  /** `HH:MM` of the night; 03:00 where nothing is said. */
  readonly at?: string
  /** New snow, depth since pass and depth at the sensors, cm. */
  readonly cm: readonly number[]
  /** Still to come, cm; absent: nobody can foretell it. */
  readonly added?: number
  readonly probability?: (hoursAhead: number) => number
  readonly weather?: { readonly airTempC?: number; readonly rainMm?: number }
  readonly depthSincePassCm?: number
  readonly passAtMs?: number
  readonly memory?: Memory
  readonly plowMinutes?: number
  readonly want: readonly [DecisionResult, Reason['code'], ...Reason['code'][]]
}

const FIRES = ['fire', 'at-or-above-trigger'] as const
const BELOW = ['hold', 'below-trigger'] as const

function atTrigger(triggerCm: number): Moment[] {
  return [
    { name: `${triggerCm} cm`, cm: [triggerCm], want: FIRES },
    { name: 'just below', cm: [triggerCm - 0.1], want: BELOW },
  ]
}

function noheji(): Moment[] {
  return [
    {
      name: '10 cm, nobody knows what comes',
      cm: [10],
      want: ['fire', 'at-or-above-trigger', 'at-or-above-trigger', 'no-outlook'],
    },
    { name: '5 cm and 3 more expected', cm: [5], added: 3, want: ['fire', 'at-or-above-trigger', 'forecast-reached'] },
    { name: '5 cm and hardly more', cm: [5], added: 2.9, want: ['hold', 'below-trigger', 'forecast-short'] },
    { name: '4.9 cm, however much is to come', cm: [4.9], added: 20, want: ['hold', 'below-trigger', 'below-trigger'] },
    {
      name: '5 cm, nobody knows what comes',
      cm: [5],
      want: ['unknown', 'below-trigger', 'at-or-above-trigger', 'no-outlook'],
    },
  ]
}

function fixed(at: string, before: string, after: string): Moment[] {
  return [
    { name: 'at its time', at, cm: [10], want: FIRES },
    { name: 'just below at its time', at, cm: [9.9], want: BELOW },
    { name: 'before its time', at: before, cm: [20], want: ['hold', 'waits-for-decision-time', 'at-or-above-trigger'] },
    { name: 'after its time', at: after, cm: [20], want: ['hold', 'waits-for-decision-time', 'at-or-above-trigger'] },
  ]
}

const MOMENTS: Readonly<Record<string, readonly Moment[]>> = {
  'aomori-national-5': atTrigger(5),
  'aomori-national-10': atTrigger(10),
  'noheji-bus': noheji(),
  'noheji-other': noheji(),
  'hirosaki-carriageway': fixed('00:00', '23:59', '01:00'),
  'hirosaki-sidewalk': fixed('05:59', '04:59', '06:00'),
  'akita-block': [
    { name: 'three of five', at: '21:00', cm: [10, 10, 11, 9, 8], added: -9, want: FIRES },
    {
      name: 'two of four is no majority',
      at: '21:00',
      cm: [10, 11, 9, 8],
      added: 0,
      want: ['hold', 'vote-not-reached', 'forecast-short'],
    },
    { name: 'about to exceed', at: '21:00', cm: [9, 9, 9], added: 1, want: ['fire', 'forecast-reached'] },
    { name: 'two points are no block', at: '21:00', cm: [30, 30], added: 9, want: ['unknown', 'too-few-sensors'] },
    {
      name: 'before the measurement',
      at: '20:59',
      cm: [30, 30, 30],
      added: -25,
      want: ['hold', 'waits-for-decision-time', 'at-or-above-trigger'],
    },
  ],
  'niigata-heavy-traffic': atTrigger(5),
  'niigata-other': [
    ...atTrigger(10),
    {
      name: 'depth on the road: a pass alone does not end it',
      cm: [12],
      depthSincePassCm: 0,
      passAtMs: FIRED_MS + 1,
      memory: ACTIVE,
      want: ['hold', 'still-above-release'],
    },
  ],
  'niigata-sidewalk': atTrigger(20),
  myoko: [...atTrigger(10), { name: 'too late warns, and holds nothing back', at: '06:50', cm: [10], want: FIRES }],
  'joetsu-fixed-times': [
    { name: 'at its time', at: '02:00', cm: [10], want: FIRES },
    { name: 'just below', at: '02:00', cm: [9.9], want: BELOW },
    { name: 'between times', at: '01:00', cm: [20], want: ['hold', 'waits-for-decision-time', 'at-or-above-trigger'] },
    {
      name: 'a pass ends it',
      at: '03:00',
      cm: [25],
      depthSincePassCm: 4,
      passAtMs: tonight('02:30'),
      memory: { activeSinceMs: tonight('00:00'), clearingSinceMs: null },
      want: ['release', 'plowed-since'],
    },
    { name: 'and the next call needs 10 cm of its own', at: '04:00', cm: [25], depthSincePassCm: 9.9, want: BELOW },
    { name: 'which it may get', at: '04:00', cm: [30], depthSincePassCm: 10, want: FIRES },
  ],
  'ishikawa-priority': atTrigger(5),
  'ishikawa-classes': atTrigger(10),
  hakodate: [
    { name: '10 cm', cm: [10], added: -3, weather: {}, want: FIRES },
    {
      name: '10 cm, no forecast: it fires, and an officer is asked',
      cm: [10],
      want: ['fire', 'at-or-above-trigger', 'no-outlook', 'suppressor-unknown', 'suppressor-unknown'],
    },
    {
      name: '10 cm expected by 07:00',
      at: '22:00',
      cm: [4],
      added: 6,
      weather: {},
      want: ['fire', 'forecast-reached'],
    },
    {
      name: 'just below, and just below expected',
      at: '22:00',
      cm: [4],
      added: 5.9,
      weather: {},
      want: ['hold', 'below-trigger', 'forecast-short'],
    },
    {
      name: 'rain ahead',
      cm: [10],
      added: -3,
      weather: { rainMm: 1 },
      want: ['hold', 'suppressed', 'at-or-above-trigger'],
    },
    {
      name: 'warmth ahead',
      cm: [10],
      added: -3,
      weather: { airTempC: 2 },
      want: ['hold', 'suppressed', 'at-or-above-trigger'],
    },
  ],
  sapporo: [
    { name: 'above 10 cm', cm: [10.1], weather: {}, want: ['fire', 'above-trigger'] },
    { name: 'exactly 10 cm', cm: [10], weather: {}, want: ['hold', 'not-above-trigger'] },
    { name: 'packed', cm: [12], depthSincePassCm: 4.8, weather: {}, want: ['hold', 'suppressed', 'above-trigger'] },
    { name: 'warm', cm: [12], weather: { airTempC: 2 }, want: ['hold', 'suppressed', 'above-trigger'] },
    {
      name: 'snow that came at 02:00, 5 h of work',
      at: '02:30',
      cm: [12],
      plowMinutes: 300,
      weather: {},
      want: ['hold', 'suppressed', 'above-trigger'],
    },
  ],
  'asahikawa-arterial': atTrigger(10),
  'asahikawa-residential': atTrigger(15),
  'cost-loss': [
    {
      name: 'a quarter is enough',
      at: '22:00',
      cm: [2],
      probability: () => 0.25,
      want: ['fire', 'probability-reached'],
    },
    {
      name: 'less is not',
      at: '22:00',
      cm: [2],
      probability: () => 0.2499,
      want: ['hold', 'below-trigger', 'probability-short'],
    },
    {
      name: 'without a forecast the plain rule stays',
      at: '22:00',
      cm: [10],
      want: ['fire', 'at-or-above-trigger', 'no-outlook'],
    },
    {
      name: 'off only after two cycles',
      at: '22:00',
      cm: [2],
      probability: () => 0.05,
      memory: ACTIVE,
      want: ['hold', 'clearing', 'below-release', 'probability-below-release'],
    },
  ],
  'standby-ahead': [
    {
      name: '0.3 within 3 h',
      cm: [2],
      probability: (h) => (h <= 3 ? 0.3 : 0.4),
      want: ['fire', 'probability-reached'],
    },
    {
      name: '0.5 within 6 h',
      cm: [2],
      probability: (h) => (h <= 3 ? 0.29 : 0.5),
      want: ['fire', 'probability-reached'],
    },
    {
      name: 'less than either',
      cm: [2],
      probability: (h) => (h <= 3 ? 0.29 : 0.49),
      want: ['hold', 'probability-short', 'probability-short', 'below-trigger'],
    },
    {
      name: 'measured, without a forecast',
      cm: [6],
      want: ['fire', 'at-or-above-trigger', 'no-outlook', 'no-outlook'],
    },
  ],
}

function judged(id: string, moment: Moment) {
  const template = CRITERION_TEMPLATES.find((it) => it.id === id)
  const nowMs = tonight(moment.at ?? '03:00')
  const { depthSincePassCm, passAtMs, plowMinutes, added, probability } = moment
  const sensors = held(moment.cm, {
    nowMs,
    ...(depthSincePassCm === undefined ? {} : { depthSincePassCm }),
    ...(passAtMs === undefined ? {} : { passAtMs }),
  })
  const change: FactsChange = {
    nowMs,
    ...(plowMinutes === undefined ? {} : { plowMinutes }),
    outlook:
      added === undefined && probability === undefined
        ? null
        : outlook({ nowMs, added: added ?? 0, probability: (byMs) => probability?.((byMs - nowMs) / HOUR_MS) ?? 0 }),
    weather: moment.weather === undefined ? null : weather({ ...moment.weather, nowMs }),
  }
  return evaluate(written(template?.criterion), factsOf(sensors, change), moment.memory ?? NO_MEMORY)
}

test('every template has its moments', () => {
  expect(Object.keys(MOMENTS).sort()).toEqual(CRITERION_TEMPLATES.map((it) => it.id).sort())
})

describe.each(CRITERION_TEMPLATES)('$id', ({ id, title, note, says, authority, criterion }) => {
  test.each(MOMENTS[id] ?? [])('$name: $want', (moment) => {
    const evaluation = judged(id, moment)
    const codes = evaluation.reasons.map((it) => it.code)
    const [result, ...want] = moment.want
    expect([evaluation.result, ...codes.slice(0, want.length)]).toEqual([result, ...want])
  })

  test('is a proposal under its own id, and says whose rule it is', () => {
    expect(criterion).toMatchObject({ id, mode: 'support' })
    for (const text of [title, note, says, authority]) {
      expect(text.en).toMatch(/^[^\p{Script=Han}]{4,}$/u)
      expect(text.ja).toMatch(/\p{Script=Han}|\d/u)
    }
  })
})

describe('city-wide modes of Aomori City', () => {
  const nowMs = tonight('03:00')
  const points = (fell: Readonly<Record<number, number>>, depthCm = 20): SensorView[] =>
    ['a', 'b', 'c'].map((device) => view([depthCm], { device, nowMs, fell }))

  const active = (id: string, sensors: readonly SensorView[]) => {
    const parsed = parseCityMode(CITY_MODE_TEMPLATES.find((it) => it.id === id)?.cityMode, '')
    if (Array.isArray(parsed)) throw new Error(JSON.stringify(parsed))
    return evaluateCityMode({ ...parsed, authorityId: 'aomori' } as never, sensors, undefined, nowMs).active
  }

  test.each([
    { name: '55 cm in 72 h', fell: { 72: 55, 24: 10 }, want: true },
    { name: '25 cm in 24 h', fell: { 72: 30, 24: 25 }, want: true },
    { name: 'just below both', fell: { 72: 54.9, 24: 24.9 }, want: false },
  ])('concentrated snow: $name', ({ fell, want }) => {
    expect(active('aomori-concentrated-snow', points(fell))).toBe(want)
  })

  test.each([
    { depthCm: 100, want: false },
    { depthCm: 100.1, want: true },
  ])('snow damage at $depthCm cm: $want', ({ depthCm, want }) => {
    expect(active('aomori-snow-damage', points({ 72: 0, 24: 0 }, depthCm))).toBe(want)
  })

  test('in both, emergency routes come first', () => {
    for (const { id, cityMode } of CITY_MODE_TEMPLATES)
      expect(cityMode).toMatchObject({ id, priorities: { emergency: 1 } })
  })
})
