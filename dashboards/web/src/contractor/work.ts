import type { LineString } from 'geojson'
import type { Level } from '../shared/api-terms.ts'

/** What a firm is asked for and has to do, as `GET /api/v1/work` and `GET /api/v1/link/work` give it. */

export type WorkState = 'asked' | 'declined' | 'expired' | 'withdrawn' | 'accepted' | 'started' | 'completed'

export const DECLINE_CODES = [
  'no-crew',
  'no-machine',
  'breakdown',
  'at-capacity',
  'road-blocked',
  'too-late',
  'other',
] as const
export type DeclineCode = (typeof DECLINE_CODES)[number]

export interface WorkRoute {
  readonly offerId: string
  readonly orderId: string
  readonly state: WorkState
  readonly level: Level
  readonly respondBy: string
  readonly routeId: string
  readonly name: string
  readonly block: string
  readonly lengthM: number
  readonly plowMinutes: number
  readonly geometry: LineString | null
  readonly startBy: string | null
  readonly finishBy: string | null
  readonly deadlineState: 'on-time' | 'at-risk' | 'missed'
  readonly acceptedAt: string | null
  readonly startedAt: string | null
  readonly completedAt: string | null
  readonly declineCode: DeclineCode | null
  readonly why: readonly { readonly ja: string; readonly en: string }[]
  readonly progress: { readonly at: string; readonly percent: number | null; readonly note: string | null } | null
}

export interface WorkCallOut {
  readonly id: string
  readonly level: Level
  readonly createdAt: string
  readonly routes: readonly WorkRoute[]
}

export interface Work {
  /** The service's time when this was so. */
  readonly asOf: string
  readonly authority: { readonly id: string; readonly name: string; readonly timeZone: string }
  readonly contractor: { readonly id: string; readonly name: string }
  /** Newest first. */
  readonly callOuts: readonly WorkCallOut[]
}

/** One route that is over, of `GET /api/v1/work/history`. */
export interface FinishedRoute {
  readonly orderId: string
  readonly name: string
  readonly block: string
  readonly level: Level
  readonly state: 'completed' | 'withdrawn'
  readonly lengthM: number
  readonly startedAt: string | null
  readonly endedAt: string
  readonly workMinutes: number | null
  readonly note: string | null
}
