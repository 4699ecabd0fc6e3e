import type { Comparison, WindowH } from './criterion.ts'
import type { EpochMs } from './time.ts'

/** What turns a city-wide mode on, seen at its reference points. */
export type CityModeTest =
  | {
      readonly kind: 'snowfall'
      readonly windowH: WindowH
      readonly comparison: Comparison
      readonly triggerCm: number
    }
  | { readonly kind: 'depth'; readonly comparison: Comparison; readonly triggerCm: number }

/**
 * A mode of a whole authority, such as concentrated snow (Aomori City: 72 h at least 55 cm, or 24 h at least 25 cm). While
 * it is on, orders get the priorities it names, and criteria that name it are in force.
 */
export interface CityMode {
  readonly id: string
  readonly authorityId: string
  readonly name: string
  /** Reference points by device; empty: every snow sensor of the authority. */
  readonly devices: readonly string[]
  /** Usable points that must say so. */
  readonly vote: number | 'majority'
  /** One that holds is enough. */
  readonly any: readonly CityModeTest[]
  /** It ends once no test has held for this long, hours. */
  readonly releaseH: number
  /** Priority of orders by road class while it is on, 1 (first) to 9; others keep DEFAULT_PRIORITY. */
  readonly priorities: Readonly<Record<string, number>>
}

/** Priority of an order when no mode says otherwise, 1 (first) to 9 (last). */
export const DEFAULT_PRIORITY = 5

/** How a mode stands. `declared`: an officer set it, on or off, and the tests do not move it until `untilMs`. */
export interface CityModeState {
  readonly modeId: string
  readonly active: boolean
  readonly sinceMs: EpochMs
  readonly by: 'rule' | 'officer'
  /** Until when an officer's word stands; null: until it is taken back. Always null when `by` is rule. */
  readonly untilMs: EpochMs | null
  /** Since when no test has held, while it is on by rule; null: one holds. */
  readonly clearingSinceMs: EpochMs | null
}
