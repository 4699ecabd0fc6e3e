import { SensorDevice } from '../../dispatch/sensor-device.ts'
import type { Ledger } from './ledger.ts'
import { sensorOf, type Town } from './town.ts'

/** Real time between two readings of a sensor. */
const INTERVAL_MS = 200
const START_CM = 2
/** Snow between two readings while it falls: as much as quality control believes without a second look. */
const FALL_CM = 0.8
/** How much falls at a time; more than the trigger, so that each fall crosses it. */
const FALLS_CM = [5, 7] as const

/**
 * Readings after a pass during which nothing falls. The service's clock stands still while it answers, so on a busy
 * machine what falls right after a pass would have the pass's own time, and count as lying there before.
 */
const REST_READINGS = 15

interface Place {
  readonly route: string
  readonly device: SensorDevice
  /** By number of the reading, until it is acknowledged. */
  readonly sent: Map<number, number>
  depthCm: number
  /** Snow still to come. */
  comingCm: number
  /** Readings until it falls again. */
  rest: number
}

/** Snow on the roads, and the sensors over them. */
export class Snow {
  readonly #places: readonly Place[]
  readonly #ledger: Ledger
  readonly #random: () => number
  #timer: NodeJS.Timeout | undefined

  constructor(town: Town, mqttPort: number, ledger: Ledger, random: () => number) {
    this.#ledger = ledger
    this.#random = random
    this.#places = town.routes.map((route) => {
      const sent = new Map<number, number>()
      const token = town.credentials.devices[sensorOf(route)] ?? ''
      const device = new SensorDevice(sensorOf(route), token, mqttPort, (number) => {
        const depthCm = sent.get(number)
        sent.delete(number)
        if (depthCm !== undefined) ledger.acked(route, depthCm)
      })
      return { route, device, sent, depthCm: START_CM, comingCm: 0, rest: 0 }
    })
  }

  /** Sensors connect, as soon as the service is there, and report from now on. */
  start(): void {
    for (const { device } of this.#places) void device.connect()
    this.#timer = setInterval(() => {
      for (const place of this.#places) this.#report(place)
    }, INTERVAL_MS)
  }

  stop(): void {
    clearInterval(this.#timer)
    for (const { device } of this.#places) device.close()
  }

  /** It begins to snow on a route; on one where it snows already nothing changes. */
  fall(route: string): void {
    const place = this.#placeOf(route)
    if (place.comingCm > 0 || place.rest > 0) return
    place.comingCm = FALLS_CM[0] + this.#random() * (FALLS_CM[1] - FALLS_CM[0])
  }

  /** It is about to be reported that the route was plowed: nothing falls meanwhile. */
  plowing(route: string): void {
    this.#placeOf(route).rest = Number.POSITIVE_INFINITY
  }

  /** @param noted the service has taken note that the route was plowed. What lies there is packed, and stays. */
  plowed(route: string, noted: boolean): void {
    const place = this.#placeOf(route)
    place.rest = REST_READINGS
    if (noted) this.#ledger.plowed(route, place.depthCm)
  }

  /** Readings the service has not acknowledged yet. */
  get unacked(): number {
    return this.#places.reduce((sum, it) => sum + it.sent.size, 0)
  }

  #report(place: Place): void {
    const fallenCm = place.rest > 0 ? 0 : Math.min(place.comingCm, FALL_CM)
    place.rest = Math.max(0, place.rest - 1)
    place.comingCm -= fallenCm
    place.depthCm += fallenCm
    place.sent.set(place.device.send(place.depthCm), place.depthCm)
  }

  #placeOf(route: string): Place {
    const place = this.#places.find((it) => it.route === route)
    if (place === undefined) throw new RangeError(`there is no route ${route}`)
    return place
  }
}
