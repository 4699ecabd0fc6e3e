import type { Device } from '../../domain/device.ts'
import { YukibanError } from '../../errors.ts'
import type { Db, Trx } from '../database.ts'

/**
 * Registers a device or changes the one with its id; its token and time of registration stay.
 * Throws `conflict` when the id belongs to another authority.
 */
export async function upsertDevice(db: Db | Trx, device: Device, nowMs: number): Promise<void> {
  const values = {
    kind: device.kind,
    route_id: device.routeId,
    surface: device.surface,
    mount_height_mm: device.mountHeightMm,
    temperature_compensated: device.temperatureCompensated ? 1 : 0,
    lat: device.lat,
    lon: device.lon,
    interval_s: device.intervalS,
  }
  const result = await db
    .insertInto('devices')
    .values({ id: device.id, authority_id: device.authorityId, token_sha256: null, created_at: nowMs, ...values })
    .onConflict((it) => it.column('id').doUpdateSet(values).where('devices.authority_id', '=', device.authorityId))
    .executeTakeFirst()
  if (result.numInsertedOrUpdatedRows === 0n) {
    throw new YukibanError('conflict', `device ${device.id} belongs to another authority; choose another id`)
  }
}
