import type { Frame } from '../../src/store/readings/port.ts'
import { at } from './sensor.ts'

export interface Sent {
  readonly seq: number
  /** Device time, minutes after START_MS. */
  readonly minutes: number
  readonly depthCm: number
  /** 0 °C when left out; null: the device does not say. */
  readonly airTempC?: number | null
}

/** One reading as a sensor 2 m up sends it. @param receivedMinutes our time, minutes after START_MS. */
export function frame(deviceId: string, sent: Sent, receivedMinutes = sent.minutes): Frame {
  const body = {
    boot: 'b',
    seq: sent.seq,
    at: at(sent.minutes),
    distance_mm: 2000 - sent.depthCm * 10,
    ...(sent.airTempC === null ? {} : { air_temp_c: sent.airTempC ?? 0 }),
  }
  const payload = new TextEncoder().encode(JSON.stringify(body))
  return {
    deviceId,
    kind: 'reading',
    codec: 'json',
    payloadFormat: null,
    topic: `yukiban/v1/${deviceId}/reading`,
    receivedAtMs: at(receivedMinutes),
    payload,
    sizeBytes: payload.byteLength,
  }
}
