import type { Device } from '../../domain/device.ts'
import { YukibanError } from '../../errors.ts'
import { fieldProblem, say } from '../../problems/say.ts'
import { THINGS } from '../../problems/texts/parts.ts'
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
    throw new YukibanError('conflict', say('belongs-elsewhere', { thing: THINGS.device, id: device.id }))
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
  const what = taken.authority_id === authorityId ? say('dev-eui-of', { device: taken.id }) : say('dev-eui-elsewhere')
  throw new YukibanError('conflict', say('dev-eui-taken', { devEui, what }), {
    problems: [fieldProblem('devEui', what, devEui)],
  })
}
