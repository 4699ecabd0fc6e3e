import { devicesInMaintenance } from '../criteria/silence.ts'
import { requireAuthority } from '../dispatch/require.ts'
import type { Criterion } from '../domain/criterion.ts'
import type { Silence } from '../domain/silence.ts'
import type { EpochMs } from '../domain/time.ts'
import { activeModes } from '../store/city-modes/active-modes.ts'
import { listCriteria } from '../store/criteria/list-criteria.ts'
import type { Db, Trx } from '../store/database.ts'
import { listStandingSilences } from '../store/silences/list-standing-silences.ts'

/** What an authority decides by at a moment. */
export interface AuthorityRules {
  /** IANA zone of its wall clock. */
  readonly timeZone: string
  /** Versions in force that day; criteriaInForce chooses among them for a route. */
  readonly criteria: readonly Criterion[]
  /** City-wide modes that are on. */
  readonly activeModes: ReadonlySet<string>
  /** Those that stand. */
  readonly silences: readonly Silence[]
  /** Devices that are being worked on. */
  readonly maintenance: ReadonlySet<string>
}

/** Reads what an authority decides by at `nowMs`. Throws `not-found` when there is no such authority. */
export async function authorityRules(db: Db | Trx, authorityId: string, nowMs: EpochMs): Promise<AuthorityRules> {
  const { timeZone } = await requireAuthority(db, authorityId)
  const silences = await listStandingSilences(db, authorityId, nowMs)
  return {
    timeZone,
    criteria: await listCriteria(db, { authorityId, atMs: nowMs }),
    activeModes: await activeModes(db, authorityId),
    silences,
    maintenance: devicesInMaintenance(silences, nowMs),
  }
}
