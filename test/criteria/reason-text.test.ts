import { describe, expect, test } from 'vitest'
import { explain } from '../../src/criteria/explain.ts'
import { reasonText } from '../../src/criteria/reason-text.ts'
import type { Measure } from '../../src/domain/criterion.ts'
import type { Reason } from '../../src/domain/decision.ts'
import type { SuppressedBy } from '../../src/domain/reason.ts'
import { SENSOR_FAULTS } from '../../src/domain/sensor-fault.ts'

const BY = { by: 'deadline', byAtMs: Date.parse('2026-01-21T07:00:00+09:00'), byLocal: '07:00' } as const
const EXPECTED = { ...BY, measure: 'new-snow', quantity: 'level', quantile: 'p50', valueCm: 11.3 } as const
const LIKELY = { ...BY, measure: 'new-snow', triggerCm: 10, probability: 0.32 } as const

/** What may hold a firing back, one of every kind. */
const SUPPRESSED = [
  { kind: 'warming', meanAirTempC: 2.5, limitC: 1.5, withinH: 6 },
  { kind: 'rain', rainMm: 5.5, limitMm: 3, withinH: 6 },
  { kind: 'too-late', finishLocal: '07:20', deadlineLocal: '07:00', plowMinutes: 40, marginMin: 15 },
  { kind: 'compacted', depthSincePassCm: 3, newSnowCm: 11, share: 0.4 },
] as const satisfies readonly SuppressedBy[]

/** One reason of every code, and the figures its sentence must show; a new code fails the type check until it is here. */
const EXAMPLES: {
  readonly [C in Reason['code']]: { readonly reason: Extract<Reason, { code: C }>; readonly figures: readonly string[] }
} = {
  'at-or-above-trigger': {
    reason: {
      code: 'at-or-above-trigger',
      measure: 'depth-since-pass',
      valueCm: 12.34,
      triggerCm: 10,
      sustainedMin: 25,
      voting: 2,
      usable: 3,
    },
    figures: ['12.3', '10.0', '25', '2', '3'],
  },
  'not-yet-sustained': {
    reason: {
      code: 'not-yet-sustained',
      measure: 'depth',
      valueCm: 11,
      triggerCm: 10,
      sustainedMin: 7,
      sustainMin: 20,
    },
    figures: ['11.0', '10.0', '7', '20'],
  },
  'below-trigger': {
    reason: { code: 'below-trigger', measure: 'new-snow', valueCm: 4.05, triggerCm: 15 },
    figures: ['4.0', '15.0'],
  },
  'vote-not-reached': {
    reason: { code: 'vote-not-reached', voting: 1, needed: 3, usable: 4 },
    figures: ['1', '3', '4'],
  },
  'still-above-release': {
    reason: { code: 'still-above-release', measure: 'depth', valueCm: 6, releaseCm: 3.5 },
    figures: ['6.0', '3.5'],
  },
  'below-release': {
    reason: { code: 'below-release', measure: 'depth', valueCm: 2, releaseCm: 3.5 },
    figures: ['2.0', '3.5'],
  },
  'plowed-since': { reason: { code: 'plowed-since', measure: 'new-snow', valueCm: 4.5 }, figures: ['4.5'] },
  'sensor-clock': { reason: { code: 'sensor-clock', device: 's-9' }, figures: ['s-9'] },
  'too-few-sensors': { reason: { code: 'too-few-sensors', usable: 1, needed: 2 }, figures: ['1', '2'] },
  'sensor-stale': { reason: { code: 'sensor-stale', device: 'r7-b', silentMin: 61.4 }, figures: ['r7-b', '61'] },
  'sensor-suspect': { reason: { code: 'sensor-suspect', device: 'r7-b' }, figures: ['r7-b'] },
  'sensor-fault': { reason: { code: 'sensor-fault', device: 'r7-b', fault: 'stuck' }, figures: ['r7-b'] },
  'neighbours-disagree': {
    reason: { code: 'neighbours-disagree', device: 'r7-b', riseCm: 8.25, neighbours: 3 },
    figures: ['r7-b', '8.3', '3'],
  },
  'sensors-disagree': {
    reason: { code: 'sensors-disagree', spreadCm: 9.25, limitCm: 8 },
    figures: ['9.3', '8.0'],
  },
  'above-trigger': {
    reason: {
      code: 'above-trigger',
      measure: 'new-snow',
      valueCm: 12.34,
      triggerCm: 10,
      sustainedMin: 25,
      voting: 2,
      usable: 3,
    },
    figures: ['12.3', '10.0', '25', '2', '3'],
  },
  'not-above-trigger': {
    reason: { code: 'not-above-trigger', measure: 'new-snow', valueCm: 10, triggerCm: 10 },
    figures: ['10.0'],
  },
  'snowfall-reached': {
    reason: {
      code: 'snowfall-reached',
      windowH: 24,
      valueCm: 26,
      comparison: 'at-least',
      triggerCm: 25,
      voting: 4,
      usable: 7,
    },
    figures: ['24', '26.0', '25.0', '4', '7'],
  },
  'snowfall-short': {
    reason: { code: 'snowfall-short', windowH: 72, valueCm: 31, comparison: 'above', triggerCm: 55 },
    figures: ['72', '31.0', '55.0'],
  },
  'snowfall-above-release': {
    reason: { code: 'snowfall-above-release', windowH: 6, valueCm: 9, releaseCm: 7.5 },
    figures: ['6', '9.0', '7.5'],
  },
  'snowfall-below-release': {
    reason: { code: 'snowfall-below-release', windowH: 6, valueCm: 4, releaseCm: 7.5 },
    figures: ['6', '4.0', '7.5'],
  },
  'rate-reached': {
    reason: {
      code: 'rate-reached',
      windowH: 3,
      valueCmPerH: 4.2,
      comparison: 'at-least',
      triggerCmPerH: 3,
      sustainedMin: 25,
      voting: 2,
      usable: 5,
    },
    figures: ['3', '4.2', '3.0', '25', '2', '5'],
  },
  'rate-not-yet-sustained': {
    reason: {
      code: 'rate-not-yet-sustained',
      windowH: 1,
      valueCmPerH: 4.2,
      comparison: 'at-least',
      triggerCmPerH: 3,
      sustainedMin: 7,
      sustainMin: 20,
    },
    figures: ['1', '4.2', '3.0', '7', '20'],
  },
  'rate-short': {
    reason: { code: 'rate-short', windowH: 1, valueCmPerH: 2.2, comparison: 'at-least', triggerCmPerH: 3 },
    figures: ['1', '2.2', '3.0'],
  },
  'rate-above-release': {
    reason: { code: 'rate-above-release', windowH: 1, valueCmPerH: 2.2, releaseCmPerH: 1.5 },
    figures: ['2.2', '1.5'],
  },
  'rate-below-release': {
    reason: { code: 'rate-below-release', windowH: 1, valueCmPerH: 0.9, releaseCmPerH: 1.5 },
    figures: ['0.9', '1.5'],
  },
  'forecast-reached': {
    reason: { code: 'forecast-reached', ...EXPECTED, comparison: 'at-least', triggerCm: 10 },
    figures: ['11.3', '10.0', '07:00', 'P50'],
  },
  'forecast-short': {
    reason: { code: 'forecast-short', ...EXPECTED, comparison: 'above', triggerCm: 15 },
    figures: ['11.3', '15.0', '07:00', 'P50'],
  },
  'forecast-above-release': {
    reason: { code: 'forecast-above-release', ...EXPECTED, releaseCm: 7 },
    figures: ['11.3', '7.0', '07:00'],
  },
  'forecast-below-release': {
    reason: { code: 'forecast-below-release', ...EXPECTED, releaseCm: 12 },
    figures: ['11.3', '12.0', '07:00'],
  },
  'probability-reached': {
    reason: { code: 'probability-reached', ...LIKELY, neededProbability: 0.25, costLoss: { cost: 3, loss: 12 } },
    figures: ['32 %', '25 %', '10.0', '07:00', '3', '12'],
  },
  'probability-short': {
    reason: { code: 'probability-short', ...LIKELY, neededProbability: 0.5, costLoss: null },
    figures: ['32 %', '50 %', '10.0', '07:00'],
  },
  'probability-above-release': {
    reason: { code: 'probability-above-release', ...LIKELY, releaseProbability: 0.1 },
    figures: ['32 %', '10 %'],
  },
  'probability-below-release': {
    reason: { code: 'probability-below-release', ...LIKELY, releaseProbability: 0.4 },
    figures: ['32 %', '40 %'],
  },
  'no-forecast': { reason: { code: 'no-forecast' }, figures: [] },
  'stale-forecast': { reason: { code: 'stale-forecast' }, figures: [] },
  'no-deadline': { reason: { code: 'no-deadline' }, figures: [] },
  'no-outlook': { reason: { code: 'no-outlook', ...BY }, figures: ['07:00'] },
  'beyond-horizon': { reason: { code: 'beyond-horizon', ...BY }, figures: ['07:00', '12'] },
  'sensor-maintenance': { reason: { code: 'sensor-maintenance', device: 'r7-b' }, figures: ['r7-b'] },
  'window-not-covered': {
    reason: { code: 'window-not-covered', device: 'r7-b', windowH: 24, coveredH: 11.5 },
    figures: ['r7-b', '24', '11.5'],
  },
  suppressed: { reason: { code: 'suppressed', by: SUPPRESSED[0] }, figures: ['2.5', '6', '1.5'] },
  'suppressor-unknown': {
    reason: { code: 'suppressor-unknown', suppressor: 'rain', because: 'stale-forecast' },
    figures: [],
  },
  'waits-for-decision-time': {
    reason: { code: 'waits-for-decision-time', nextAtMs: 0, nextLocal: '01-21 00:00' },
    figures: ['01-21 00:00'],
  },
  clearing: { reason: { code: 'clearing', clearingMin: 7, sustainMin: 20 }, figures: ['7', '20'] },
  silenced: { reason: { code: 'silenced', silenceId: 'sil_1', why: '工事中' }, figures: ['工事中'] },
  'fallback-to-support': { reason: { code: 'fallback-to-support' }, figures: [] },
  'order-already-open': { reason: { code: 'order-already-open', orderId: 'order_1' }, figures: ['order_1'] },
}

const JAPANESE = /[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}]/u

describe.each(Object.values(EXAMPLES))('$reason.code', ({ reason, figures }) => {
  test.each(['ja', 'en'] as const)('says so in %s, with its figures', (language) => {
    const text = reasonText(reason, language)
    expect(text).not.toMatch(/undefined|null|NaN|\[object/)
    // an officer's own words stay as they are
    if (reason.code !== 'silenced') expect(JAPANESE.test(text)).toBe(language === 'ja')
    for (const figure of figures) expect(text).toContain(figure)
  })
})

test('no two codes read the same', () => {
  for (const language of ['ja', 'en'] as const) {
    const texts = Object.values(EXAMPLES).map((it) => reasonText(it.reason, language))
    expect(new Set(texts).size).toBe(texts.length)
  }
})

test('a sensor that never spoke is not said to be silent for some minutes', () => {
  const never: Reason = { code: 'sensor-stale', device: 'r7-b', silentMin: null }
  for (const language of ['ja', 'en'] as const) {
    const text = reasonText(never, language)
    expect(text).toContain('r7-b')
    expect(text).not.toMatch(/null|\d min|\d 分/)
  }
})

test('each measure has its own name', () => {
  const name = (measure: Measure, language: 'ja' | 'en') =>
    reasonText({ code: 'below-trigger', measure, valueCm: 1, triggerCm: 2 }, language)
  for (const language of ['ja', 'en'] as const) {
    const names = (['depth', 'depth-since-pass', 'new-snow'] as const).map((it) => name(it, language))
    expect(new Set(names).size).toBe(3)
  }
})

test('each fault has its own sentence', () => {
  for (const language of ['ja', 'en'] as const) {
    const texts = SENSOR_FAULTS.map((fault) => reasonText({ code: 'sensor-fault', device: 'r7-b', fault }, language))
    expect(new Set(texts).size).toBe(SENSOR_FAULTS.length)
    expect(texts.join()).not.toContain('undefined')
  }
})

test('each thing that holds back has its own sentence, with its figures', () => {
  const figures = [
    ['2.5', '1.5', '6'],
    ['5.5', '3', '6'],
    ['07:20', '07:00', '40', '15'],
    ['3.0', '11.0', '40'],
  ]
  for (const language of ['ja', 'en'] as const) {
    const texts = SUPPRESSED.map((by) => reasonText({ code: 'suppressed', by }, language))
    expect(new Set(texts).size).toBe(SUPPRESSED.length)
    for (const [index, text] of texts.entries())
      for (const figure of figures[index] ?? []) expect(text).toContain(figure)
  }
})

test('above and at least do not read the same', () => {
  const text = (comparison: 'above' | 'at-least', language: 'ja' | 'en') =>
    reasonText({ code: 'snowfall-short', windowH: 6, valueCm: 10, comparison, triggerCm: 10 }, language)
  expect([text('at-least', 'en'), text('above', 'en')]).toEqual([
    expect.stringContaining('below'),
    expect.stringContaining('not above'),
  ])
  expect([text('at-least', 'ja'), text('above', 'ja')]).toEqual([
    expect.stringContaining('未満'),
    expect.stringContaining('以下'),
  ])
})

test('what is still to come is told apart from the level', () => {
  const text = (quantity: 'level' | 'added') =>
    reasonText({ code: 'forecast-short', ...EXPECTED, quantity, comparison: 'at-least', triggerCm: 10 }, 'en')
  expect(text('level')).toContain('new snow')
  expect(text('added')).toContain('more snow')
})

test('no decision time to come is said so', () => {
  for (const language of ['ja', 'en'] as const) {
    const text = reasonText({ code: 'waits-for-decision-time', nextAtMs: null, nextLocal: null }, language)
    expect(text).not.toContain('null')
  }
})

test('a paragraph: the result, then every reason', () => {
  const evaluation = {
    result: 'fire',
    reasons: [EXAMPLES['below-trigger'].reason, { code: 'stale-forecast' }],
  } as const
  expect(explain(evaluation, 'en')).toBe(
    'The criterion fires: new snow 4.0 cm is below 15.0 cm; the weather forecast is out of date.',
  )
  expect(explain(evaluation, 'ja')).toBe('基準に達した。新雪 4.0 cm：基準 15.0 cm 未満。気象予報が古い。')
  expect(explain({ result: 'unknown', reasons: [] }, 'en')).toBe('It cannot be told.')
  expect(explain({ result: 'hold', reasons: [] }, 'ja')).toBe('変更なし。')
})

test('what a call costs is spoken of only where it was given', () => {
  const reason = { code: 'probability-reached', ...LIKELY, neededProbability: 0.3 } as const
  const plain = { ...reason, costLoss: null }
  expect(reasonText(plain, 'en')).toContain('at or above the 30 % that are asked for')
  expect(reasonText(plain, 'ja')).toContain('：基準 30 % 以上')
  const weighed = { ...reason, costLoss: { cost: 3, loss: 10 } }
  expect(reasonText(weighed, 'en')).toContain('from which a call pays (cost 3 / loss 10)')
  expect(reasonText(weighed, 'ja')).toContain('：費用に見合う 30 % 以上（費用 3 ÷ 損失 10）')
})
