import fc from 'fast-check'
import type { CriterionInput } from '../../src/criteria/criterion-schema.ts'
import type { RuleInput } from '../../src/criteria/rule-schema.ts'
import type { SuppressorInput } from '../../src/criteria/suppressor-schema.ts'

/** Criteria as people may write them: every kind of rule, every field now and then left to its default. */

const tenths = (min: number, max: number) => fc.integer({ min: min * 10, max: max * 10 }).map((it) => it / 10)
const amount = { requiredKeys: ['kind', 'triggerCm'] as ('kind' | 'triggerCm')[] }
const comparison = fc.constantFrom('at-least' as const, 'above' as const)
const fromPass = fc.constantFrom('depth-since-pass' as const, 'new-snow' as const)
const by = fc.constantFrom('deadline', '07:00', '00:30', '1h', '12h')
// votes of as many sensors as are needed at least
const quorum = fc
  .record(
    {
      staleMin: fc.integer({ min: 5, max: 360 }),
      minSensors: fc.integer({ min: 3, max: 50 }),
      vote: fc.constantFrom<'majority' | number>('majority', 1, 2, 3),
      disagreeCm: tenths(1, 300),
    },
    { requiredKeys: [] },
  )
  .map((it) => (it.minSensors === undefined ? { ...it, minSensors: 4 } : it))

const depths = { triggerCm: tenths(5, 300), releaseCm: tenths(0, 4) }

const threshold = fc.record(
  {
    kind: fc.constant('threshold' as const),
    measure: fc.constantFrom('depth' as const, 'depth-since-pass' as const, 'new-snow' as const),
    comparison,
    ...depths,
    sustainMin: fc.integer({ min: 0, max: 180 }),
  },
  amount,
)
const snowfall = fc.record(
  {
    kind: fc.constant('snowfall' as const),
    windowH: fc.constantFrom(1, 3, 6, 12, 24, 72),
    comparison,
    ...depths,
  },
  { requiredKeys: ['kind', 'windowH', 'triggerCm'] },
)
const rate = fc.record(
  {
    kind: fc.constant('rate' as const),
    windowH: fc.constantFrom(1, 3),
    comparison,
    triggerCmPerH: tenths(2, 30),
    releaseCmPerH: tenths(0, 1),
    sustainMin: fc.integer({ min: 0, max: 180 }),
  },
  { requiredKeys: ['kind', 'triggerCmPerH'] },
)
const forecast = fc.record(
  {
    kind: fc.constant('forecast' as const),
    measure: fromPass,
    quantity: fc.constantFrom('level' as const, 'added' as const),
    by,
    quantile: fc.constantFrom('p10' as const, 'p25' as const, 'p50' as const, 'p75' as const, 'p90' as const),
    comparison,
    ...depths,
  },
  amount,
)
const percents = (min: number, max: number) => fc.integer({ min: min * 10, max: max * 10 }).map((it) => it / 1000)
const money = fc.record({ cost: tenths(10, 49), loss: tenths(50, 90) })
const probability = fc.oneof(
  fc
    .record({ measure: fromPass, by, triggerCm: tenths(1, 300), probability: percents(20, 99) })
    .map((it) => ({ kind: 'probability' as const, ...it })),
  fc
    .record({ by, triggerCm: tenths(1, 300), costLoss: money, releaseProbability: percents(1, 9) })
    .map((it) => ({ kind: 'probability' as const, ...it })),
)

const plain = fc
  .tuple(fc.oneof(threshold, snowfall, rate, forecast, probability), quorum)
  .map(([rule, quorumOf]) => ({ ...rule, ...quorumOf }) as RuleInput)

const { rule } = fc.letrec<{ rule: RuleInput }>((tie) => ({
  rule: fc.oneof(
    { maxDepth: 2, withCrossShrink: true },
    plain,
    fc
      .tuple(fc.constantFrom('all' as const, 'any' as const), fc.array(tie('rule'), { minLength: 1, maxLength: 3 }))
      .map(([kind, of]) => ({ kind, of })),
  ),
}))
export const ruleInputs: fc.Arbitrary<RuleInput> = rule

const suppressors: fc.Arbitrary<SuppressorInput[]> = fc.uniqueArray(
  fc.oneof(
    fc.record({ kind: fc.constant('warming' as const), airTempC: tenths(-5, 15) }),
    fc.record({ kind: fc.constant('rain' as const), rainMm: tenths(1, 200), withinH: fc.integer({ min: 1, max: 12 }) }),
    fc.record({ kind: fc.constant('too-late' as const), marginMin: fc.integer({ min: 0, max: 360 }) }),
    fc.record({ kind: fc.constant('compacted' as const), share: percents(5, 95) }),
  ),
  { selector: (it) => it.kind, maxLength: 4 },
)

const id = fc.constantFrom('night-10', 'b1', 'r.2_x')
const scope = fc.oneof(
  fc.constant({ kind: 'authority' as const }),
  fc.constantFrom('bus', '歩道').map((roadClass) => ({ kind: 'road-class' as const, roadClass })),
  id.map((it) => ({ kind: 'block' as const, id: it })),
  id.map((it) => ({ kind: 'route' as const, id: it })),
)
const decideAt = fc.oneof(
  fc.constant('continuous' as const),
  fc.record(
    {
      cron: fc.uniqueArray(fc.constantFrom('0 21 * * *', '30 2 * 12,1-3 *', '0 0 1 * *', '15 5 * * 1-5'), {
        minLength: 1,
        maxLength: 3,
      }),
      windowMin: fc.integer({ min: 1, max: 720 }),
    },
    { requiredKeys: ['cron'] },
  ),
)

export const criterionInputs = fc.record(
  {
    id,
    name: fc.constantFrom('夜間 10 cm', 'Night', null),
    enabled: fc.boolean(),
    scope,
    cityMode: fc.constantFrom('heavy', null),
    effective: fc.constantFrom({ from: '2026-12-01' }, { from: '2026-12-01', to: '2027-03-31' }, { to: null }, {}),
    mode: fc.constantFrom('support' as const, 'automatic' as const),
    level: fc.constantFrom('standby' as const, 'dispatch' as const),
    points: fc.constantFrom('route' as const, 'block' as const),
    rule: ruleInputs,
    decideAt,
    suppressors,
    releaseSustainMin: fc.integer({ min: 0, max: 360 }),
    respondMin: fc.integer({ min: 1, max: 180 }),
    respondMinByClass: fc.dictionary(fc.constantFrom('bus', 'arterial', '歩道'), fc.integer({ min: 1, max: 180 })),
  },
  { requiredKeys: ['id', 'scope', 'mode', 'level', 'rule'] },
) as fc.Arbitrary<CriterionInput>
