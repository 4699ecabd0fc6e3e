import type { EpochMs } from './time.ts'

/** Where a crew was, WGS 84. Personal data: kept for a limited time only, never in the journal. */
export interface CrewPosition {
  readonly lat: number
  readonly lon: number
  /** Radius within which it is, as the crew's device says; null: it does not. */
  readonly accuracyM: number | null
}

/** What a crew reported at a moment of its work on an order. */
export interface Progress {
  readonly orderId: string
  readonly authorityId: string
  /** When it was so, which may be long before it was reported: phones lose their network in the mountains. */
  readonly atMs: EpochMs
  /** `kind:id` of who reported it. */
  readonly reporter: string
  readonly position: CrewPosition | null
  /** Share of the route that is done, 0 to 100. */
  readonly percent: number | null
  readonly note: string | null
  readonly recordedAtMs: EpochMs
}

/** Whether two reports of a moment say the same: then the second is a repeat of the first. */
export function sameProgress(a: Progress, b: Progress): boolean {
  return (
    a.percent === b.percent &&
    a.note === b.note &&
    a.position?.lat === b.position?.lat &&
    a.position?.lon === b.position?.lon &&
    (a.position?.accuracyM ?? null) === (b.position?.accuracyM ?? null)
  )
}
