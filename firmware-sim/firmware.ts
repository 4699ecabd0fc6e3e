import { CONFIG_LIMITS } from '../src/domain/downlink.ts'

/** What a device can be told to be; it survives a reboot. */
export interface Settings {
  /** Of the configuration taken up; 0: as it left the factory. */
  readonly version: number
  readonly intervalS: number
  /** Null: it does not compute depths itself. */
  readonly mountHeightMm: number | null
  readonly calibrationOffsetMm: number
}

/** What the firmware can do to the device it runs on. */
export interface Hardware {
  reconfigured(settings: Settings): void
  reboot(): void
  sampleNow(): void
  /** Tells the broker the device's status; at the latest with the next connection. */
  report(): void
}

interface Result {
  readonly id: string
  readonly result: 'done' | 'failed'
  readonly detail?: string
}

/** Ids of commands it remembers to have done, across reboots. */
const REMEMBERED = 16

/**
 * The part of a device that listens: takes up configurations, does commands once however often they come, and says so
 * in its status (docs/device-downlink.md).
 */
export class Firmware {
  #settings: Settings
  #hardware: Hardware | undefined
  readonly #results = new Map<string, Result>()
  /** Results that no status has told yet. */
  #untold: Result[] = []

  constructor(intervalS: number) {
    this.#settings = { version: 0, intervalS, mountHeightMm: null, calibrationOffsetMm: 0 }
  }

  get settings(): Settings {
    return this.#settings
  }

  attach(hardware: Hardware): void {
    this.#hardware = hardware
  }

  /** What the status topic says beside the state. */
  status(): Record<string, unknown> {
    const { version, intervalS, mountHeightMm, calibrationOffsetMm } = this.#settings
    return {
      config: {
        version,
        interval_s: intervalS,
        calibration_offset_mm: calibrationOffsetMm,
        ...(mountHeightMm === null ? {} : { mount_height_mm: mountHeightMm }),
      },
      ...(this.#untold.length === 0 ? {} : { command: [...this.#untold] }),
    }
  }

  /** The broker has acknowledged a status: what it told need not be told again. */
  told(status: Record<string, unknown>): void {
    const told = Array.isArray(status.command) ? (status.command as readonly Result[]) : []
    this.#untold = this.#untold.filter((it) => !told.includes(it))
  }

  /** Takes a message from the device's own down topics; whatever it is, it does no harm. */
  receive(leaf: 'config' | 'command', text: string): void {
    const said = objectOf(text)
    if (said === undefined) return
    if (leaf === 'config') this.#configure(said)
    else this.#command(said)
  }

  #configure(said: Record<string, unknown>): void {
    const { version } = said
    if (typeof version !== 'number') return
    const intervalS = within(said.interval_s, CONFIG_LIMITS.intervalS)
    const mountHeightMm = within(said.mount_height_mm, CONFIG_LIMITS.mountHeightMm)
    const calibrationOffsetMm = within(said.calibration_offset_mm, CONFIG_LIMITS.calibrationOffsetMm)
    if (version !== this.#settings.version) {
      this.#settings = {
        version,
        intervalS: intervalS ?? this.#settings.intervalS,
        mountHeightMm: mountHeightMm ?? this.#settings.mountHeightMm,
        calibrationOffsetMm: calibrationOffsetMm ?? this.#settings.calibrationOffsetMm,
      }
      this.#hardware?.reconfigured(this.#settings)
    }
    this.#hardware?.report()
  }

  #command(said: Record<string, unknown>): void {
    const { id, kind } = said
    if (typeof id !== 'string') return
    const before = this.#results.get(id)
    const result = before ?? this.#resultOf(id, kind)
    this.#remember(result)
    if (before !== undefined || result.result === 'failed') this.#hardware?.report()
    else if (kind === 'reboot') this.#hardware?.reboot()
    else {
      this.#hardware?.sampleNow()
      this.#hardware?.report()
    }
  }

  #resultOf(id: string, kind: unknown): Result {
    if (kind === 'reboot' || kind === 'sample-now') return { id, result: 'done' }
    return { id, result: 'failed', detail: 'unknown command' }
  }

  #remember(result: Result): void {
    this.#results.set(result.id, result)
    const [oldest] = this.#results.keys()
    if (this.#results.size > REMEMBERED && oldest !== undefined) this.#results.delete(oldest)
    if (!this.#untold.includes(result)) this.#untold.push(result)
  }
}

function within(given: unknown, { min, max }: { readonly min: number; readonly max: number }): number | undefined {
  return typeof given === 'number' && given >= min && given <= max ? given : undefined
}

function objectOf(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text)
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
    return isObject ? (value as Record<string, unknown>) : undefined
  } catch {
    return undefined
  }
}
