import {
  type ForecastRule,
  type PlainRule,
  type ProbabilityRule,
  QUORUM_DEFAULTS,
  type Quorum,
  type RateRule,
  type SnowfallRule,
  THRESHOLD_DEFAULTS,
  type ThresholdRule,
} from '../domain/criterion.ts'
import type {
  ForecastInput,
  PlainRuleInput,
  ProbabilityInput,
  RateInput,
  SnowfallInput,
  ThresholdInput,
} from './rule-schema.ts'

/**
 * Share of the trigger below which a rule without a release value releases. Snow on the road goes down slowly and by a
 * pass, so it releases low; what is counted over a window or expected comes and goes by itself.
 */
const RELEASE_SHARES = { threshold: 0.3, snowfall: 0.5, rate: 0.5, forecast: 0.7 } as const
/** A probability releases this much below the one it fires at (algorithms: off below p* − 0.15) … */
const RELEASE_PROBABILITY_BELOW = 0.15
/** … but not at one that is never reached. */
const LEAST_RELEASE_PROBABILITY = 0.01

/** A plain rule with its defaults. */
export function plainRuleOf(rule: PlainRuleInput): PlainRule {
  switch (rule.kind) {
    case 'threshold':
      return threshold(rule)
    case 'snowfall':
      return snowfall(rule)
    case 'rate':
      return rate(rule)
    case 'forecast':
      return forecast(rule)
    case 'probability':
      return probability(rule)
  }
}

function threshold(rule: ThresholdInput): ThresholdRule {
  return {
    kind: 'threshold',
    measure: rule.measure ?? THRESHOLD_DEFAULTS.measure,
    comparison: rule.comparison ?? THRESHOLD_DEFAULTS.comparison,
    triggerCm: rule.triggerCm,
    releaseCm: rule.releaseCm ?? tenth(rule.triggerCm * RELEASE_SHARES.threshold),
    sustainMin: rule.sustainMin ?? THRESHOLD_DEFAULTS.sustainMin,
    ...quorum(rule),
  }
}

function snowfall(rule: SnowfallInput): SnowfallRule {
  return {
    kind: 'snowfall',
    windowH: rule.windowH,
    comparison: rule.comparison ?? 'at-least',
    triggerCm: rule.triggerCm,
    releaseCm: rule.releaseCm ?? tenth(rule.triggerCm * RELEASE_SHARES.snowfall),
    ...quorum(rule),
  }
}

function rate(rule: RateInput): RateRule {
  const windowH = rule.windowH ?? 1
  return {
    kind: 'rate',
    windowH,
    comparison: rule.comparison ?? 'at-least',
    triggerCmPerH: rule.triggerCmPerH,
    releaseCmPerH: rule.releaseCmPerH ?? hundredth(rule.triggerCmPerH * RELEASE_SHARES.rate),
    // the course of a whole six hours is not kept beyond them
    sustainMin: rule.sustainMin ?? (windowH === 6 ? 0 : THRESHOLD_DEFAULTS.sustainMin),
    ...quorum(rule),
  }
}

function forecast(rule: ForecastInput): ForecastRule {
  return {
    kind: 'forecast',
    measure: rule.measure ?? 'depth-since-pass',
    quantity: rule.quantity ?? 'level',
    by: rule.by ?? 'deadline',
    quantile: rule.quantile ?? 'p50',
    comparison: rule.comparison ?? 'at-least',
    triggerCm: rule.triggerCm,
    releaseCm: rule.releaseCm ?? tenth(rule.triggerCm * RELEASE_SHARES.forecast),
    ...quorum(rule),
  }
}

/** Neither a probability nor cost and loss: NaN, which the checks refuse. */
function probability(rule: ProbabilityInput): ProbabilityRule {
  const costLoss = rule.costLoss ?? null
  const fromCostLoss = costLoss === null ? Number.NaN : Math.round((costLoss.cost / costLoss.loss) * 10_000) / 10_000
  const needed = rule.probability ?? fromCostLoss
  const below = Math.round((needed - RELEASE_PROBABILITY_BELOW) * 10_000) / 10_000
  return {
    kind: 'probability',
    measure: rule.measure ?? 'depth-since-pass',
    by: rule.by ?? 'deadline',
    triggerCm: rule.triggerCm,
    probability: needed,
    releaseProbability: rule.releaseProbability ?? Math.max(LEAST_RELEASE_PROBABILITY, below),
    costLoss,
    ...quorum(rule),
  }
}

function quorum(rule: PlainRuleInput): Quorum {
  const vote = rule.vote ?? QUORUM_DEFAULTS.vote
  return {
    staleMin: rule.staleMin ?? QUORUM_DEFAULTS.staleMin,
    minSensors: rule.minSensors ?? (vote === 'majority' ? QUORUM_DEFAULTS.minSensors : vote),
    vote,
    disagreeCm: rule.disagreeCm ?? QUORUM_DEFAULTS.disagreeCm,
  }
}

function tenth(value: number): number {
  return Math.round(value * 10) / 10
}

function hundredth(value: number): number {
  return Math.round(value * 100) / 100
}
