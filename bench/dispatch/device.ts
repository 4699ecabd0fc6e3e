import { AFTER_CM, BEFORE_CM } from './depths.ts'
import { SensorDevice } from './sensor-device.ts'

/** The reading that decides, as the device that sent it knows it. Times of `performance.now()`. */
export interface Crossing {
  readonly device: string
  readonly sentAtMs: number
  /** null: never acknowledged, so nothing was promised. */
  ackedAtMs: number | null
}

/** A sensor under which the snow once, and from then on, lies above the trigger. */
export class ProbeDevice {
  readonly #sensor: SensorDevice
  #reports = 0
  #crossing: { readonly number: number; readonly it: Crossing } | undefined
  acked = 0

  constructor(id: string, token: string, port: number) {
    this.#sensor = new SensorDevice(id, token, port, (number) => this.#acked(number))
  }

  get crossing(): Crossing | undefined {
    return this.#crossing?.it
  }

  connect(): Promise<void> {
    return this.#sensor.connect()
  }

  /** Reports the depth it sees, a millimetre up and down. */
  publish(): void {
    const rippleCm = (this.#reports++ % 3) / 10
    this.#sensor.send((this.#crossing === undefined ? BEFORE_CM : AFTER_CM) + rippleCm)
  }

  /** Reports above the trigger for the first time: one reading alone decides nothing. */
  raise(): void {
    this.#sensor.send(AFTER_CM)
  }

  /** Reports it for the second time: with this the level, the median of three, is above the trigger. */
  cross(): void {
    const it: Crossing = { device: this.#sensor.id, sentAtMs: performance.now(), ackedAtMs: null }
    this.#crossing = { number: this.#sensor.send(AFTER_CM), it }
  }

  close(): void {
    this.#sensor.close()
  }

  #acked(number: number): void {
    this.acked++
    if (this.#crossing?.number === number) this.#crossing.it.ackedAtMs = performance.now()
  }
}
