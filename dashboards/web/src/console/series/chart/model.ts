import type {
  Course,
  CriterionLine,
  DeviceSeries,
  Measure,
  Prediction,
  Quantiles,
  RouteForecast,
  RouteSeries,
  SensorSeries,
  SeriesBase,
  UnknownWhy,
} from '../api.ts'
import { type ChartEvent, eventsOf } from './events.ts'

/** Everything a chart shows, in plain data: what is drawn, read out and written into the table is the same. */
export interface ChartModel {
  readonly fromMs: number
  /** Where what was asked for ends: now, or a moment that has passed. */
  readonly endMs: number
  readonly nowMs: number
  /** Until when is predicted. */
  readonly toMs: number
  readonly timeZone: string
  readonly resolution: SeriesBase['resolution']
  readonly lines: Readonly<Record<Measure, Line>>
  /** Between the lowest and the highest of an hour or a day. */
  readonly spread: { readonly at: readonly number[]; readonly low: Values; readonly high: Values } | null
  /** What each sensor said and decisions used. */
  readonly raw: readonly Line[]
  readonly refused: readonly Refused[]
  readonly refusedTotal: number
  readonly unknown: readonly { readonly fromMs: number; readonly toMs: number; readonly why: UnknownWhy }[]
  readonly fans: Readonly<Partial<Record<Measure, Fan>>>
  readonly bars: readonly { readonly fromMs: number; readonly cm: number }[]
  readonly levels: readonly CriterionLine[]
  readonly events: readonly ChartEvent[]
  readonly spans: readonly SilenceSpan[]
}

type Values = readonly (number | null)[]

/** Values over time; null breaks the line: there nobody knew. */
export interface Line {
  readonly label: string
  readonly at: readonly number[]
  readonly values: Values
}

export interface Refused {
  readonly atMs: number
  readonly cm: number | null
  readonly device: string
  /** Quality tests that did not say good. */
  readonly tests: readonly string[]
}

/** A prediction from now on; the first point is what is measured now. */
interface Fan {
  readonly at: readonly number[]
  readonly quantiles: readonly Quantiles[]
}

interface SilenceSpan {
  readonly id: string
  readonly kind: 'silence' | 'maintenance'
  readonly fromMs: number
  readonly toMs: number
  readonly reason: string
}

const HOUR_MS = 3_600_000

/** The chart of a route: the median of its sensors as line, each sensor's readings as points. */
export function routeModel(series: RouteSeries, prediction?: Prediction, forecast?: RouteForecast): ChartModel {
  const gapMs = 1000 * Math.max(0, ...series.sensors.map((it) => it.gapS))
  return model(series, series.route, series.sensors, Math.max(gapMs, HOUR_MS), prediction, forecast)
}

/** The chart of one sensor. */
export function deviceModel(series: DeviceSeries, prediction?: Prediction): ChartModel {
  const { sensor } = series
  return model(series, sensor ?? NOTHING, sensor === null ? [] : [sensor], 1000 * (sensor?.gapS ?? 0), prediction)
}

const NOTHING: Course = { at: [], depthCm: [], depthSincePassCm: [], newSnowCm: [], minCm: [], maxCm: [] }

function model(
  series: SeriesBase,
  course: Course,
  sensors: readonly SensorSeries[],
  gapMs: number,
  prediction: Prediction | undefined,
  forecast?: RouteForecast,
): ChartModel {
  const fromMs = Date.parse(series.from)
  const nowMs = Date.parse(series.at)
  const line = (label: Measure, values: Values): Line => {
    // a refused reading says nothing of the surface: the line goes on to the next accepted one, but over no gap
    const known = 'device' in course ? knownOnly(course.at, values) : { at: course.at, values }
    return { label, ...withGaps(known.at, known.values, gapMs) }
  }
  const leads = prediction?.status === 'known' ? prediction.leads : []
  const bars = (forecast?.run?.hours ?? [])
    .map((it) => ({ fromMs: Date.parse(it.from), cm: it.snowfallCm ?? 0 }))
    .filter((it) => it.cm > 0 && it.fromMs + HOUR_MS > nowMs && it.fromMs < aheadMs(nowMs, leads))
  const spread = course.minCm.length === 0 ? null : { at: course.at, low: course.minCm, high: course.maxCm }
  return {
    fromMs,
    endMs: Math.min(nowMs, Date.parse(series.to)),
    nowMs,
    toMs: aheadMs(nowMs, leads),
    timeZone: series.timeZone,
    resolution: series.resolution,
    lines: {
      depth: line('depth', course.depthCm),
      'depth-since-pass': line('depth-since-pass', course.depthSincePassCm),
      'new-snow': line('new-snow', course.newSnowCm),
    },
    spread,
    raw: sensors.map(usedRaw),
    refused: sensors
      .flatMap((sensor) => sensor.refused.map((it) => refusedOf(it, sensor.device)))
      .sort((a, b) => a.atMs - b.atMs),
    refusedTotal: sensors.reduce((sum, it) => sum + it.refusedTotal, 0),
    unknown: series.unknown.map(({ from, to, why }) => ({ fromMs: Date.parse(from), toMs: Date.parse(to), why })),
    fans:
      leads.length === 0 ? {} : { depth: fan(leads, 'depthCm'), 'depth-since-pass': fan(leads, 'depthSincePassCm') },
    bars,
    levels: series.lines ?? [],
    events: eventsOf(series),
    spans: (series.silences ?? []).map(({ id, kind, from, to, reason }) => {
      return { id, kind, fromMs: Date.parse(from), toMs: Date.parse(to), reason }
    }),
  }
}

function aheadMs(nowMs: number, leads: Prediction['leads']): number {
  const last = leads.at(-1)
  return last === undefined ? nowMs : Date.parse(last.at)
}

function fan(leads: Prediction['leads'], field: 'depthCm' | 'depthSincePassCm'): Fan {
  return { at: leads.map((it) => Date.parse(it.at)), quantiles: leads.map((it) => it[field]) }
}

function usedRaw({ device, at, rawCm, depthCm }: SensorSeries): Line {
  const kept = at.flatMap((atMs, index) => (depthCm[index] == null ? [] : [{ atMs, cm: rawCm[index] ?? null }]))
  return { label: device, at: kept.map((it) => it.atMs), values: kept.map((it) => it.cm) }
}

function refusedOf({ at, rawCm, flags }: SensorSeries['refused'][number], device: string): Refused {
  return { atMs: Date.parse(at), cm: rawCm, device, tests: Object.keys(flags) }
}

function knownOnly(at: readonly number[], values: Values): { at: number[]; values: (number | null)[] } {
  const kept = at.flatMap((atMs, index) => (values[index] == null ? [] : [{ atMs, value: values[index] ?? null }]))
  return { at: kept.map((it) => it.atMs), values: kept.map((it) => it.value) }
}

/** Breaks a line where its points lie further apart than `gapMs`: what was not known is not drawn. */
export function withGaps(
  at: readonly number[],
  values: Values,
  gapMs: number,
): { at: number[]; values: (number | null)[] } {
  const out: { at: number[]; values: (number | null)[] } = { at: [], values: [] }
  let beforeMs: number | undefined
  for (const [index, atMs] of at.entries()) {
    if (beforeMs !== undefined && atMs - beforeMs > gapMs) {
      out.at.push(beforeMs + 1)
      out.values.push(null)
    }
    out.at.push(atMs)
    out.values.push(values[index] ?? null)
    beforeMs = atMs
  }
  return out
}

/** The newest value of a line at a moment, if the line stands there; null: nobody knew. */
export function valueAt(line: Line, atMs: number): number | null {
  let low = 0
  let high = line.at.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((line.at[middle] ?? 0) <= atMs) low = middle + 1
    else high = middle
  }
  return line.values[low - 1] ?? null
}

/** Moments at which a line has points, newest last, within a span. */
export function momentsOf(line: Line, fromMs: number, toMs: number): number[] {
  return line.at.filter((atMs, index) => atMs >= fromMs && atMs <= toMs && line.values[index] != null)
}
