import type { Trx } from '../database.ts'

/** Remembers how far a reader has come, in the transaction of what it made of it. */
export async function saveCursor(trx: Trx, name: string, position: number): Promise<void> {
  await trx
    .insertInto('cursors')
    .values({ name, position })
    .onConflict((it) => it.column('name').doUpdateSet({ position }))
    .execute()
}
