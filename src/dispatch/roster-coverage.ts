import { dayBefore, type LocalDate, type LocalMoment, localMoment } from '../domain/calendar.ts'
import type { RosterEntry } from '../domain/roster.ts'
import { DAY_MS, type EpochMs, localDate, localInstant } from '../domain/time.ts'
import { type AlarmWhy, alarmWhy, candidatesAt, type Load } from './roster.ts'

/** Who would be asked at a place, hour by hour, and when nobody would: the roster looked at ahead of the night. */

/** A block whose routes have no roster of their own, or a route that has one. */
export type RosterPlace =
  | { readonly kind: 'block'; readonly id: string }
  | { readonly kind: 'route'; readonly id: string; readonly blockId: string }

/** A stretch of time in which the same contractors would be asked in the same order. */
export interface DutySpan {
  readonly fromMs: EpochMs
  /** Exclusive. */
  readonly toMs: EpochMs
  /** First to last. */
  readonly asked: readonly { readonly contractorId: string; readonly rank: number }[]
  /** Why nobody can be asked; null: somebody can. */
  readonly gap: AlarmWhy | null
}

/** From when until when, and on whose clock. */
export interface CoverageWindow {
  readonly fromMs: EpochMs
  /** Exclusive. */
  readonly toMs: EpochMs
  readonly timeZone: string
}

/** What contractors have in hand is not known ahead, nor who will stand by. */
const NOTHING_IN_HAND: Load = { loads: new Map(), asked: new Set(), standingBy: null }

/**
 * The spans of a place within a window, without a hole between them. Works by the ranking that dispatch itself uses.
 * @param roster the authority's whole roster.
 * @param holidays those within the window, and on the day before it.
 */
export function coverageOf(
  roster: readonly RosterEntry[],
  place: RosterPlace,
  window: CoverageWindow,
  holidays: ReadonlySet<LocalDate>,
): DutySpan[] {
  const entries = entriesFor(roster, place)
  const spans: DutySpan[] = []
  for (const moment of changePoints(entries, window)) {
    const { candidates, passedOver } = candidatesAt(entries, place, moment, holidays, NOTHING_IN_HAND)
    const asked = candidates.map(({ contractorId, rank }) => ({ contractorId, rank }))
    const gap = asked.length > 0 ? null : alarmWhy(passedOver, 0)
    const last = spans.at(-1)
    if (last !== undefined && last.gap === gap && sameAsked(last.asked, asked)) continue
    if (last !== undefined) spans[spans.length - 1] = { ...last, toMs: moment.atMs }
    spans.push({ fromMs: moment.atMs, toMs: window.toMs, asked, gap })
  }
  return spans
}

/** A block's own entries; of a route also its block's, which hold again where its own have ended. */
function entriesFor(roster: readonly RosterEntry[], place: RosterPlace): RosterEntry[] {
  if (place.kind === 'block') return roster.filter((it) => it.blockId === place.id)
  return roster.filter((it) => it.routeId === place.id || it.blockId === place.blockId)
}

/** The moments at which another contractor may come on duty, the window's beginning first. */
function changePoints(entries: readonly RosterEntry[], window: CoverageWindow): LocalMoment[] {
  const { fromMs, toMs, timeZone } = window
  const times = new Set(['00:00', ...entries.flatMap((it) => [it.fromTime ?? [], it.toTime ?? []].flat())])
  const instants = new Set<EpochMs>([fromMs])
  for (const date of datesOf(window)) for (const time of times) instants.add(instantOf(date, time, timeZone))
  for (const { fromMs: begin, toMs: end } of entries) for (const at of [begin, end]) if (at !== null) instants.add(at)
  return [...instants]
    .filter((it) => it >= fromMs && it < toMs)
    .toSorted((a, b) => a - b)
    .map((it) => localMoment(it, timeZone))
}

/** Days of the window on its calendar, and the day before, whose holiday may still hold in the morning. */
export function datesOf({ fromMs, toMs, timeZone }: CoverageWindow): LocalDate[] {
  const dates = new Set<LocalDate>([dayBefore(localDate(fromMs, timeZone))])
  for (let at = fromMs; at < toMs; at += DAY_MS) dates.add(localDate(at, timeZone))
  dates.add(localDate(toMs, timeZone))
  return [...dates]
}

function instantOf(date: LocalDate, time: string, timeZone: string): EpochMs {
  const [year = 0, month = 1, day = 1] = date.split('-').map(Number)
  const [hour = 0, minute = 0] = time.split(':').map(Number)
  return localInstant({ year, month, day, hour, minute }, timeZone)
}

function sameAsked(a: DutySpan['asked'], b: DutySpan['asked']): boolean {
  return a.length === b.length && a.every((it, i) => it.contractorId === b[i]?.contractorId && it.rank === b[i]?.rank)
}
