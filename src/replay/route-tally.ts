import type { Level } from '../domain/criterion.ts'
import type { Route } from '../domain/route.ts'
import { type EpochMs, HOUR_MS, localHhMm } from '../domain/time.ts'
import type { Call } from './responder.ts'

/** Calls between these times of the authority's clock are night calls (the hours of the night rate in labour law). */
const NIGHT_FROM = '22:00'
const NIGHT_TO = '05:00'

/** By level. */
export type ByLevel = Readonly<Record<Level, number>>

/** What a replay counted on a route, or on all of them. Hours in h. */
export interface Tally {
  readonly calls: ByLevel
  /** Of them: what an officer would have had to approve, since automatic mode had too weak evidence. */
  readonly fallbacks: number
  /** Of them: made between 22:00 and 05:00. */
  readonly nightCalls: number
  /** Of them: taken back before anybody accepted. */
  readonly withdrawn: number
  readonly plowHours: number
  readonly standbyHours: number
  /** Dispatch calls that were not withdrawn. */
  readonly deadlines: {
    readonly met: number
    readonly missed: number
    /** No deadline, or nobody can say when the route was done. */
    readonly unknown: number
    /** Of all: plowing began after the latest start that makes the deadline. */
    readonly startedTooLate: number
  }
  /** Deadlines that came, by whether snow at or above the trigger stood on the route then without a call. */
  readonly standing: {
    readonly missed: number
    readonly clear: number
    readonly unknown: number
  }
  /** Time that was judged, and how much of it the evidence did not allow an answer. */
  readonly judgedHours: number
  readonly unknownHours: number
  /** Time in which no criterion of the set was in force on the route. */
  readonly withoutCriterionHours: number
}

/** What is counted step by step; calls are counted at the end. */
export interface Spent {
  readonly judgedMs: number
  readonly unknownMs: number
  readonly withoutCriterionMs: number
  readonly standing: Tally['standing']
}

/** Counts a route's calls. @param toMs end of the replayed span: what is open then counts until then. */
export function tallyOf(
  calls: readonly Call[],
  route: Pick<Route, 'plowMinutes'>,
  spent: Spent,
  zone: { readonly timeZone: string; readonly toMs: EpochMs },
): Tally {
  const dispatches = calls.filter((it) => it.level === 'dispatch' && it.end !== 'withdrawn')
  const plowed = dispatches.filter((it) => it.end === 'plowed' || it.end === 'recorded-pass')
  const standbys = calls.filter((it) => it.level === 'standby' && it.acceptedAtMs !== null)
  const standbyMs = standbys.map((it) => (it.endedAtMs ?? zone.toMs) - (it.acceptedAtMs ?? zone.toMs))
  const outcomes = dispatches.map(outcomeOf)
  return {
    calls: {
      standby: count(calls, (it) => it.level === 'standby'),
      dispatch: count(calls, (it) => it.level === 'dispatch'),
    },
    fallbacks: count(calls, (it) => it.approval === 'fallback'),
    nightCalls: count(calls, (it) => isNight(it.calledAtMs, zone.timeZone)),
    withdrawn: count(calls, (it) => it.end === 'withdrawn'),
    plowHours: rounded((plowed.length * route.plowMinutes) / 60),
    standbyHours: rounded(sum(standbyMs) / HOUR_MS),
    deadlines: {
      met: count(outcomes, (it) => it === 'met'),
      missed: count(outcomes, (it) => it === 'missed'),
      unknown: count(outcomes, (it) => it === 'unknown'),
      startedTooLate: count(dispatches, startedTooLate),
    },
    standing: spent.standing,
    judgedHours: rounded(spent.judgedMs / HOUR_MS),
    unknownHours: rounded(spent.unknownMs / HOUR_MS),
    withoutCriterionHours: rounded(spent.withoutCriterionMs / HOUR_MS),
  }
}

/** Whether a dispatch was done by its deadline; unknown without a deadline, and while nobody can say when it was done. */
export function outcomeOf(call: Call): 'met' | 'missed' | 'unknown' {
  if (call.deadline === null || call.endedAtMs === null || call.end === 'released') return 'unknown'
  return call.endedAtMs <= call.deadline.atMs ? 'met' : 'missed'
}

function startedTooLate({ deadline, startedAtMs, calledAtMs }: Call): boolean {
  return deadline !== null && (startedAtMs ?? calledAtMs) > deadline.startByMs
}

/** Whether an instant lies in the night of the authority's clock. */
export function isNight(atMs: EpochMs, timeZone: string): boolean {
  const time = localHhMm(atMs, timeZone)
  return time >= NIGHT_FROM || time < NIGHT_TO
}

/** The sum of several routes' tallies. */
export function total(tallies: readonly Tally[]): Tally {
  const of = (value: (it: Tally) => number) => rounded(sum(tallies.map(value)))
  return {
    calls: { standby: of((it) => it.calls.standby), dispatch: of((it) => it.calls.dispatch) },
    fallbacks: of((it) => it.fallbacks),
    nightCalls: of((it) => it.nightCalls),
    withdrawn: of((it) => it.withdrawn),
    plowHours: of((it) => it.plowHours),
    standbyHours: of((it) => it.standbyHours),
    deadlines: {
      met: of((it) => it.deadlines.met),
      missed: of((it) => it.deadlines.missed),
      unknown: of((it) => it.deadlines.unknown),
      startedTooLate: of((it) => it.deadlines.startedTooLate),
    },
    standing: {
      missed: of((it) => it.standing.missed),
      clear: of((it) => it.standing.clear),
      unknown: of((it) => it.standing.unknown),
    },
    judgedHours: of((it) => it.judgedHours),
    unknownHours: of((it) => it.unknownHours),
    withoutCriterionHours: of((it) => it.withoutCriterionHours),
  }
}

function count<T>(items: readonly T[], matches: (item: T) => boolean): number {
  return items.filter(matches).length
}

function sum(values: readonly number[]): number {
  return values.reduce((all, it) => all + it, 0)
}

/** Hours to the minute are finer than the model. */
function rounded(value: number): number {
  return Math.round(value * 100) / 100
}
