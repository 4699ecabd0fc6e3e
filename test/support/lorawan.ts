import { toIso } from '../../src/domain/time.ts'

/** One uplink of a LoRaWAN device. */
export interface LoraUplink {
  readonly devEui: string
  /** The device's own bytes, hexadecimal. */
  readonly hex: string
  readonly port?: number
  readonly count?: number
  /** When the network received it, epoch ms. */
  readonly atMs: number
}

/** The event as ChirpStack v4 posts it. */
export function chirpstackUp({ devEui, hex, port = 85, count = 1, atMs }: LoraUplink) {
  return {
    time: toIso(atMs),
    deviceInfo: { applicationId: '7d3a2c60-11aa-4a0e-8a7e-3a4a6a5f0001', deviceName: 'bridge-7', devEui },
    devAddr: '00a1b2c3',
    fCnt: count,
    fPort: port,
    data: Buffer.from(hex, 'hex').toString('base64'),
    rxInfo: [{ gatewayId: '0016c001f1000001', rssi: -101, snr: 3 }],
  }
}

/** The message as The Things Stack v3 posts it. */
export function ttnUp({ devEui, hex, port = 85, count = 1, atMs }: LoraUplink) {
  return {
    end_device_ids: {
      device_id: 'bridge-7',
      application_ids: { application_id: 'snow' },
      dev_eui: devEui.toUpperCase(),
      dev_addr: '260B1F2A',
    },
    received_at: toIso(atMs + 200),
    uplink_message: {
      session_key_id: 'AZvM0QwT3k9sXl1yq0m4tA==',
      f_port: port,
      f_cnt: count,
      frm_payload: Buffer.from(hex, 'hex').toString('base64'),
      rx_metadata: [{ gateway_ids: { gateway_id: 'roof' }, rssi: -97, snr: 7.2 }],
      received_at: toIso(atMs),
    },
  }
}

/** What a Milesight EM500-UDL sends of a distance. */
export function em500Hex(distanceMm: number, batteryPct = 88): string {
  const bytes = Buffer.from([0x01, 0x75, batteryPct, 0x03, 0x82, 0, 0])
  bytes.writeUInt16LE(distanceMm, 5)
  return bytes.toString('hex')
}

/** What a Decentlab DL-MBX sends of a distance, 3.1 V battery and 13 valid samples. */
export function dlMbxHex(distanceMm: number): string {
  const bytes = Buffer.from('0201770003000000000000', 'hex')
  bytes.writeUInt16BE(distanceMm, 5)
  bytes.writeUInt16BE(13, 7)
  bytes.writeUInt16BE(3100, 9)
  return bytes.toString('hex')
}

/** What a Dragino LDDS75 sends of a distance, in its oldest form with 3.3 V battery; on port 2. */
export function ldds75Hex(distanceMm: number): string {
  const bytes = Buffer.from('0ce40000', 'hex')
  bytes.writeUInt16BE(distanceMm, 2)
  return bytes.toString('hex')
}
