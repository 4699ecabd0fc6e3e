import type { Actor } from '../../domain/order.ts'
import type { EpochMs } from '../../domain/time.ts'
import type { Trx } from '../database.ts'

/** Where the knowledge of a plow pass comes from. */
export type PassSource = 'contractor' | 'officer'

export interface NewPass {
  readonly routeId: string
  readonly atMs: EpochMs
  readonly source: PassSource
  readonly actor: Actor
  readonly orderId: string | null
  readonly recordedAtMs: EpochMs
}

/** Records that a route was plowed at `atMs`; once per order and moment. */
export async function recordPass(trx: Trx, pass: NewPass): Promise<void> {
  await trx
    .insertInto('passes')
    .values({
      route_id: pass.routeId,
      at: pass.atMs,
      source: pass.source,
      actor: `${pass.actor.kind}:${pass.actor.id}`,
      order_id: pass.orderId,
      recorded_at: pass.recordedAtMs,
    })
    .onConflict((oc) => oc.doNothing())
    .execute()
}
