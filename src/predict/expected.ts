import { LEADS_H, type Situation } from './situation.ts'

/** e-folding time of a rise that goes on by itself, h: G_k = 3 (1 − e^(−k/3)). */
const RISE_MEMORY_H = 3
/** Settling of young layers per hour (173 real storm ends). */
const SETTLING_PER_H = 0.012

/** Weights of the terms of the expected change; dimensionless. Fitted: bench/skill/fit.ts. */
export interface Weights {
  /** Of the rise going on by itself. */
  readonly trend: number
  /** Of the forecast snow. */
  readonly forecast: number
  /** Of both agreeing: the geometric mean of the two terms above. */
  readonly agreement: number
  /** Of the settling of the young layer. */
  readonly settling: number
}

/** The terms, cm, in the order of TERMS, for one lead. Their weighted sum is the expected change of depth. */
export const TERMS = ['trend', 'forecast', 'agreement', 'settling'] as const

/** @param lead index into LEADS_H. */
export function termsOf(situation: Situation, lead: number): readonly [number, number, number, number] {
  const hours = LEADS_H[lead] ?? 0
  const trend = situation.riseCmPerH * RISE_MEMORY_H * (1 - Math.exp(-hours / RISE_MEMORY_H))
  const forecast = situation.forecastCm?.[lead] ?? 0
  const settling = -situation.youngLayerCm * (1 - Math.exp(-SETTLING_PER_H * hours))
  return [trend, forecast, Math.sqrt(trend * forecast), settling]
}

/** Expected change of depth from the published level to each lead, cm. */
export function expectedChange(situation: Situation, weights: Weights): number[] {
  return LEADS_H.map((_, lead) => {
    const [trend, forecast, agreement, settling] = termsOf(situation, lead)
    return (
      weights.trend * trend + weights.forecast * forecast + weights.agreement * agreement + weights.settling * settling
    )
  })
}
