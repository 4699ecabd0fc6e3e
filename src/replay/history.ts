import type { KnownForecast } from '../decide/sensor-prediction.ts'
import type { CityMode } from '../domain/city-mode.ts'
import type { Level } from '../domain/criterion.ts'
import type { Device } from '../domain/device.ts'
import type { OrderState } from '../domain/order.ts'
import type { TimedReading } from '../domain/reading.ts'
import type { Authority, Route } from '../domain/route.ts'
import type { Silence } from '../domain/silence.ts'
import type { EpochMs } from '../domain/time.ts'
import type { Witness } from '../domain/witness.ts'
import type { SensorState } from '../snow/fold.ts'

/** A reading as it is in the record. */
export type RecordedReading = TimedReading & { readonly identity: string }

/** A plow pass that somebody reported. */
export interface RecordedPass {
  readonly atMs: EpochMs
  readonly source: 'contractor' | 'officer'
  /** When it was reported: before that nobody knew of it. */
  readonly recordedAtMs: EpochMs
}

/** An order that was really given. */
export interface RecordedOrder {
  readonly id: string
  readonly routeId: string
  readonly level: Level
  readonly state: OrderState
  /** Null: a person gave it. */
  readonly criterionId: string | null
  readonly createdAtMs: EpochMs
  readonly finishByMs: EpochMs | null
  readonly acceptedAtMs: EpochMs | null
  readonly startedAtMs: EpochMs | null
  readonly completedAtMs: EpochMs | null
  readonly closedAtMs: EpochMs | null
}

/** A sensor's folded state as of a moment, from which a replay may go on. */
export interface KnownState {
  readonly atMs: EpochMs
  readonly state: SensorState
}

export interface ReadingPage {
  readonly deviceId: string
  /** Inclusive. */
  readonly fromMs: EpochMs
  readonly limit: number
  /** Only readings after this one. */
  readonly after?: { readonly atMs: EpochMs; readonly identity: string }
}

/**
 * What is on record of one authority, as a replay reads it. Nothing is ever written. Roads, devices and silences are
 * those of now: of them no past is kept.
 */
export interface History {
  readonly authority: Authority
  /** In order of id. */
  readonly routes: readonly Route[]
  /** Depth sensors, in order of id. */
  readonly devices: readonly Device[]
  readonly silences: readonly Silence[]
  readonly cityModes: readonly CityMode[]
  /** Readings of a device from `fromMs` on, ascending by time, then identity. */
  readings(page: ReadingPage): readonly RecordedReading[]
  /** A state folded by this version of the code, not later than `byMs`; undefined: none is kept. */
  stateBefore(deviceId: string, byMs: EpochMs): KnownState | undefined
  passes(routeId: string): Promise<readonly RecordedPass[]>
  /** Orders created in [fromMs, toMs). */
  orders(routeId: string, fromMs: EpochMs, toMs: EpochMs): Promise<readonly RecordedOrder[]>
  /** The newest forecast received by `atMs` for where a device stands; undefined: none. */
  forecastAt(device: Device, atMs: EpochMs): Promise<KnownForecast | undefined>
  /** What others know of the weather at a device from `fromMs` to `toMs`. */
  witness(device: Device, fromMs: EpochMs, toMs: EpochMs): Promise<Witness>
}
