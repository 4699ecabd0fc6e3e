import type { Db, Trx } from '../database.ts'

/** Far below the parameters any database takes in one statement. */
const CHUNK = 500

/** Takes the DevEUIs from these devices, so that they can change hands within one transaction. */
export async function releaseDevEuis(db: Db | Trx, deviceIds: readonly string[]): Promise<void> {
  for (let at = 0; at < deviceIds.length; at += CHUNK) {
    const ids = deviceIds.slice(at, at + CHUNK)
    await db.updateTable('devices').set({ dev_eui: null }).where('id', 'in', ids).execute()
  }
}
