import type { Trx } from '../database.ts'
import { type ContactPoint, contactPointValues } from './contact-point.ts'

/** Creates a contact point, or changes the one with its id. */
export async function saveContactPoint(trx: Trx, point: ContactPoint): Promise<void> {
  const values = { ...contactPointValues(point), verified_at: point.verifiedAtMs }
  await trx
    .insertInto('contact_points')
    .values({ id: point.id, created_at: point.createdAtMs, ...values })
    .onConflict((conflict) => conflict.column('id').doUpdateSet(values))
    .execute()
}
