import type { Static } from 'typebox'
import { type CoursePoint, type RouteCourse, routeCourse, type UnknownSpan } from '../decide/route-course.ts'
import { routeDepths } from '../decide/route-state.ts'
import { roundedOrNull } from '../decide/route-view.ts'
import type { SensorTrace, TracePoint } from '../decide/sensor-trace.ts'
import { staleMinOf } from '../decide/stale.ts'
import { thinned } from '../decide/thin.ts'
import type { Device } from '../domain/device.ts'
import { DAY_MS, type EpochMs, HOUR_MS, MINUTE_MS, SECOND_MS, toIso } from '../domain/time.ts'
import { GOOD, NOT_EVALUATED } from '../quality/flags.ts'
import { FLAG_TESTS, type ReadingStore, type Rollup } from '../store/readings/port.ts'
import type { Resolution, RouteSeriesSchema, SensorSeriesView } from './series-view.ts'

/** Longer spans are told by the hour, and still longer ones by the day. */
const READINGS_MAX_MS = 16 * DAY_MS
const HOURS_MAX_MS = 62 * DAY_MS
/** Of a device so fast that a span holds more readings than this, hours are told. */
const MAX_READINGS = 25_000
/** Refused readings told one by one; the rest are counted. */
const MAX_REFUSED = 400
const MAX_ROLLUPS = 10_000
/** A day on the wall clock may have 25 hours, and a roll-up one missing beside it makes two. */
const ROLLUP_GAP = 1.5

export interface Span {
  readonly fromMs: EpochMs
  /** Exclusive. */
  readonly toMs: EpochMs
}

type RouteCourseView = Static<typeof RouteSeriesSchema>['route']

/** How finely a span can be told for these devices. */
export function resolutionFor({ fromMs, toMs }: Span, devices: readonly Device[]): Resolution {
  const spanMs = toMs - fromMs
  if (spanMs > HOURS_MAX_MS) return 'day'
  const fastestS = Math.min(...devices.map((it) => it.intervalS), Number.POSITIVE_INFINITY)
  return spanMs > READINGS_MAX_MS || spanMs / (fastestS * SECOND_MS) > MAX_READINGS ? 'hour' : 'reading'
}

/** A traced sensor in columns, of about `limit` points. */
export function tracedView(trace: SensorTrace, limit: number): SensorSeriesView {
  const accepted = (it: TracePoint) => (it.accepted ? it.depthCm : null)
  const points = thinned(trace.points, limit, [(it) => it.rawCm, accepted, (it) => it.depthSincePassCm])
  const refused = trace.points.filter((it) => !it.accepted)
  const counted = (it: TracePoint, value: number | null) => (it.accepted ? value : null)
  return {
    device: trace.device,
    surface: trace.surface,
    gapS: trace.staleMs / SECOND_MS,
    at: points.map((it) => it.atMs),
    rawCm: points.map((it) => it.rawCm),
    depthCm: points.map(accepted),
    depthSincePassCm: points.map((it) => counted(it, it.depthSincePassCm)),
    newSnowCm: points.map((it) => counted(it, it.newSnowCm)),
    minCm: [],
    maxCm: [],
    refused: refused.slice(-MAX_REFUSED).map(({ atMs, rawCm, flags }) => {
      return { at: toIso(atMs), rawCm, flags: flagsNamed(flags) }
    }),
    refusedTotal: refused.length,
  }
}

/** The tests of a flag text that did not say good. */
function flagsNamed(digits: string): Record<string, number> {
  const named = FLAG_TESTS.map((test, index) => [test, Number(digits[index] ?? NOT_EVALUATED)] as const)
  return Object.fromEntries(named.filter(([, digit]) => digit !== GOOD && digit !== NOT_EVALUATED))
}

/** The route's course from traces, of about `limit` points. */
export function tracedCourse(
  traces: readonly SensorTrace[],
  { fromMs, toMs }: Span,
  limit: number,
): { course: RouteCourseView; unknown: RouteCourse['unknown'] } {
  const { points, unknown } = routeCourse(traces, fromMs, toMs)
  const kept = thinned(points, limit, [(it) => it.depthCm, (it) => it.depthSincePassCm, (it) => it.newSnowCm])
  return { course: { ...columns(kept), minCm: [], maxCm: [] }, unknown }
}

function columns(points: readonly CoursePoint[]) {
  return {
    at: points.map((it) => it.atMs),
    depthCm: points.map((it) => it.depthCm),
    depthSincePassCm: points.map((it) => it.depthSincePassCm),
    newSnowCm: points.map((it) => it.newSnowCm),
  }
}

/** Hours or days of one device. */
export interface RolledUp {
  readonly device: Device
  readonly rows: readonly Rollup[]
}

/** Roll-ups of a device over a span. */
export async function rolledUp(
  readings: ReadingStore,
  device: Device,
  { fromMs, toMs }: Span,
  resolution: 'hour' | 'day',
): Promise<RolledUp> {
  return { device, rows: await readings.rollups({ deviceId: device.id, resolution, fromMs, toMs, limit: MAX_ROLLUPS }) }
}

/** A device's roll-ups in columns; what is counted since a pass is not rolled up. */
export function rolledUpView({ device, rows }: RolledUp, resolution: 'hour' | 'day'): SensorSeriesView {
  const none = rows.map(() => null)
  return {
    device: device.id,
    surface: device.surface,
    gapS: Math.max(staleMinOf(device) * MINUTE_MS, ROLLUP_GAP * stepMs(resolution)) / SECOND_MS,
    at: rows.map((it) => it.atMs),
    rawCm: none,
    depthCm: rows.map((it) => cm(it.meanDepthMm)),
    depthSincePassCm: none,
    newSnowCm: none,
    minCm: rows.map((it) => cm(it.minDepthMm)),
    maxCm: rows.map((it) => cm(it.maxDepthMm)),
    refused: [],
    refusedTotal: rows.reduce((sum, it) => sum + it.readings - it.accepted, 0),
  }
}

/** The route's course from the roll-ups of its sensors: the median of their means, the outermost of their extremes. */
export function rolledUpCourse(
  sensors: readonly RolledUp[],
  { fromMs, toMs }: Span,
  resolution: 'hour' | 'day',
): { course: RouteCourseView; unknown: RouteCourse['unknown'] } {
  const byTime = new Map<EpochMs, { device: Device; row: Rollup }[]>()
  for (const { device, rows } of sensors) {
    for (const row of rows) {
      if (row.accepted === 0) continue
      byTime.set(row.atMs, [...(byTime.get(row.atMs) ?? []), { device, row }])
    }
  }
  const at = [...byTime.keys()].sort((a, b) => a - b)
  const told = at.map((atMs) => byTime.get(atMs) ?? [])
  const none = at.map(() => null)
  const course = {
    at,
    depthCm: told.map((it) => roundedOrNull(routeDepths(it.map(meanDepth)).depthCm)),
    depthSincePassCm: none,
    newSnowCm: none,
    minCm: told.map((it) =>
      outermost(
        Math.min,
        it.map(({ row }) => row.minDepthMm),
      ),
    ),
    maxCm: told.map((it) =>
      outermost(
        Math.max,
        it.map(({ row }) => row.maxDepthMm),
      ),
    ),
  }
  return { course, unknown: gapsOf(at, { fromMs, toMs }, stepMs(resolution), sensors.length === 0) }
}

function meanDepth({ device: { surface }, row }: { device: Device; row: Rollup }) {
  return { status: 'ok', surface, depthCm: cm(row.meanDepthMm), depthSincePassCm: null, newSnowCm: null } as const
}

function gapsOf(at: readonly EpochMs[], { fromMs, toMs }: Span, step: number, noSensors: boolean): UnknownSpan[] {
  const why = noSensors ? 'no-sensors' : 'silent'
  const gaps: UnknownSpan[] = []
  let knownToMs = fromMs
  for (const atMs of [...at, toMs]) {
    if (atMs - knownToMs > (ROLLUP_GAP - 1) * step) gaps.push({ fromMs: knownToMs, toMs: atMs, why })
    knownToMs = atMs + step
  }
  return gaps
}

function outermost(choose: (...values: number[]) => number, valuesMm: readonly (number | null)[]): number | null {
  const known = valuesMm.filter((it) => it !== null)
  return known.length === 0 ? null : cm(choose(...known))
}

function stepMs(resolution: 'hour' | 'day'): number {
  return resolution === 'hour' ? HOUR_MS : DAY_MS
}

function cm(mm: number | null): number | null {
  return mm === null ? null : roundedOrNull(mm / 10)
}
