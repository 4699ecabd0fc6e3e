import { sql } from 'kysely'
import type { Channel } from '../../domain/channel.ts'
import type { EpochMs } from '../../domain/time.ts'
import type { Db, Trx } from '../database.ts'
import { type ClaimedDelivery, deliveryFromRow } from './delivery.ts'

export interface Claim {
  readonly workerId: string
  readonly nowMs: EpochMs
  /** How long the claim stands; longer than an attempt can take. A dead worker's claims lapse after it. */
  readonly leaseMs: number
  /** Only deliveries by this channel. */
  readonly channel: Channel
  /** Most deliveries claimed, all targets together. */
  readonly limit: number
  /** Most deliveries claimed per target, so that one with many does not crowd out the others. */
  readonly perTarget: number
  /** Targets for which less than `perTarget` may be claimed; 0: none. */
  readonly room?: ReadonlyMap<string, number>
}

/**
 * Leases due deliveries to a worker, those due longest first. Compare-and-set row by row: however many workers claim at
 * once, a delivery goes to one of them. A target's deliveries do not wait for one another: each has its own time.
 */
export async function claimDueDeliveries(db: Db, claim: Claim): Promise<ClaimedDelivery[]> {
  const due = await dueIds(db, claim)
  if (due.length === 0) return []
  return db.transaction().execute(async (trx) => {
    const claimed: ClaimedDelivery[] = []
    for (const id of due) {
      const one = await lease(trx, id, claim)
      if (one !== undefined) claimed.push(one)
    }
    return claimed
  })
}

async function dueIds(db: Db, claim: Claim): Promise<string[]> {
  const { channel, nowMs, limit, perTarget, room = new Map() } = claim
  const shut = [...room].filter(([, places]) => places <= 0).map(([target]) => target)
  let due = db
    .selectFrom('deliveries')
    .select([
      'id',
      'target',
      'next_at',
      sql<number>`row_number() over (partition by target order by next_at, id)`.as('place'),
    ])
    .where('state', '=', 'pending')
    .where('channel', '=', channel)
    .where('next_at', '<=', nowMs)
    .where((eb) => eb.or([eb('lease_until_at', 'is', null), eb('lease_until_at', '<=', nowMs)]))
  if (shut.length > 0) due = due.where('target', 'not in', shut)
  const rows = await db
    .selectFrom(due.as('due'))
    .select(['id', 'target', 'place'])
    .where('place', '<=', perTarget)
    .orderBy('next_at')
    .orderBy('id')
    .limit(limit)
    .execute()
  return rows.filter((it) => it.place <= (room.get(it.target) ?? perTarget)).map((it) => it.id)
}

async function lease(trx: Trx, id: string, { workerId, nowMs, leaseMs }: Claim): Promise<ClaimedDelivery | undefined> {
  const untilMs = nowMs + leaseMs
  const row = await trx
    .updateTable('deliveries')
    .set({ lease_owner: workerId, lease_until_at: untilMs })
    .where('id', '=', id)
    .where('state', '=', 'pending')
    .where('next_at', '<=', nowMs)
    .where((eb) => eb.or([eb('lease_until_at', 'is', null), eb('lease_until_at', '<=', nowMs)]))
    .returningAll()
    .executeTakeFirst()
  return row === undefined ? undefined : { ...deliveryFromRow(row), lease: { owner: workerId, untilMs } }
}
