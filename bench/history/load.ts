import type { Frame, ReadingStore } from '../../src/store/readings/port.ts'

const TICK_MS = 10

/** Appends readings at a steady rate while something else is measured. */
export class SteadyAppends {
  readonly #store: ReadingStore
  readonly #devices: readonly string[]
  readonly #latenciesMs: number[] = []
  readonly #timer: NodeJS.Timeout
  readonly #startMs = performance.now()
  #sent = 0
  #last: Promise<void> = Promise.resolve()

  constructor(store: ReadingStore, devices: readonly string[], fromMs: number, perS: number) {
    this.#store = store
    this.#devices = devices
    this.#timer = setInterval(() => {
      const due = Math.floor(((performance.now() - this.#startMs) / 1000) * perS)
      const frames: Frame[] = []
      for (; this.#sent < due; this.#sent++) frames.push(this.#frame(this.#sent, fromMs))
      if (frames.length > 0) this.#last = this.#append(frames)
    }, TICK_MS)
  }

  /** How long appends took to become durable, ms, ascending. */
  async stop(): Promise<readonly number[]> {
    clearInterval(this.#timer)
    await this.#last
    return this.#latenciesMs.sort((a, b) => a - b)
  }

  async #append(frames: readonly Frame[]): Promise<void> {
    const startMs = performance.now()
    await this.#store.append(frames)
    this.#latenciesMs.push(performance.now() - startMs)
  }

  #frame(number: number, fromMs: number): Frame {
    const atMs = fromMs + number
    const text = `{"boot":"live","seq":${number},"at":${atMs},"distance_mm":1873,"air_temp_c":-4.2,"battery_v":3.61}`
    const payload = Buffer.from(text)
    return {
      deviceId: this.#devices[number % this.#devices.length] ?? '',
      kind: 'reading',
      codec: 'json',
      payloadFormat: null,
      topic: 'reading',
      receivedAtMs: atMs,
      payload,
      sizeBytes: payload.byteLength,
    }
  }
}
