import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { Clock } from '../clock.ts'
import type { Device } from '../domain/device.ts'
import type { Authority } from '../domain/route.ts'
import { DAY_MS } from '../domain/time.ts'
import { NO_WITNESS, type Witness } from '../domain/witness.ts'
import { YukibanError } from '../errors.ts'
import { Places } from '../forecast/places.ts'
import { Weather } from '../forecast/weather.ts'
import { type SensorState, STATE_VERSION } from '../snow/fold.ts'
import { listCityModes } from '../store/city-modes/list-city-modes.ts'
import type { Db } from '../store/database.ts'
import { listDepthSensors } from '../store/devices/list-depth-sensors.ts'
import { listOrdersCreated } from '../store/orders/list-orders-created.ts'
import type { StoredOrder } from '../store/orders/order-row.ts'
import { listReportedPasses } from '../store/passes/list-reported-passes.ts'
import { readingFromValues } from '../store/readings/reading-row.ts'
import { READINGS_FILE } from '../store/readings/readings-file.ts'
import { ReadingsReader } from '../store/readings/readings-reader.ts'
import { listRoutes } from '../store/routes/list-routes.ts'
import { listSilences } from '../store/silences/list-silences.ts'
import { ForecastCourse } from './forecast-course.ts'
import type { History, RecordedOrder } from './history.ts'
import type { WeatherSettings } from './weather-settings.ts'

export interface StoredHistoryDeps {
  /** Of a data folder, or a copy of one; only read. */
  readonly db: Db
  /** Where `readings.db` is. */
  readonly dataDir: string
  readonly authority: Authority
  /** Settings by which the service itself looks at weather. */
  readonly forecast: WeatherSettings
}

/** How long to wait for a service that is at work on the same file. */
const BUSY_TIMEOUT_MS = 5000

/** A history in Yukiban's own databases, read on a connection that cannot write. */
export interface StoredHistory extends History, Disposable {}

/**
 * Opens what is on record of an authority. The readings may be in use by a service.
 * Throws `not-found` when the folder holds no readings.
 */
export async function openStoredHistory(deps: StoredHistoryDeps): Promise<StoredHistory> {
  const { db, authority } = deps
  const file = openReadings(deps.dataDir)
  try {
    const reader = new ReadingsReader(file, authority.timeZone)
    const { forecastAt, witness } = weatherOf(deps)
    return {
      authority,
      routes: await listRoutes(db, { authorityId: authority.id, limit: Number.MAX_SAFE_INTEGER }),
      devices: await listDepthSensors(db, authority.id),
      silences: await listSilences(db, { authorityId: authority.id, limit: Number.MAX_SAFE_INTEGER }),
      cityModes: await listCityModes(db, { authorityId: authority.id }),
      readings: (page) =>
        reader.readings({ ...page, toMs: Number.MAX_SAFE_INTEGER }).map((values) => readingFromValues(values)),
      stateBefore(deviceId, byMs) {
        const found = reader.checkpoint(deviceId)
        if (found === undefined || found.version !== STATE_VERSION || found.atMs > byMs) return undefined
        return { atMs: found.atMs, state: JSON.parse(found.stateJson) as SensorState }
      },
      passes: (routeId) => listReportedPasses(db, routeId),
      orders: async (routeId, fromMs, toMs) =>
        (await listOrdersCreated(db, { routeId, fromMs, toMs })).map(recordedOrder),
      forecastAt,
      witness,
      [Symbol.dispose]: () => file.close(),
    }
  } catch (error) {
    file.close()
    throw error
  }
}

function openReadings(dataDir: string): DatabaseSync {
  const path = join(dataDir, READINGS_FILE)
  if (!existsSync(path)) {
    throw new YukibanError('not-found', `there are no readings in ${dataDir}; name a data folder or a backup`)
  }
  return new DatabaseSync(path, { readOnly: true, timeout: BUSY_TIMEOUT_MS })
}

/** Sensors of one cell ask for the same pieces of the record, one after another. */
const WITNESSES_KEPT = 64

/** The service's own view of forecasts, asked as if all of the record were long past. */
function weatherOf({ db, forecast }: StoredHistoryDeps): Pick<History, 'forecastAt' | 'witness'> {
  const places = new Places(db, AFTER_ALL, forecast.cellDeg)
  const weather = new Weather({ db, clock: AFTER_ALL, places, ...forecast })
  const courses = new Map<string, ForecastCourse>()
  const cells = new Map<string, string | null>()
  const witnesses = new Map<string, Promise<Witness>>()
  const cellOf = async (device: Device) => {
    const known = cells.get(device.id)
    if (known !== undefined) return known
    const cell = (await places.cellOfDevice(device))?.id ?? null
    cells.set(device.id, cell)
    return cell
  }
  return {
    async witness(device, fromMs, toMs) {
      const cellId = await cellOf(device)
      if (cellId === null) return NO_WITNESS
      const key = `${cellId} ${fromMs} ${toMs}`
      const known = witnesses.get(key)
      if (known !== undefined) return known
      const [oldest] = witnesses.keys()
      if (oldest !== undefined && witnesses.size >= WITNESSES_KEPT) witnesses.delete(oldest)
      const found = weather.witnessFor(device, fromMs, toMs)
      witnesses.set(key, found)
      return found
    },
    async forecastAt(device, atMs) {
      const cellId = await cellOf(device)
      if (cellId === null) return undefined
      let course = courses.get(cellId)
      if (course === undefined) {
        course = new ForecastCourse(db, cellId, forecast.staleMs)
        courses.set(cellId, course)
      }
      return course.at(atMs)
    },
  }
}

/** Far behind any record, so that nothing of it counts as recent; nobody waits on it. */
const AFTER_ALL: Clock = {
  now: () => Date.UTC(9999, 0) - DAY_MS,
  sleepUntil: () => Promise.resolve(),
  hold: () => ({ [Symbol.dispose]() {} }),
}

function recordedOrder(order: StoredOrder): RecordedOrder {
  const { id, routeId, level, state, criterionId } = order
  const { createdAtMs, finishByMs, acceptedAtMs, startedAtMs, completedAtMs, closedAtMs } = order
  return {
    id,
    routeId,
    level,
    state,
    criterionId,
    createdAtMs,
    finishByMs,
    acceptedAtMs,
    startedAtMs,
    completedAtMs,
    closedAtMs,
  }
}
