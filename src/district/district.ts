import type { CriterionFields } from '../criteria/criterion-schema.ts'
import type { CityMode } from '../domain/city-mode.ts'
import type { Device } from '../domain/device.ts'
import type { Holiday } from '../domain/roster.ts'
import type { Authority, Block, Contractor, Route } from '../domain/route.ts'
import type { RosterEntry } from '../store/roster/upsert-roster.ts'

/** What a checked district file says, in the domain's terms. */
export interface District {
  readonly authority: Authority
  readonly blocks: readonly Block[]
  readonly routes: readonly Route[]
  readonly devices: readonly Device[]
  readonly contractors: readonly Contractor[]
  /** null: the file does not speak of the roster, which then stays. */
  readonly roster: readonly RosterEntry[] | null
  /** null: the file does not speak of holidays, which then stay. */
  readonly holidays: readonly Holiday[] | null
  readonly modes: readonly CityMode[]
  readonly criteria: readonly CriterionFields[]
}

/** The sections whose rows have ids of their own. */
export const ID_SECTIONS = ['blocks', 'routes', 'devices', 'contractors', 'modes', 'criteria'] as const
export type IdSection = (typeof ID_SECTIONS)[number]
