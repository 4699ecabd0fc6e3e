/** The roster as the API gives it. */

export const ROSTER_DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun', 'holiday'] as const
export type RosterDay = (typeof ROSTER_DAYS)[number]
export type PlaceKind = 'block' | 'route'

/** A row: whom to ask, in which place, on which days and hours, between which dates. */
export interface RosterEntry {
  readonly contractor: string
  readonly rank: number
  /** A day `YYYY-MM-DD`, or an instant; null: from ever. */
  readonly from: string | null
  /** The last day, or the instant at which it ends; null: for ever. */
  readonly to: string | null
  readonly days: readonly RosterDay[] | null
  readonly fromTime: string | null
  readonly toTime: string | null
}

export interface Roster {
  readonly kind: PlaceKind
  readonly id: string
  readonly name: string
  readonly blockId: string
  readonly routes: number
  readonly entries: readonly RosterEntry[]
  readonly etag: string
}

export interface Firm {
  readonly id: string
  readonly name: string
  readonly capacity: number | null
}

export interface DutySpan {
  readonly from: string
  readonly to: string
  readonly asked: readonly { readonly contractor: string; readonly rank: number }[]
  readonly gap: 'no-roster' | 'nobody-on-duty' | null
}

export interface CoveredPlace {
  readonly kind: PlaceKind
  readonly id: string
  readonly name: string
  readonly blockId: string
  readonly routes: number
  readonly spans: readonly DutySpan[]
}

export interface Holiday {
  readonly date: string
  readonly name: string
}

/** `GET /api/v1/rosters/coverage` */
export interface Coverage {
  readonly from: string
  readonly to: string
  readonly timeZone: string
  readonly contractors: readonly Firm[]
  readonly holidays: readonly Holiday[]
  readonly places: readonly CoveredPlace[]
}

/** `GET /api/v1/rosters` */
export interface Rosters {
  readonly items: readonly Roster[]
  readonly contractors: readonly Firm[]
}
