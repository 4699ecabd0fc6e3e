import { median, quantileSorted } from 'simple-statistics'
import type { EventCounts } from './events.ts'
import { seeded } from './random.ts'
import { type Sums, VERIFIED } from './scores.ts'
import { OURS, RATE_ONLY, type StationResult } from './verify.ts'

const BOOTSTRAPS = 1000
const BOOTSTRAP_SEED = 3
const SIX_H = 5

/** Figures over some stations. */
export interface Pooled {
  readonly hours: number
  readonly activeHours: number
  /** Mean absolute error by rule and lead 1 … 6 h, cm. */
  readonly maeAllCm: Readonly<Record<string, number[]>>
  readonly maeActiveCm: Readonly<Record<string, number[]>>
  /** By ensemble and lead, active hours, cm. */
  readonly crpsCm: Readonly<Record<string, number[]>>
  /** Over all leads. */
  readonly crpsRatio: number
  /** At each lead, of prediction to persistence. */
  readonly allToPersistence: readonly number[]
  readonly activeToPersistence6h: number
  readonly activeToForecast6h: number
  /** Share of active truths within p10–p90. */
  readonly coverage: number
  /** By threshold and rule. */
  readonly events: readonly Readonly<Record<string, EventScore>>[]
}

export interface EventScore {
  readonly events: number
  /** Probability of detection, false alarm ratio, critical success index; null where nothing happened. */
  readonly pod: number | null
  readonly far: number | null
  readonly csi: number | null
  readonly medianLeadH: number | null
}

/** Pools stations case by case. */
export function pool(stations: readonly StationResult[]): Pooled {
  const maeAllCm = means(stations.map((it) => it.scores.all))
  const maeActiveCm = means(stations.map((it) => it.scores.active))
  const crpsCm = means(stations.map((it) => it.scores.crps))
  const covered = merged(stations.map((it) => it.scores.covered))
  const rules = Object.keys(stations[0]?.events[0] ?? {})
  const total = (name: string) => sum(merged(stations.map((it) => it.scores.crps[name] ?? [])).map((it) => it.sum))
  return {
    hours: sum(stations.map((it) => it.hours)),
    activeHours: sum(stations.map((it) => it.activeHours)),
    maeAllCm,
    maeActiveCm,
    crpsCm,
    crpsRatio: total(OURS) / total(RATE_ONLY),
    allToPersistence: VERIFIED.map((lead) => ratio(maeAllCm, OURS, 'persistence', lead)),
    activeToPersistence6h: ratio(maeActiveCm, OURS, 'persistence', SIX_H),
    activeToForecast6h: ratio(maeActiveCm, OURS, 'forecast alone', SIX_H),
    coverage: sum(covered.map((it) => it.sum)) / sum(covered.map((it) => it.count)),
    events: (stations[0]?.events ?? []).map((_, index) =>
      Object.fromEntries(
        rules.map((rule) => [rule, eventScore(stations.flatMap((it) => it.events[index]?.[rule] ?? []))]),
      ),
    ),
  }
}

/**
 * 5 % and 95 % of a figure under resampling of whole stations: hours of one station are not independent. Seeded.
 */
export function bootstrap(
  stations: readonly StationResult[],
  figure: (pooled: Pooled) => number | null,
): readonly [number, number] | null {
  if (stations.length < 3) return null
  const random = seeded(BOOTSTRAP_SEED)
  const values: number[] = []
  for (let round = 0; round < BOOTSTRAPS; round++) {
    const drawn = stations.flatMap(() => stations[Math.floor(random() * stations.length)] ?? [])
    const value = figure(pool(drawn))
    if (value !== null && Number.isFinite(value)) values.push(value)
  }
  if (values.length === 0) return null
  values.sort((a, b) => a - b)
  return [quantileSorted(values, 0.05), quantileSorted(values, 0.95)]
}

function eventScore(counts: readonly EventCounts[]): EventScore {
  const hits = sum(counts.map((it) => it.hits))
  const missed = sum(counts.map((it) => it.missed))
  const falseAlarms = sum(counts.map((it) => it.falseAlarms))
  const leads = counts.flatMap((it) => it.leadsH)
  const share = (part: number, whole: number) => (whole === 0 ? null : part / whole)
  return {
    events: hits + missed,
    pod: share(hits, hits + missed),
    far: share(falseAlarms, hits + falseAlarms),
    csi: share(hits, hits + missed + falseAlarms),
    medianLeadH: leads.length === 0 ? null : median(leads),
  }
}

function means(tables: readonly Readonly<Record<string, Sums[]>>[]): Record<string, number[]> {
  const names = new Set(tables.flatMap((it) => Object.keys(it)))
  return Object.fromEntries(
    [...names].map((name) => [name, merged(tables.map((it) => it[name] ?? [])).map((it) => it.sum / it.count)]),
  )
}

function merged(rows: readonly (readonly Sums[])[]): Sums[] {
  return VERIFIED.map((lead) => ({
    count: sum(rows.map((it) => it[lead]?.count ?? 0)),
    sum: sum(rows.map((it) => it[lead]?.sum ?? 0)),
  }))
}

function ratio(table: Readonly<Record<string, number[]>>, one: string, other: string, lead: number): number {
  return (table[one]?.[lead] ?? Number.NaN) / (table[other]?.[lead] ?? Number.NaN)
}

function sum(values: readonly number[]): number {
  return values.reduce((total, it) => total + it, 0)
}
