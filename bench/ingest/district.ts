import { hashSecret } from '../../src/store/api-keys/secret-hash.ts'
import { openDatabase } from '../../src/store/database.ts'
import type { Credentials } from './device.ts'

const AUTHORITY = 'bench'
const ROWS_PER_INSERT = 500

/** Ids and tokens for `count` devices. */
export function inventCredentials(count: number): Credentials[] {
  return Array.from({ length: count }, (_, index) => {
    const id = `dev-${String(index + 1).padStart(5, '0')}`
    return { id, token: `token-of-${id}` }
  })
}

/** Registers the devices in a fresh data folder. */
export async function registerDevices(dataDir: string, credentials: readonly Credentials[]): Promise<void> {
  const db = await openDatabase(dataDir)
  await db
    .insertInto('authorities')
    .values({ id: AUTHORITY, name: 'Bench', kind: 'municipality', time_zone: 'Asia/Tokyo' })
    .execute()
  const rows = credentials.map((it) => ({
    id: it.id,
    authority_id: AUTHORITY,
    kind: 'ultrasonic',
    route_id: null,
    surface: 'roadside',
    mount_height_mm: 2000,
    temperature_compensated: 0,
    lat: null,
    lon: null,
    interval_s: 600,
    token_sha256: hashSecret(it.token),
    created_at: 0,
  }))
  await db.transaction().execute(async (trx) => {
    for (let at = 0; at < rows.length; at += ROWS_PER_INSERT) {
      await trx
        .insertInto('devices')
        .values(rows.slice(at, at + ROWS_PER_INSERT))
        .execute()
    }
  })
  await db.destroy()
}
