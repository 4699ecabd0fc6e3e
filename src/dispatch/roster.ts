import { type LocalDate, type LocalMoment, weekdayOf } from '../domain/calendar.ts'
import { windowHolds } from '../domain/duty-window.ts'
import type { RosterDay, RosterEntry } from '../domain/roster.ts'

/** Who is asked for a route at a moment, in which order, and why each other one is not. */

export interface Candidate {
  readonly contractorId: string
  /** Place on the roster; 0: not on it, but standing by for the route. */
  readonly rank: number
  readonly why: 'standing-by' | 'rank'
}

/** A contractor of the roster who is not asked. */
export type PassedOver = { readonly contractorId: string; readonly rank: number } & (
  | { readonly why: 'already-asked' }
  | { readonly why: 'off-duty' }
  | { readonly why: 'at-capacity'; readonly routes: number; readonly capacity: number }
)

export interface Ranking {
  /** First to last. */
  readonly candidates: readonly Candidate[]
  readonly passedOver: readonly PassedOver[]
}

/** What is known of contractors besides the roster. */
export interface Load {
  /** Routes in hand and how many can be, by contractor; one that is missing has no limit. */
  readonly loads: ReadonlyMap<string, { readonly routes: number; readonly capacity: number | null }>
  /** Who was asked for this order before. */
  readonly asked: ReadonlySet<string>
  /** Who stands by for this route: asked before anybody else, on duty or not, since its crew is ready. */
  readonly standingBy: string | null
}

/**
 * Ranks the contractors of a route's roster. A route with a roster of its own at that moment uses that alone, else its
 * block's. A contractor listed twice counts by the first entry that is on duty.
 * @param roster entries of the route and its block, by rank.
 * @param holidays those days among the moment's own and the one before that are holidays.
 */
export function candidatesAt(
  roster: readonly RosterEntry[],
  route: { readonly id: string },
  moment: LocalMoment,
  holidays: ReadonlySet<LocalDate>,
  load: Load,
): Ranking {
  const entries = oncePerContractor(standing(roster, route.id, moment.atMs), moment, holidays)
  const candidates: Candidate[] = []
  const passedOver: PassedOver[] = []
  const { standingBy } = load
  if (standingBy !== null && !load.asked.has(standingBy)) {
    const rank = entries.find((it) => it.entry.contractorId === standingBy)?.entry.rank ?? 0
    candidates.push({ contractorId: standingBy, rank, why: 'standing-by' })
  }
  for (const { entry, onDuty } of entries) {
    const { contractorId, rank } = entry
    if (candidates.some((it) => it.contractorId === contractorId)) continue
    const { routes = 0, capacity = null } = load.loads.get(contractorId) ?? {}
    if (load.asked.has(contractorId)) passedOver.push({ contractorId, rank, why: 'already-asked' })
    else if (!onDuty) passedOver.push({ contractorId, rank, why: 'off-duty' })
    else if (capacity !== null && routes >= capacity)
      passedOver.push({ contractorId, rank, why: 'at-capacity', routes, capacity })
    else candidates.push({ contractorId, rank, why: 'rank' })
  }
  return { candidates, passedOver }
}

/** Why an order is left without anybody to ask. */
export type AlarmWhy = 'no-roster' | 'nobody-on-duty' | 'all-at-capacity' | 'roster-exhausted'

/** The alarm's reason when nobody of `passedOver` can be asked. */
export function alarmWhy(passedOver: readonly PassedOver[], askedCount: number): AlarmWhy {
  if (passedOver.some((it) => it.why === 'at-capacity')) return 'all-at-capacity'
  if (askedCount > 0) return 'roster-exhausted'
  return passedOver.length === 0 ? 'no-roster' : 'nobody-on-duty'
}

/** The entries that hold for a route on that date, by rank: its own, else its block's. */
function standing(roster: readonly RosterEntry[], routeId: string, atMs: number): RosterEntry[] {
  const dated = roster.filter((it) => (it.fromMs ?? -Infinity) <= atMs && atMs < (it.toMs ?? Infinity))
  const own = dated.filter((it) => it.routeId === routeId)
  const entries = own.length > 0 ? own : dated.filter((it) => it.routeId === null)
  return entries.toSorted((a, b) => a.rank - b.rank)
}

interface Duty {
  readonly entry: RosterEntry
  readonly onDuty: boolean
}

/**
 * A holiday counts as `holiday` only where the roster in force says who has it; where it does not, it is a weekday like
 * any other, so that entering holidays never empties a roster.
 */
function oncePerContractor(
  entries: readonly RosterEntry[],
  moment: LocalMoment,
  holidays: ReadonlySet<LocalDate>,
): Duty[] {
  const knowsHolidays = entries.some((it) => it.days?.includes('holiday'))
  const dayOf = (date: LocalDate): RosterDay => (knowsHolidays && holidays.has(date) ? 'holiday' : weekdayOf(date))
  const duties = entries.map((entry) => ({ entry, onDuty: windowHolds(entry, moment, dayOf) }))
  const first = new Map<string, Duty>()
  for (const duty of [...duties.filter((it) => it.onDuty), ...duties.filter((it) => !it.onDuty)]) {
    if (!first.has(duty.entry.contractorId)) first.set(duty.entry.contractorId, duty)
  }
  return duties.filter((it) => first.get(it.entry.contractorId) === it)
}
