import { describe, expect, test } from 'vitest'
import { reasonText } from '../../src/criteria/reason-text.ts'
import type { Measure } from '../../src/domain/criterion.ts'
import type { Reason } from '../../src/domain/decision.ts'
import { SENSOR_FAULTS } from '../../src/domain/sensor-fault.ts'

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
  'fallback-to-support': { reason: { code: 'fallback-to-support' }, figures: [] },
  'order-already-open': { reason: { code: 'order-already-open', orderId: 'order_1' }, figures: ['order_1'] },
}

const JAPANESE = /[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}]/u

describe.each(Object.values(EXAMPLES))('$reason.code', ({ reason, figures }) => {
  test.each(['ja', 'en'] as const)('says so in %s, with its figures', (language) => {
    const text = reasonText(reason, language)
    expect(text).not.toMatch(/undefined|null|NaN|\[object/)
    expect(JAPANESE.test(text)).toBe(language === 'ja')
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
