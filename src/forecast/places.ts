import type { Clock } from '../clock.ts'
import type { Device } from '../domain/device.ts'
import type { Cell } from '../domain/forecast.ts'
import type { Route } from '../domain/route.ts'
import { type EpochMs, MINUTE_MS } from '../domain/time.ts'
import type { Db } from '../store/database.ts'
import { listDevices } from '../store/devices/list-devices.ts'
import { findRoute } from '../store/routes/find-route.ts'
import { cellOf, type Place, placeOf, placeOfRoute } from './cells.ts'
import { listCells } from './list-cells.ts'

/** A place registered a moment ago has its cell at the latest after this. */
const KEEP_MS = 5 * MINUTE_MS

/** Of a route without geometry, so many devices are asked where they are. */
const DEVICES_OF_ROUTE = 100

/** Which cells concern what is registered. */
export class Places {
  readonly #db: Db
  readonly #clock: Clock
  readonly #cellDeg: number
  #cells: { readonly untilMs: EpochMs; readonly cells: readonly Cell[] } | undefined

  constructor(db: Db, clock: Clock, cellDeg: number) {
    this.#db = db
    this.#clock = clock
    this.#cellDeg = cellDeg
  }

  /** The cells of all routes and devices, in order of id; empty while nothing has a position. */
  async cells(): Promise<readonly Cell[]> {
    const nowMs = this.#clock.now()
    if (this.#cells === undefined || this.#cells.untilMs <= nowMs) {
      this.#cells = { untilMs: nowMs + KEEP_MS, cells: await listCells(this.#db, this.#cellDeg) }
    }
    return this.#cells.cells
  }

  /** Where a route's weather is looked up; undefined when nothing of it has a position. */
  async cellOfRoute(route: Pick<Route, 'id' | 'geometry'>): Promise<Cell | undefined> {
    const own = placeOfRoute(route.geometry, [])
    if (own !== undefined) return this.#cellOf(own)
    const devices = await listDevices(this.#db, { routeId: route.id, limit: DEVICES_OF_ROUTE })
    return this.#cellOf(placeOfRoute(null, devices))
  }

  /** Where a device's weather is looked up: where it stands, else at its route. */
  async cellOfDevice(device: Pick<Device, 'routeId' | 'lat' | 'lon'>): Promise<Cell | undefined> {
    const own = placeOf(device)
    if (own !== undefined || device.routeId === null) return this.#cellOf(own)
    const route = await findRoute(this.#db, device.routeId)
    return route === undefined ? undefined : this.cellOfRoute(route)
  }

  #cellOf(place: Place | undefined): Cell | undefined {
    return place === undefined ? undefined : cellOf(place, this.#cellDeg)
  }
}
