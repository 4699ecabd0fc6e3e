import type { EpochMs } from '../domain/time.ts'
import { routeDepths } from './route-state.ts'
import { roundedOrNull, tenthOrNull } from './route-view.ts'
import type { SensorTrace, TracePoint } from './sensor-trace.ts'

/** The snow on a route as its sensors' medians stood at one moment; null: nobody knew. */
export interface CoursePoint {
  readonly atMs: EpochMs
  readonly depthCm: number | null
  readonly depthSincePassCm: number | null
  readonly newSnowCm: number | null
}

/** no-sensors: there is none. silent: none spoke lately enough. suspect: those that spoke could not be believed. */
export const UNKNOWN_WHYS = ['no-sensors', 'silent', 'suspect'] as const
export type UnknownWhy = (typeof UNKNOWN_WHYS)[number]

/** A time in which nobody could say what lay on the road. */
export interface UnknownSpan {
  readonly fromMs: EpochMs
  readonly toMs: EpochMs
  readonly why: UnknownWhy
}

export interface RouteCourse {
  readonly points: readonly CoursePoint[]
  readonly unknown: readonly UnknownSpan[]
}

/**
 * The course of a route's condition from the traces of its sensors, by the rule of its state now (`routeDepths`). Pure.
 * @param toMs until when time has passed: what lies ahead is not unknown, but to come.
 */
export function routeCourse(traces: readonly SensorTrace[], fromMs: EpochMs, toMs: EpochMs): RouteCourse {
  const followed = traces.map((trace) => new Followed(trace))
  const points: CoursePoint[] = []
  const spans: { fromMs: EpochMs; why: UnknownWhy | null }[] = []
  for (const atMs of momentsOf(traces, fromMs, toMs)) {
    for (const it of followed) it.goTo(atMs)
    const known = routeDepths(followed.map((it) => it.at(atMs)))
    points.push({
      atMs,
      depthCm: roundedOrNull(known.depthCm),
      depthSincePassCm: roundedOrNull(known.depthSincePassCm),
      newSnowCm: tenthOrNull(known.newSnowCm),
    })
    const why = known.status === 'known' ? null : whyUnknown(followed, atMs)
    if (spans.at(-1)?.why !== why) spans.push({ fromMs: atMs, why })
  }
  const unknown = spans.flatMap(({ fromMs: beganMs, why }, index) =>
    why === null ? [] : [{ fromMs: beganMs, toMs: spans[index + 1]?.fromMs ?? toMs, why }],
  )
  return { points, unknown }
}

/** When anything changes: a reading comes, or the newest accepted one turns stale. */
function momentsOf(traces: readonly SensorTrace[], fromMs: EpochMs, toMs: EpochMs): readonly EpochMs[] {
  const moments = new Set<EpochMs>([fromMs])
  for (const { before, points, staleMs } of traces) {
    for (const it of before === null ? points : [before, ...points]) {
      const staleAtMs = (it.acceptedAtMs ?? it.atMs) + staleMs + 1
      for (const atMs of [it.atMs, staleAtMs]) if (atMs > fromMs && atMs < toMs) moments.add(atMs)
    }
  }
  return [...moments].sort((a, b) => a - b)
}

function whyUnknown(followed: readonly Followed[], atMs: EpochMs): UnknownWhy {
  if (followed.length === 0) return 'no-sensors'
  return followed.some((it) => it.at(atMs).status === 'suspect') ? 'suspect' : 'silent'
}

/** One sensor on its way through the span. */
class Followed {
  readonly #trace: SensorTrace
  #next = 0
  #newest: TracePoint | null

  constructor(trace: SensorTrace) {
    this.#trace = trace
    this.#newest = trace.before
  }

  /** @param atMs not before the one asked for last. */
  goTo(atMs: EpochMs): void {
    const { points } = this.#trace
    for (let it = points[this.#next]; it !== undefined && it.atMs <= atMs; it = points[++this.#next]) this.#newest = it
  }

  at(atMs: EpochMs) {
    const { surface, staleMs } = this.#trace
    const newest = this.#newest
    const silent = newest === null || newest.acceptedAtMs === null || atMs - newest.acceptedAtMs > staleMs
    const { depthCm = null, depthSincePassCm = null, newSnowCm = null } = newest ?? {}
    return { status: silent ? 'stale' : newest.status, surface, depthCm, depthSincePassCm, newSnowCm } as const
  }
}
