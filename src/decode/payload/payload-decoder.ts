import type { EpochMs } from '../../domain/time.ts'

/** What a LoRaWAN device's own bytes say of one measurement. Null: they do not say. */
export interface Sample {
  /** The device's own time of a stored measurement, epoch ms; null: measured when the uplink was sent. */
  readonly atMs: EpochMs | null
  readonly distanceMm: number | null
  readonly airTempC: number | null
  readonly batteryV: number | null
  /** What has no field of its own: `battery_pct`, `position`, sample counts … */
  readonly extra: Readonly<Record<string, unknown>> | null
}

export type PayloadDecoded =
  | { readonly kind: 'samples'; readonly samples: readonly Sample[] }
  /** Well-formed, but no measurement: device information, an answer to a command. */
  | { readonly kind: 'ignored'; readonly reason: string }
  | { readonly kind: 'refused'; readonly reason: string }

/** Decodes the application payload of one uplink. Pure; never throws. */
export type PayloadDecoder = (bytes: Uint8Array, port: number) => PayloadDecoded

export function samples(...measured: readonly Sample[]): PayloadDecoded {
  return { kind: 'samples', samples: measured }
}

export function ignoredPayload(reason: string): PayloadDecoded {
  return { kind: 'ignored', reason }
}

export function refusedPayload(reason: string): PayloadDecoded {
  return { kind: 'refused', reason }
}

export function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (it) => it.toString(16).padStart(2, '0')).join('')
}

/**
 * A distance word and what of it is kept aside. A word that the vendor uses for "no echo" is not a distance: it becomes
 * null, and stays visible as `raw_distance_mm`.
 */
export function echoOrNull(
  rawMm: number,
  isEcho: boolean,
): { readonly distanceMm: number | null; readonly aside: Readonly<Record<string, unknown>> } {
  return isEcho ? { distanceMm: rawMm, aside: {} } : { distanceMm: null, aside: { raw_distance_mm: rawMm } }
}
