import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Db, openDatabase } from '../../src/store/database.ts'
import type { WebhookEventType } from '../../src/store/deliveries/delivery.ts'
import { enqueueDelivery } from '../../src/store/deliveries/enqueue-delivery.ts'

export const START_MS = Date.UTC(2026, 0, 20, 17)
export const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'

export interface ControlDatabase extends AsyncDisposable {
  readonly db: Db
  readonly dir: string
}

/** A control database in a folder of its own, with an authority, a route and an order. */
export async function openControlDatabase(): Promise<ControlDatabase> {
  const dir = mkdtempSync(join(tmpdir(), 'yukiban-deliver-'))
  const db = await openDatabase(dir)
  await db
    .insertInto('authorities')
    .values({ id: 'aomori', name: '青森市', kind: 'municipality', time_zone: 'Asia/Tokyo' })
    .execute()
  await db.insertInto('blocks').values({ id: 'b1', authority_id: 'aomori', name: '第一工区' }).execute()
  await db
    .insertInto('routes')
    .values({
      id: 'r1',
      authority_id: 'aomori',
      block_id: 'b1',
      name: '本町通り',
      road_class: 'arterial',
      length_m: 1800,
      plow_minutes: 45,
      deadline: '07:00',
      geometry_json: null,
    })
    .execute()
  await db
    .insertInto('orders')
    .values({
      id: 'order1',
      authority_id: 'aomori',
      route_id: 'r1',
      level: 'dispatch',
      state: 'requested',
      version: 1,
      decision_id: null,
      criterion_id: null,
      contractor_id: null,
      respond_min: 10,
      created_at: START_MS,
      finish_by_at: null,
      start_by_at: null,
      requested_at: START_MS,
      accepted_at: null,
      started_at: null,
      completed_at: null,
      closed_at: null,
      closed_reason: null,
      alarm_at: null,
    })
    .execute()
  return {
    db,
    dir,
    async [Symbol.asyncDispose]() {
      await db.destroy()
      rmSync(dir, { recursive: true })
    },
  }
}

export async function addContractor(db: Db, id: string, webhookUrl: string | null, secret = SECRET): Promise<void> {
  await db
    .insertInto('contractors')
    .values({
      id,
      authority_id: 'aomori',
      name: id,
      webhook_url: webhookUrl,
      webhook_secret: secret,
      webhook_disabled_at: null,
      email: null,
      phone: null,
    })
    .execute()
}

export async function addOffer(db: Db, id: string, contractorId: string): Promise<void> {
  await db
    .insertInto('offers')
    .values({
      id,
      order_id: 'order1',
      authority_id: 'aomori',
      contractor_id: contractorId,
      rank: 1,
      state: 'open',
      created_at: START_MS,
      respond_by_at: START_MS + 600_000,
      delivered_at: null,
      read_at: null,
      answered_at: null,
      reason: null,
    })
    .execute()
}

export function enqueue(
  db: Db,
  contractorId: string,
  options: { nowMs?: number; offerId?: string; type?: WebhookEventType } = {},
): Promise<string> {
  const { nowMs = START_MS, offerId = null, type = offerId === null ? 'ping' : 'offer.created' } = options
  return db
    .transaction()
    .execute((trx) =>
      enqueueDelivery(trx, { contractorId, offerId, orderId: 'order1', type, data: { offerId }, nowMs }),
    )
}
