import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type CriterionFields, parseCriterion } from '../../src/criteria/criterion-schema.ts'
import type { RuleInput } from '../../src/criteria/rule-schema.ts'
import { CRITERION_TEMPLATES } from '../../src/criteria/templates.ts'
import { criterionWords } from '../../src/criteria/words/criterion.ts'
import { timesWords } from '../../src/criteria/words/times.ts'
import { criterionInputs } from '../support/arbitrary-criterion.ts'

function read(input: unknown): CriterionFields {
  const fields = parseCriterion(input, '')
  if ('rule' in fields) return fields
  throw new Error(JSON.stringify(fields))
}

function withRule(rule: RuleInput): CriterionFields {
  return read({ id: 'c', scope: 'authority', mode: 'support', level: 'dispatch', rule })
}

const told = (fields: CriterionFields, topic: string) => criterionWords(fields).find((it) => it.topic === topic)

test.each<{ rule: RuleInput; ja: string; en: string }>([
  {
    rule: { kind: 'threshold', measure: 'new-snow', triggerCm: 10 },
    ja: '新雪が 10 cm 以上で 20 分継続のとき、出動とする。',
    en: 'Dispatch when new snow has stayed at or above 10 cm for 20 min.',
  },
  {
    rule: { kind: 'threshold', measure: 'depth', comparison: 'above', triggerCm: 7.5, sustainMin: 0 },
    ja: '積雪深が 7.5 cm 超のとき、出動とする。',
    en: 'Dispatch when snow depth is above 7.5 cm.',
  },
  {
    rule: { kind: 'snowfall', windowH: 24, triggerCm: 25 },
    ja: '過去 24 時間の降雪量が 25 cm 以上のとき、出動とする。',
    en: 'Dispatch when at least 25 cm has fallen in the last 24 h.',
  },
  {
    rule: { kind: 'rate', windowH: 3, triggerCmPerH: 2.5 },
    ja: '降雪強度（3 時間平均）が 2.5 cm/h 以上で 20 分継続のとき、出動とする。',
    en: 'Dispatch when the rate of new snow has stayed at or above 2.5 cm/h (over 3 h) for 20 min.',
  },
  {
    rule: { kind: 'forecast', measure: 'new-snow', by: '07:00', triggerCm: 10 },
    ja: '07:00 までに見込まれる新雪（予測の中央値）が 10 cm 以上のとき、出動とする。',
    en: 'Dispatch when new snow expected by 07:00 (median) is at or above 10 cm.',
  },
  {
    rule: { kind: 'forecast', quantity: 'added', quantile: 'p75', by: '3h', triggerCm: 4 },
    ja: '今後 3 時間以内にさらに増える前回除雪後の積雪（予測のP75）が 4 cm 以上のとき、出動とする。',
    en: 'Dispatch when further depth since the last pass expected within 3 h (P75) is at or above 4 cm.',
  },
  {
    rule: { kind: 'probability', triggerCm: 7, costLoss: { cost: 45000, loss: 150000 } },
    ja: '路線の完了期限までに前回除雪後の積雪が 7 cm に達する確率が 30 % 以上（費用 45000 ÷ 損失 150000）のとき、出動とする。',
    en: 'Dispatch when the probability that depth since the last pass reaches 7 cm by the route’s deadline is at or above 30 % (cost 45000 / loss 150000).',
  },
  {
    rule: {
      kind: 'any',
      of: [
        { kind: 'threshold', measure: 'new-snow', triggerCm: 10 },
        {
          kind: 'all',
          of: [
            { kind: 'threshold', measure: 'new-snow', triggerCm: 5, sustainMin: 0 },
            { kind: 'forecast', measure: 'new-snow', quantity: 'added', by: '07:00', triggerCm: 3 },
          ],
        },
      ],
    },
    ja: '新雪が 10 cm 以上で 20 分継続、または（新雪が 5 cm 以上、かつ07:00 までにさらに増える新雪（予測の中央値）が 3 cm 以上）のとき、出動とする。',
    en: 'Dispatch when new snow has stayed at or above 10 cm for 20 min, or (new snow is at or above 5 cm, and further new snow expected by 07:00 (median) is at or above 3 cm).',
  },
])('when it fires: $en', ({ rule, ja, en }) => {
  expect(told(withRule(rule), 'when')).toEqual({ topic: 'when', ja, en })
})

test('`any` releases when all its parts do, `all` when one does', () => {
  const parts: RuleInput[] = [
    { kind: 'threshold', measure: 'new-snow', triggerCm: 10 },
    { kind: 'forecast', measure: 'new-snow', by: '07:00', triggerCm: 10 },
  ]
  const [low, ahead] = [
    'new snow is below 3 cm at every usable sensor',
    'new snow expected by 07:00 (median) is below 7 cm',
  ]
  expect(told(withRule({ kind: 'any', of: parts }), 'release')?.en).toBe(`Released once ${low}, and ${ahead}.`)
  expect(told(withRule({ kind: 'all', of: parts }), 'release')?.en).toBe(`Released once ${low}, or ${ahead}.`)
})

describe('over all templates', () => {
  test.each(CRITERION_TEMPLATES.map((it) => [it.id, it.criterion] as const))('%s', (_, criterion) => {
    const fields = read(criterion)
    const words = criterionWords(fields)
    expect(words).toMatchSnapshot()
    for (const { ja, en } of words) {
      expect(en).not.toMatch(/undefined|NaN|null|[぀-ヿ一-鿿]/)
      expect(ja).not.toMatch(/undefined|NaN|null/)
      expect(ja.endsWith('。') && en.endsWith('.')).toBe(true)
    }
  })
})

/** Every figure and choice in the words, but what another line of the page says (id, name, scope). */
const ELSEWHERE = ['id', 'name', 'scope']

/** Changes of one leaf each, valid or not: the words are asked to tell them, not to judge them. */
function changes(value: unknown, path: string[] = []): { path: string[]; value: unknown }[] {
  if (typeof value === 'number') return [{ path, value: value + 1 }]
  if (typeof value === 'boolean') return [{ path, value: !value }]
  if (Array.isArray(value)) return value.flatMap((it, index) => changes(it, [...path, String(index)]))
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value).flatMap(([name, it]) => changes(it, [...path, name]))
  }
  return []
}

function changed(value: unknown, path: readonly string[], to: unknown): unknown {
  const [name, ...rest] = path
  if (name === undefined) return to
  if (Array.isArray(value)) return value.map((it, index) => (String(index) === name ? changed(it, rest, to) : it))
  const fields = value as Record<string, unknown>
  return { ...fields, [name]: changed(fields[name], rest, to) }
}

/** Nothing is voted on where one prediction stands for all sensors. */
function untold(fields: CriterionFields, path: readonly string[]): boolean {
  if (path.at(-1) !== 'vote') return false
  let at: unknown = fields
  for (const name of path.slice(0, -1)) at = (at as Record<string, unknown>)[name]
  const { kind } = at as { kind: string }
  return kind === 'forecast' || kind === 'probability'
}

test('whatever figure of a criterion is changed, its words change, in both languages', () => {
  fc.assert(
    fc.property(criterionInputs, (input) => {
      const fields = read(input)
      const before = criterionWords(fields)
      for (const { path, value } of changes(fields)) {
        if (ELSEWHERE.includes(path[0] ?? '') || untold(fields, path)) continue
        const after = criterionWords(changed(fields, path, value) as CriterionFields)
        expect(
          after.map((it) => it.ja),
          path.join('.'),
        ).not.toEqual(before.map((it) => it.ja))
        expect(
          after.map((it) => it.en),
          path.join('.'),
        ).not.toEqual(before.map((it) => it.en))
      }
    }),
    { numRuns: 150 },
  )
})

test.each([
  ['0 21 * * *', '毎日 21:00', 'daily at 21:00'],
  ['0 21,0,2,4 * * *', '毎日 21:00・00:00・02:00・04:00', 'daily at 21:00, 00:00, 02:00, 04:00'],
  ['30 2 * 12,1-3 *', '12・1・2・3 月の毎日 02:30', 'daily at 02:30 (December, January, February, March)'],
  ['0 5 * * 1-2', '月・火曜 05:00', 'on Monday, Tuesday at 05:00'],
  ['0 5 1,15 * *', '毎月 1・15 日 05:00', 'on day 1, 15 at 05:00'],
  ['*/5 * * * *', 'cron 式 */5 * * * *', 'cron */5 * * * *'],
])('decision times %s', (expression, ja, en) => {
  expect([timesWords(expression, 'ja'), timesWords(expression, 'en')]).toEqual([ja, en])
})
