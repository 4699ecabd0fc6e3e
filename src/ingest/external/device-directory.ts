import type { Logger } from 'pino'
import type { Encoding } from '../../domain/device.ts'
import type { Db } from '../../store/database.ts'
import { findDevice } from '../../store/devices/find-device.ts'

/** A registered device is looked up again after this, ms: so long may a change of its registration go unnoticed. */
const KNOWN_MS = 10_000
/** One that is not registered may be so in a moment, ms. */
const UNKNOWN_MS = 2000
/** While the control database cannot be asked, ms. */
const RETRY_MS = 500
/** Far more than one process serves; whoever makes up ids must not fill our memory. */
const MAX_ENTRIES = 500_000
/** Nor our log. */
const MAX_WARNINGS = 1000

/** How a registered device encodes what it sends; null: it is not registered. */
export type Registration = Encoding | null

interface Entry {
  readonly answer: Registration | Promise<Registration>
  readonly untilMs: number
}

/**
 * Which devices are registered and how they encode, remembered for a while: an external broker tells who a device is, not whether it is
 * one of ours. Its waits are real time, like those of the connection it serves.
 */
export class DeviceDirectory {
  readonly #db: Db
  readonly #log: Logger
  readonly #stop: AbortSignal
  readonly #entries = new Map<string, Entry>()
  readonly #warned = new Set<string>()

  constructor(db: Db, log: Logger, stop: AbortSignal) {
    this.#db = db
    this.#log = log
    this.#stop = stop
  }

  /** Answers at once when it is known. Rejects only when the service stops first. */
  find(deviceId: string): Registration | Promise<Registration> {
    const known = this.#entries.get(deviceId)
    if (known !== undefined && known.untilMs > performance.now()) return known.answer
    if (this.#entries.size >= MAX_ENTRIES) this.#entries.clear()
    const asked = this.#ask(deviceId)
    this.#entries.set(deviceId, { answer: asked, untilMs: Number.POSITIVE_INFINITY })
    return asked
  }

  async #ask(deviceId: string): Promise<Registration> {
    for (;;) {
      try {
        const device = await findDevice(this.#db, deviceId)
        const answer = device === undefined ? null : { codec: device.codec, payloadFormat: device.payloadFormat }
        const keptMs = answer === null ? UNKNOWN_MS : KNOWN_MS
        this.#entries.set(deviceId, { answer, untilMs: performance.now() + keptMs })
        if (answer === null) this.#warn(deviceId)
        return answer
      } catch (error) {
        this.#log.error({ err: error }, 'cannot look up devices; messages of the broker wait')
        await pause(RETRY_MS, this.#stop)
        if (this.#stop.aborted) throw error
      }
    }
  }

  #warn(deviceId: string): void {
    if (this.#warned.has(deviceId) || this.#warned.size >= MAX_WARNINGS) return
    this.#warned.add(deviceId)
    this.#log.warn({ device: deviceId }, 'a device that is not registered sends; its messages go to quarantine')
  }
}

/** Real time. Resolves early when `stop` aborts. */
export function pause(ms: number, stop: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer)
      stop.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, ms)
    if (stop.aborted) done()
    else stop.addEventListener('abort', done, { once: true })
  })
}
