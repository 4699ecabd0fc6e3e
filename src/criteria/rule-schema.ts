import { type Static, Type } from 'typebox'
import { BY_PATTERN } from './by.ts'

/** Rules as people write them: all that has a default is optional. */

function words<const T extends string>(values: readonly T[]) {
  return Type.Unsafe<T>({ type: 'string', enum: values })
}

function hours<const T extends number>(values: readonly T[], description: string) {
  return Type.Unsafe<T>({ type: 'integer', enum: values, description })
}

const QUORUM = {
  staleMin: Type.Optional(
    Type.Number({ minimum: 5, maximum: 360, description: 'a sensor silent for longer takes no part, minutes' }),
  ),
  minSensors: Type.Optional(Type.Integer({ minimum: 1, maximum: 50, description: 'usable sensors a decision needs' })),
  vote: Type.Optional(Type.Union([Type.Integer({ minimum: 1, maximum: 50 }), Type.Literal('majority')])),
  disagreeCm: Type.Optional(
    Type.Number({ minimum: 1, maximum: 300, description: 'sensors further apart than this disagree, cm' }),
  ),
}

const ComparisonSchema = Type.Optional(words(['at-least', 'above']))
const TriggerCm = Type.Number({ minimum: 0.5, maximum: 300, description: 'snow at which the criterion fires, cm' })
const ReleaseCm = Type.Optional(
  Type.Number({ minimum: 0, maximum: 300, description: 'snow below which it no longer holds, cm' }),
)
const SustainMin = Type.Optional(
  Type.Number({ minimum: 0, maximum: 180, description: 'how long the snow must stay at the trigger, minutes' }),
)
const BySchema = Type.Optional(
  Type.String({
    pattern: BY_PATTERN,
    description: 'deadline, a time of day HH:MM from 00:00 to 23:59, or 1h to 12h from now',
  }),
)
const FromPassSchema = Type.Optional(words(['depth-since-pass', 'new-snow']))
const WindowSchema = hours([1, 3, 6, 12, 24, 72], 'hours over which snowfall is counted')
const RateWindowSchema = hours([1, 3, 6], 'hours over which the rate is taken')

function closed<P extends Parameters<typeof Type.Object>[0]>(properties: P) {
  return Type.Object(properties, { additionalProperties: false })
}

const ThresholdSchema = closed({
  kind: Type.Literal('threshold'),
  measure: Type.Optional(words(['depth', 'depth-since-pass', 'new-snow'])),
  comparison: ComparisonSchema,
  triggerCm: TriggerCm,
  releaseCm: ReleaseCm,
  sustainMin: SustainMin,
  ...QUORUM,
})

const SnowfallSchema = closed({
  kind: Type.Literal('snowfall'),
  windowH: WindowSchema,
  comparison: ComparisonSchema,
  triggerCm: TriggerCm,
  releaseCm: ReleaseCm,
  ...QUORUM,
})

const RateSchema = closed({
  kind: Type.Literal('rate'),
  windowH: Type.Optional(RateWindowSchema),
  comparison: ComparisonSchema,
  triggerCmPerH: Type.Number({ minimum: 0.1, maximum: 30, description: 'new snow by the hour, cm/h' }),
  releaseCmPerH: Type.Optional(
    Type.Number({ minimum: 0, maximum: 30, description: 'rate below which it no longer holds, cm/h' }),
  ),
  sustainMin: SustainMin,
  ...QUORUM,
})

const ForecastSchema = closed({
  kind: Type.Literal('forecast'),
  measure: FromPassSchema,
  quantity: Type.Optional(words(['level', 'added'])),
  by: BySchema,
  quantile: Type.Optional(words(['p10', 'p25', 'p50', 'p75', 'p90'])),
  comparison: ComparisonSchema,
  triggerCm: TriggerCm,
  releaseCm: ReleaseCm,
  ...QUORUM,
})

const Share = { minimum: 0.01, maximum: 0.99 }
const Money = { exclusiveMinimum: 0, maximum: 1_000_000_000 }

const ProbabilitySchema = closed({
  kind: Type.Literal('probability'),
  measure: FromPassSchema,
  by: BySchema,
  triggerCm: TriggerCm,
  probability: Type.Optional(Type.Number({ ...Share, description: 'probability at which the criterion fires' })),
  releaseProbability: Type.Optional(
    Type.Number({ minimum: 0.005, maximum: 0.99, description: 'probability below which it no longer holds' }),
  ),
  costLoss: Type.Optional(
    Type.Union(
      [
        closed({
          cost: Type.Number({ ...Money, description: 'what a call-out costs' }),
          loss: Type.Number({ ...Money, description: 'what is lost when nobody was called in time' }),
        }),
        Type.Null(),
      ],
      { description: 'cost and loss, from which the probability follows' },
    ),
  ),
  ...QUORUM,
})

/** Parts of a compound rule, checked one by one by the parser. */
const Parts = Type.Array(
  Type.Unsafe<RuleInput>({ type: 'object', description: 'a rule: an object with a kind, as rule itself' }),
  { minItems: 1, description: 'rules' },
)

const CompoundSchema = [
  closed({ kind: Type.Literal('all'), of: Parts }),
  closed({ kind: Type.Literal('any'), of: Parts }),
] as const

export const RuleSchema = Type.Unsafe<RuleInput>(
  Type.Union([ThresholdSchema, SnowfallSchema, RateSchema, ForecastSchema, ProbabilitySchema, ...CompoundSchema], {
    description: 'when it fires',
  }),
)

export type ThresholdInput = Static<typeof ThresholdSchema>
export type SnowfallInput = Static<typeof SnowfallSchema>
export type RateInput = Static<typeof RateSchema>
export type ForecastInput = Static<typeof ForecastSchema>
export type ProbabilityInput = Static<typeof ProbabilitySchema>
export type PlainRuleInput = ThresholdInput | SnowfallInput | RateInput | ForecastInput | ProbabilityInput
export interface CompoundInput {
  readonly kind: 'all' | 'any'
  readonly of: readonly RuleInput[]
}
export type RuleInput = PlainRuleInput | CompoundInput
