import type { Holiday, RosterEntry } from '../domain/roster.ts'
import type { Authority } from '../domain/route.ts'
import { findAuthority } from '../store/authorities/find-authority.ts'
import { listBlocks } from '../store/blocks/list-blocks.ts'
import { listCityModes } from '../store/city-modes/list-city-modes.ts'
import { listContractors } from '../store/contractors/list-contractors.ts'
import { listCriterionIds } from '../store/criteria/list-criterion-ids.ts'
import { listPublishedCriteria } from '../store/criteria/list-published-criteria.ts'
import type { Db, Trx } from '../store/database.ts'
import { listDevices } from '../store/devices/list-devices.ts'
import { listHolidays } from '../store/holidays/list-holidays.ts'
import { findRoster } from '../store/roster/find-roster.ts'
import { listRoutes } from '../store/routes/list-routes.ts'
import type { DevEuiHolder } from './check-encoding.ts'
import type { IdSection } from './district.ts'

/** A stored row with its owner. */
export interface Owned {
  readonly id: string
  readonly authorityId: string
}

/** What the database holds, as far as an import of one authority must know. */
export interface Snapshot {
  /** Absent: not yet created. */
  readonly authority: Authority | undefined
  /** The authority's rows by id. */
  readonly own: Readonly<Record<IdSection, ReadonlyMap<string, Owned>>>
  /** Other authorities' ids → authority. */
  readonly foreign: Readonly<Record<IdSection, ReadonlyMap<string, string>>>
  /** Devices of all authorities by DevEUI. */
  readonly devEuis: ReadonlyMap<string, DevEuiHolder>
  readonly roster: readonly RosterEntry[]
  readonly holidays: readonly Holiday[]
}

const EVERYTHING = { limit: Number.MAX_SAFE_INTEGER }

/** Reads what the database holds of `authorityId`, and which ids others have taken. */
export async function loadSnapshot(db: Db | Trx, authorityId: string): Promise<Snapshot> {
  const devices = await listDevices(db, EVERYTHING)
  const rows: Readonly<Record<IdSection, readonly Owned[]>> = {
    blocks: await listBlocks(db),
    routes: await listRoutes(db, EVERYTHING),
    devices,
    contractors: await listContractors(db),
    modes: await listCityModes(db),
    criteria: await listPublishedCriteria(db),
  }
  // a draft alone takes its id too
  const taken = { ...rows, criteria: await listCriterionIds(db) }
  const own = (name: IdSection) =>
    new Map(rows[name].filter((it) => it.authorityId === authorityId).map((it) => [it.id, it]))
  const foreign = (name: IdSection) =>
    new Map(taken[name].filter((it) => it.authorityId !== authorityId).map((it) => [it.id, it.authorityId]))
  return {
    authority: await findAuthority(db, authorityId),
    own: bySection(own),
    foreign: bySection(foreign),
    devEuis: new Map(devices.flatMap((it) => (it.devEui === null ? [] : [[it.devEui, holderOf(it)]]))),
    roster: await findRoster(db, authorityId),
    holidays: await listHolidays(db, authorityId),
  }
}

function holderOf(device: Owned): DevEuiHolder {
  return { deviceId: device.id, authorityId: device.authorityId }
}

function bySection<T>(of: (name: IdSection) => T): Record<IdSection, T> {
  return {
    blocks: of('blocks'),
    routes: of('routes'),
    devices: of('devices'),
    contractors: of('contractors'),
    modes: of('modes'),
    criteria: of('criteria'),
  }
}
