import { type Analogs, FEATURES, featuresOf } from '../../src/predict/analogs.ts'
import { expectedChange, termsOf, type Weights } from '../../src/predict/expected.ts'
import { LEADS_H, type Situation } from '../../src/predict/situation.ts'
import type { Case } from './cases.ts'
import { leastAbsolute } from './least-absolute.ts'
import { seeded } from './random.ts'

/** Leads the weights are fitted on, as indices: 2, 4 and 6 h. */
const FIT_LEADS = [1, 3, 5]
/** Of quiet hours, one in so many takes part in the fit of the weights. */
const QUIET_STEP = 4
/** Share of active situations among the analogs: quiet ones are all alike. */
const ACTIVE_SHARE = 0.75
/** Analogs of other stations are too sure by about this much. */
export const SPREAD = 1.1

export interface FitOptions {
  readonly withForecast: boolean
  readonly rows: number
  readonly seed: number
}

/** The situation as it is without a forecast. */
export function withoutForecast(situation: Situation): Situation {
  return { ...situation, forecastCm: null, forecastPastCm: 0 }
}

/** Weights by least absolute errors, and analogs drawn from the cases. `rows` tells which case each analog is. */
export function fitAnalogs(cases: readonly Case[], options: FitOptions): { analogs: Analogs; rows: Case[] } {
  const view = (it: Case) => (options.withForecast ? it.situation : withoutForecast(it.situation))
  const weights = fitWeights(cases, view)
  const whole = cases.filter((it) => it.truthCm.every((cm) => cm !== null))
  const random = seeded(options.seed)
  const active = draw(
    whole.filter((it) => it.active),
    Math.round(options.rows * ACTIVE_SHARE),
    random,
  )
  const quiet = draw(
    whole.filter((it) => !it.active),
    options.rows - active.length,
    random,
  )
  const rows = [...active, ...quiet]
  const features = new Float32Array(rows.length * FEATURES.length)
  const errors = new Float32Array(rows.length * LEADS_H.length)
  for (const [row, one] of rows.entries()) {
    const situation = view(one)
    const expected = expectedChange(situation, weights)
    features.set(featuresOf(situation, expected), row * FEATURES.length)
    const off = one.truthCm.map((cm, lead) => (cm ?? 0) - situation.levelCm - (expected[lead] ?? 0))
    errors.set(off, row * LEADS_H.length)
  }
  return { analogs: { weights, spread: SPREAD, features, errors }, rows }
}

function fitWeights(cases: readonly Case[], view: (it: Case) => Situation): Weights {
  const rows: number[][] = []
  const targets: number[] = []
  for (const [index, one] of cases.entries()) {
    if (!one.active && index % QUIET_STEP !== 0) continue
    const situation = view(one)
    for (const lead of FIT_LEADS) {
      const truth = one.truthCm[lead]
      if (truth === null || truth === undefined) continue
      rows.push([...termsOf(situation, lead)])
      targets.push(truth - situation.levelCm)
    }
  }
  const [trend = 0, forecast = 0, agreement = 0, settling = 0] = leastAbsolute(rows, targets)
  return { trend, forecast, agreement, settling }
}

function draw(cases: readonly Case[], count: number, random: () => number): Case[] {
  return cases
    .map((it) => ({ it, order: random() }))
    .sort((a, b) => a.order - b.order)
    .slice(0, count)
    .map(({ it }) => it)
}
