import type { Selectable } from 'kysely'
import type { CodecName, PayloadFormatName } from '../../decode/index.ts'
import type { Device, DeviceKind, Surface } from '../../domain/device.ts'
import type { DeviceRow } from '../tables.ts'

/** A row as a device; the token hash stays behind. */
export function toDevice(row: Selectable<DeviceRow>): Device {
  return {
    id: row.id,
    authorityId: row.authority_id,
    kind: row.kind as DeviceKind,
    routeId: row.route_id,
    surface: row.surface as Surface,
    mountHeightMm: row.mount_height_mm,
    temperatureCompensated: row.temperature_compensated === 1,
    lat: row.lat,
    lon: row.lon,
    intervalS: row.interval_s,
    codec: row.codec as CodecName,
    payloadFormat: row.payload_format as PayloadFormatName | null,
    devEui: row.dev_eui,
  }
}
