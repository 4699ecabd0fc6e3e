import { SECOND_MS } from '../src/domain/time.ts'
import { activeFaults, type Fault } from './faults.ts'
import type { Field, Place } from './field.ts'
import type { Settings } from './firmware.ts'
import { randomOf } from './random.ts'
import { compensatedMm, distort, type FaultMemory, measure } from './sensor.ts'

/** A device as the simulator needs it: its registration and its token. */
export interface FleetDevice extends Place {
  readonly token: string
  readonly mountHeightMm: number
  readonly intervalS: number
  /** True: the sensor corrects its distance for the air temperature itself. */
  readonly temperatureCompensated?: boolean
}

/** A reading on its way: the JSON text of one object, and how it is to be sent. */
export interface Outgoing {
  readonly json: string
  /** Cut short by a firmware fault: cannot share a message with others. */
  readonly broken: boolean
  /** Sent again after its acknowledgement. */
  readonly twice: boolean
}

export interface SamplerOptions {
  readonly device: FleetDevice
  readonly field: Field
  readonly faults: readonly Fault[]
  readonly seed: number
  /** First power-on, epoch ms. */
  readonly startMs: number
}

/** Error of a device's clock at power-on, s, and its rate, parts per million; either way. */
const CLOCK_OFFSET_S = 2
const CLOCK_DRIFT_PPM = 20
/** How much of a reading a broken firmware still gets out. */
const BROKEN_SHARE = 0.6

/**
 * The part of a device that makes readings: sensor, clock, boot id and sequence number. The numbers of a reading
 * depend on seed, device, start and count alone, so a run can be repeated whatever the network does.
 */
export class Sampler {
  readonly #options: SamplerOptions
  readonly #memory: FaultMemory = { stuckMm: undefined }
  readonly #offsetMs: number
  readonly #driftPpm: number
  #boot = ''
  #bootCount = 0
  #seq = 0
  #count = 0
  #poweredOff = false
  #settings: Pick<Settings, 'mountHeightMm' | 'calibrationOffsetMm'> = { mountHeightMm: null, calibrationOffsetMm: 0 }

  constructor(options: SamplerOptions) {
    this.#options = options
    const random = randomOf(options.seed, options.device.id, 'clock')
    this.#offsetMs = random.between(-CLOCK_OFFSET_S, CLOCK_OFFSET_S) * SECOND_MS
    this.#driftPpm = random.between(-CLOCK_DRIFT_PPM, CLOCK_DRIFT_PPM)
    this.#powerOn()
  }

  /** Takes a sample at true time `atMs`; undefined while there is no power. Call in ascending order of time. */
  sample(atMs: number): Outgoing | undefined {
    const { device, field, seed } = this.#options
    const faults = activeFaults(this.#options.faults, device.id, atMs)
    const random = randomOf(seed, device.id, 'sample', this.#count++)
    if (faults.some((it) => it.kind === 'dropout')) {
      this.#poweredOff = true
      return undefined
    }
    if (this.#poweredOff) this.#powerOn()
    const truth = field.conditions(device, atMs)
    const clean = measure(truth, device, atMs - this.#options.startMs, random)
    const said = distort(clean, faults, { atMs, ...device }, this.#memory, random)
    const distanceMm = said.distanceMm === null ? null : said.distanceMm + this.#settings.calibrationOffsetMm
    const depthMm = this.#depthMm(distanceMm, said.airTempC)
    const json = JSON.stringify({
      boot: this.#boot,
      seq: this.#seq++,
      at: this.#deviceTime(atMs, faults),
      distance_mm: distanceMm,
      ...(depthMm === undefined ? {} : { depth_mm: depthMm }),
      air_temp_c: said.airTempC,
      quality: said.echoQuality,
      battery_v: said.batteryV,
      rssi_dbm: said.rssiDbm,
    })
    const broken = faults.some((it) => it.kind === 'garbage')
    return {
      json: broken ? json.slice(0, Math.floor(json.length * BROKEN_SHARE)) : json,
      broken,
      twice: faults.some((it) => it.kind === 'duplicate'),
    }
  }

  /** Takes up settings from the next sample on. */
  configure(settings: Pick<Settings, 'mountHeightMm' | 'calibrationOffsetMm'>): void {
    this.#settings = settings
  }

  /** Begins a new boot. */
  reboot(): void {
    this.#powerOn()
  }

  /** A device that knows its mounting height computes depths itself. */
  #depthMm(distanceMm: number | null, airTempC: number): number | undefined {
    const { mountHeightMm } = this.#settings
    if (mountHeightMm === null || distanceMm === null) return undefined
    const trueMm = this.#options.device.temperatureCompensated ? distanceMm : compensatedMm(distanceMm, airTempC)
    return Math.round(mountHeightMm - trueMm)
  }

  #powerOn(): void {
    this.#poweredOff = false
    this.#boot = randomOf(this.#options.seed, this.#options.device.id, this.#options.startMs, this.#bootCount++).hex(4)
    this.#seq = 0
  }

  #deviceTime(atMs: number, faults: readonly Fault[]): number {
    const drift = ((atMs - this.#options.startMs) * this.#driftPpm) / 1e6
    const jump = faults.reduce((sum, it) => sum + (it.kind === 'clock-jump' ? it.offsetS * SECOND_MS : 0), 0)
    return Math.round(atMs + this.#offsetMs + drift + jump)
  }
}
