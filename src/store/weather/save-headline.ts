import type { EpochMs } from '../../domain/time.ts'
import type { Trx } from '../database.ts'

/** What a forecast office said last. */
export interface Headline<Body> {
  readonly office: string
  readonly issuedAtMs: EpochMs
  readonly receivedAtMs: EpochMs
  readonly body: Body
}

/** Replaces the newest headline of an office. */
export async function saveHeadline(trx: Trx, it: Headline<unknown>): Promise<void> {
  const values = { issued_at: it.issuedAtMs, received_at: it.receivedAtMs, body_json: JSON.stringify(it.body) }
  await trx
    .insertInto('weather_headlines')
    .values({ office: it.office, ...values })
    .onConflict((conflict) => conflict.column('office').doUpdateSet(values))
    .execute()
}
