import type { Db, Trx } from '../database.ts'

/** The address of a contractor's district file entry for a channel; undefined when it has none. */
export async function contractorAddress(
  db: Db | Trx,
  contractorId: string,
  channel: 'email' | 'sms',
): Promise<string | undefined> {
  const column = channel === 'email' ? 'email' : 'phone'
  const row = await db.selectFrom('contractors').select(column).where('id', '=', contractorId).executeTakeFirst()
  const address = row?.[column as keyof typeof row]
  return address === null || address === '' ? undefined : address
}
