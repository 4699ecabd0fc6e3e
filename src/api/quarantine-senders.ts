import { CODECS } from '../decode/index.ts'
import { authorityOfUnknown, type Device, type Encoding } from '../domain/device.ts'
import type { Db } from '../store/database.ts'
import { findDevice } from '../store/devices/find-device.ts'
import { findDeviceByDevEui } from '../store/devices/find-device-by-dev-eui.ts'
import type { QuarantineItem, QuarantineSenders } from '../store/readings/port.ts'
import { NETWORK_SERVERS } from './uplink-frame.ts'

/**
 * Who quarantined messages are from, as registered now: a message that could not be decoded may be so once its device's
 * registration is corrected, and one of an unknown device once that is registered. Items of nobody are left out.
 */
export async function quarantineSenders(db: Db, items: readonly QuarantineItem[]): Promise<QuarantineSenders> {
  const senders = new Map<number, { deviceId: string } & Encoding>()
  for (const item of items) {
    const device = await senderOf(db, item)
    if (device === undefined) continue
    const { id: deviceId, codec, payloadFormat } = device
    senders.set(item.id, { deviceId, codec, payloadFormat })
  }
  return senders
}

async function senderOf(db: Db, item: QuarantineItem): Promise<Device | undefined> {
  const authorityId = authorityOfUnknown(item.deviceId)
  if (authorityId === undefined) return findDevice(db, item.deviceId)
  const server = NETWORK_SERVERS.find((it) => it === item.codec)
  if (server === undefined) return undefined
  const { devEui } = CODECS[server](item.payload, { receivedAtMs: item.firstAtMs })
  return devEui === null ? undefined : findDeviceByDevEui(db, authorityId, devEui)
}
