import type { Device } from '../../domain/device.ts'
import { YukibanError } from '../../errors.ts'
import type { Db, Trx } from '../database.ts'

/**
 * Registers a device or changes the one with its id; its token and time of registration stay.
 * Throws `conflict` when the id belongs to another authority, or the DevEUI to another device.
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
    codec: device.codec,
    payload_format: device.payloadFormat,
    dev_eui: device.devEui,
  }
  await refuseTakenDevEui(db, device)
  const result = await db
    .insertInto('devices')
    .values({ id: device.id, authority_id: device.authorityId, token_sha256: null, created_at: nowMs, ...values })
    .onConflict((it) => it.column('id').doUpdateSet(values).where('devices.authority_id', '=', device.authorityId))
    .executeTakeFirst()
  if (result.numInsertedOrUpdatedRows === 0n) {
    throw new YukibanError('conflict', `device ${device.id} belongs to another authority; choose another id`)
  }
}

/** The id of a device of another authority is not told. */
async function refuseTakenDevEui(db: Db | Trx, { id, authorityId, devEui }: Device): Promise<void> {
  if (devEui === null) return
  const taken = await db
    .selectFrom('devices')
    .select(['id', 'authority_id'])
    .where('dev_eui', '=', devEui)
    .where('id', '<>', id)
    .executeTakeFirst()
  if (taken === undefined) return
  const owner = taken.authority_id === authorityId ? `device ${taken.id}` : 'a device of another authority'
  const message = `belongs to ${owner}; take it from there first, or correct it`
  throw new YukibanError('conflict', `the DevEUI ${devEui} ${message}`, {
    problems: [{ field: 'devEui', value: devEui, message }],
  })
}
