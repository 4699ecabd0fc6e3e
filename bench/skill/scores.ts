import { linearRegression, quantileSorted } from 'simple-statistics'
import { LEADS_H } from '../../src/predict/situation.ts'
import type { Case } from './cases.ts'

/** Leads verified, as indices into LEADS_H: 1 … 6 h. */
export const VERIFIED = [0, 1, 2, 3, 4, 5] as const
/** e-folding time of a damped trend, h. */
const DAMPING_H = 3
const TREND_WINDOW_H = 3
const HOUR_MS = 3_600_000

/** A rule that says one depth per lead. */
export type PointRule = (one: Case, lead: number) => number

/** The simple rules prediction is held against, cm. */
export const BASELINES: Readonly<Record<string, PointRule>> = {
  persistence: (one) => one.sampleCm,
  'OLS 3 h': (one, lead) => one.sampleCm + olsCmPerH(one) * (LEADS_H[lead] ?? 0),
  'damped Theil–Sen': (one, lead) => one.sampleCm + one.trendCmPerH * dampedHours(lead),
  'forecast alone': (one, lead) => one.sampleCm + (one.situation.forecastCm?.[lead] ?? 0),
}

export function dampedHours(lead: number): number {
  return DAMPING_H * (1 - Math.exp(-(LEADS_H[lead] ?? 0) / DAMPING_H))
}

function olsCmPerH(one: Case): number {
  const last = one.input.samples.at(-1)
  if (last === undefined) return 0
  const points = one.input.samples
    .filter((it) => last.atMs - it.atMs <= TREND_WINDOW_H * HOUR_MS)
    .map((it) => [(it.atMs - last.atMs) / HOUR_MS, it.depthCm])
  return points.length < 2 ? 0 : linearRegression(points).m
}

/** Sums over cases that may be added up station by station. */
export interface Sums {
  count: number
  sum: number
}

/** What is added up for one station; every figure of the table is a ratio of such sums. */
export interface StationScores {
  /** Absolute errors by rule and lead, of all hours and of active ones. */
  readonly all: Record<string, Sums[]>
  readonly active: Record<string, Sums[]>
  /** CRPS by ensemble and lead, active hours. */
  readonly crps: Record<string, Sums[]>
  /** Share of active truths within p10–p90, by lead. */
  readonly covered: Sums[]
}

export function emptyScores(): StationScores {
  return { all: {}, active: {}, crps: {}, covered: VERIFIED.map(() => ({ count: 0, sum: 0 })) }
}

export function add(table: Record<string, Sums[]>, name: string, lead: number, value: number): void {
  table[name] ??= VERIFIED.map(() => ({ count: 0, sum: 0 }))
  const cell = table[name][lead]
  if (cell === undefined) return
  cell.count++
  cell.sum += value
}

/**
 * Continuous ranked probability score of an ensemble, cm (Gneiting & Raftery 2007, eq. 21).
 * @param members ascending.
 */
export function crps(members: readonly number[], truth: number): number {
  const count = members.length
  let distance = 0
  let spread = 0
  for (const [index, member] of members.entries()) {
    distance += Math.abs(member - truth)
    spread += (2 * index - count + 1) * member
  }
  return distance / count - spread / (count * count)
}

/** Whether the truth lies within p10–p90. @param members ascending. */
export function isCovered(members: readonly number[], truth: number): boolean {
  return truth >= quantileSorted([...members], 0.1) && truth <= quantileSorted([...members], 0.9)
}

/** Depths at a lead, ascending, cm, never below zero. @param paths rows × LEADS_H. */
export function membersAt(paths: Float64Array, lead: number, fromCm: number): number[] {
  const members: number[] = []
  for (let at = lead; at < paths.length; at += LEADS_H.length) members.push(Math.max(0, fromCm + (paths[at] ?? 0)))
  return members.sort((a, b) => a - b)
}
