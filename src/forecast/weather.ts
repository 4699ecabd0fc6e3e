import type { Clock } from '../clock.ts'
import type { Device } from '../domain/device.ts'
import type { Cell, Observation, SnowForecast } from '../domain/forecast.ts'
import { type EpochMs, HOUR_MS } from '../domain/time.ts'
import { NO_WITNESS, type Witness } from '../domain/witness.ts'
import type { Db } from '../store/database.ts'
import { findNewestRun } from '../store/forecasts/find-newest-run.ts'
import { findNewestRunKey } from '../store/forecasts/find-newest-run-key.ts'
import { listRunsReceived } from '../store/forecasts/list-runs-received.ts'
import { listObservations } from '../store/observations/list-observations.ts'
import { newestObservationAt } from '../store/observations/newest-observation-at.ts'
import { distanceKm } from './cells.ts'
import type { Places } from './places.ts'
import { snowForecast } from './snowfall.ts'
import { witnessFrom } from './witness.ts'

export interface WeatherDeps {
  readonly db: Db
  readonly clock: Clock
  readonly places: Places
  readonly staleMs: number
  readonly radiusKm: number
}

/** A forecast, and whether it was confirmed lately enough to rest a decision on. */
export interface ForecastNow {
  readonly forecast: SnowForecast
  readonly stale: boolean
}

/** Witnesses of the last hours are kept: longer than any replay window in use looks back. */
const RECENT_MS = 72 * HOUR_MS
/** Most of a long past that one witness rests on, the newest first. */
const MAX_RUNS = 5000
const MAX_OBSERVATIONS = 50_000
/** More cells than any installation has; beyond it the memory of them begins anew. */
const MAX_KEPT = 20_000
const KM_PER_DEG = 111

interface KeptWitness {
  readonly fromMs: EpochMs
  readonly runId: string | undefined
  readonly observedAtMs: EpochMs | undefined
  readonly witness: Witness
}

/**
 * Answers from the archive, for prediction and quality control. A cell's newest run and its witness are kept in memory
 * and held against the archive each time (one row read), so that another process may be the one that asks services.
 */
export class Weather {
  readonly #deps: WeatherDeps
  readonly #forecasts = new Map<string, SnowForecast>()
  readonly #witnesses = new Map<string, KeptWitness>()

  constructor(deps: WeatherDeps) {
    this.#deps = deps
  }

  /** The newest forecast for where a device stands; undefined when it has no position or there is none. */
  async forecastAt(device: Device, nowMs: EpochMs): Promise<ForecastNow | undefined> {
    const cell = await this.#deps.places.cellOfDevice(device)
    return cell && this.forecastFor({ cellId: cell.id }, nowMs)
  }

  /** The newest forecast of a cell that had been received by `nowMs`; undefined when there is none. */
  async forecastFor(place: { readonly cellId: string }, nowMs: EpochMs): Promise<ForecastNow | undefined> {
    const { db, staleMs } = this.#deps
    const { cellId } = place
    const key = await findNewestRunKey(db, cellId, nowMs)
    if (key === undefined) return undefined
    let forecast = this.#forecasts.get(cellId)
    if (forecast?.runId !== key.id) {
      const run = await findNewestRun(db, cellId, nowMs)
      if (run === undefined) return undefined
      forecast = snowForecast(run)
      if (this.#forecasts.size >= MAX_KEPT) this.#forecasts.clear()
      this.#forecasts.set(cellId, forecast)
    }
    return { forecast, stale: nowMs - key.lastSeenAtMs > staleMs }
  }

  /** What others know about the weather at a device in a span; nobody's word where it has no position. */
  async witnessFor(device: Pick<Device, 'routeId' | 'lat' | 'lon'>, fromMs: EpochMs, toMs: EpochMs): Promise<Witness> {
    const { places, clock } = this.#deps
    const cell = await places.cellOfDevice(device)
    if (cell === undefined) return NO_WITNESS
    const recentMs = clock.now() - RECENT_MS
    return fromMs >= recentMs ? this.#recentWitness(cell, recentMs, fromMs) : this.#witness(cell, fromMs, toMs)
  }

  /** What stations around a cell observed since `fromMs`, newest first. */
  async observationsAround(cell: Cell, fromMs: EpochMs, toMs: EpochMs): Promise<Observation[]> {
    const { db, radiusKm } = this.#deps
    const latDeg = radiusKm / KM_PER_DEG
    const lonDeg = latDeg / Math.max(0.1, Math.cos((cell.lat * Math.PI) / 180))
    const box = { south: cell.lat - latDeg, north: cell.lat + latDeg, west: cell.lon - lonDeg, east: cell.lon + lonDeg }
    const found = await listObservations(db, { fromMs, toMs, ...box, limit: MAX_OBSERVATIONS })
    return found.filter((it) => distanceKm(it, cell) <= radiusKm)
  }

  async #recentWitness(cell: Cell, recentMs: EpochMs, fromMs: EpochMs): Promise<Witness> {
    const { db } = this.#deps
    const runId = (await findNewestRunKey(db, cell.id, Number.MAX_SAFE_INTEGER))?.id
    const observedAtMs = await newestObservationAt(db)
    const kept = this.#witnesses.get(cell.id)
    if (kept !== undefined && kept.runId === runId && kept.observedAtMs === observedAtMs && kept.fromMs <= fromMs)
      return kept.witness
    const witness = await this.#witness(cell, recentMs, Number.MAX_SAFE_INTEGER)
    if (this.#witnesses.size >= MAX_KEPT) this.#witnesses.clear()
    this.#witnesses.set(cell.id, { fromMs: recentMs, runId, observedAtMs, witness })
    return witness
  }

  async #witness(cell: Cell, fromMs: EpochMs, toMs: EpochMs): Promise<Witness> {
    const { db, clock } = this.#deps
    // Readings of the span may have been received after it.
    const untilMs = Math.max(Math.min(toMs, clock.now()) + RECENT_MS, fromMs)
    const runs = await listRunsReceived(db, cell.id, fromMs, untilMs, MAX_RUNS)
    const before = await findNewestRun(db, cell.id, fromMs)
    const known = before === undefined || runs.some((it) => it.id === before.id) ? runs : [...runs, before]
    const observations = await this.observationsAround(cell, fromMs - HOUR_MS, untilMs)
    if (known.length === 0 && observations.length === 0) return NO_WITNESS
    return witnessFrom(known.map(snowForecast), observations)
  }
}
