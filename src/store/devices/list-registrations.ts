import type { CodecName, PayloadFormatName } from '../../decode/index.ts'
import type { Encoding } from '../../domain/device.ts'
import type { Db, Trx } from '../database.ts'

/** Ids in one statement; SQLite allows 32,766 parameters, PostgreSQL more. */
const CHUNK = 500

/** What of a device's registration its open connection depends on. */
export interface Registration extends Encoding {
  /** Of its current token, hex; null: it has none. */
  readonly tokenSha256: string | null
}

/**
 * Registrations by device; devices that are not registered are missing. Asked in chunks with a pause between them, so
 * that thousands of devices delay nobody.
 */
export async function listRegistrations(db: Db | Trx, ids: readonly string[]): Promise<Map<string, Registration>> {
  const registrations = new Map<string, Registration>()
  for (let from = 0; from < ids.length; from += CHUNK) {
    const chunk = ids.slice(from, from + CHUNK)
    const rows = await db
      .selectFrom('devices')
      .select(['id', 'token_sha256', 'codec', 'payload_format'])
      .where('id', 'in', chunk)
      .execute()
    for (const row of rows) {
      registrations.set(row.id, {
        tokenSha256: row.token_sha256,
        codec: row.codec as CodecName,
        payloadFormat: row.payload_format as PayloadFormatName | null,
      })
    }
    await new Promise<void>((resolve) => setImmediate(resolve))
  }
  return registrations
}
