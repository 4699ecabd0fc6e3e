import { sum } from 'simple-statistics'
import { HOUR_MS } from '../domain/time.ts'
import { roundedCm } from './units.ts'

/**
 * The young part of the snow under a sensor, layer by layer: what fell in one hour is one layer, as thick as it is now.
 * What is older than YOUNG_MS has settled for the most part and counts as ground.
 */
export interface Layer {
  /** Beginning of the hour in which it fell. */
  readonly hourMs: number
  readonly cm: number
}

/**
 * Settling of young snow: share of its thickness lost in an hour, as dY/dt = −rate · Y. Source: fitted to the ends of
 * recorded storms (docs/snow-state.md, "Settling"); Anderson's law with overburden did worse there.
 */
export const SETTLING_PER_H = 0.012
/** Layers older than this no longer settle measurably by this law. */
export const YOUNG_MS = 72 * HOUR_MS

/** Layers still young at `nowMs`. */
export function youngLayers(layers: readonly Layer[], nowMs: number): readonly Layer[] {
  return layers.filter((it) => nowMs - it.hourMs < YOUNG_MS)
}

/** Their thickness together, cm. */
export function thicknessCm(layers: readonly Layer[]): number {
  return roundedCm(sum(layers.map((it) => it.cm)))
}

/** What the law lets them settle by in `elapsedMs`, cm. */
export function settlingCm(layers: readonly Layer[], elapsedMs: number): number {
  return thicknessCm(layers) * (1 - Math.exp((-SETTLING_PER_H * elapsedMs) / HOUR_MS))
}

/** All layers thinner by the same share, `cm` in all; never thinner than nothing. */
export function settled(layers: readonly Layer[], cm: number): readonly Layer[] {
  const wholeCm = thicknessCm(layers)
  if (wholeCm <= 0 || cm <= 0) return layers
  const left = Math.max(0, 1 - cm / wholeCm)
  return layers.map((it) => ({ ...it, cm: roundedCm(it.cm * left) })).filter((it) => it.cm > 0)
}

/** With `cm` of snow more on top; snow of one hour is one layer, so that there are never more than the hours. */
export function snowedOn(layers: readonly Layer[], atMs: number, cm: number): readonly Layer[] {
  const hourMs = Math.floor(atMs / HOUR_MS) * HOUR_MS
  const top = layers.at(-1)
  if (top?.hourMs !== hourMs) return [...layers, { hourMs, cm: roundedCm(cm) }]
  return [...layers.slice(0, -1), { hourMs, cm: roundedCm(top.cm + cm) }]
}

/** With `cm` taken off the top, newest first: wind, sun and plows begin there. */
export function takenOff(layers: readonly Layer[], cm: number): readonly Layer[] {
  const left = [...layers]
  let toTakeCm = cm
  while (toTakeCm > 0) {
    const top = left.pop()
    if (top === undefined) return []
    if (top.cm > toTakeCm) left.push({ ...top, cm: roundedCm(top.cm - toTakeCm) })
    toTakeCm -= top.cm
  }
  return left
}
