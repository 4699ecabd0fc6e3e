import type { KnownForecast } from '../decide/sensor-prediction.ts'
import type { SnowForecast } from '../domain/forecast.ts'
import { DAY_MS, type EpochMs } from '../domain/time.ts'
import { snowForecast } from '../forecast/snowfall.ts'
import { FORECAST_MAX_AGE_MS } from '../predict/predict.ts'
import type { Db } from '../store/database.ts'
import { listRunsReceived } from '../store/forecasts/list-runs-received.ts'
import type { ArchivedRun } from '../store/forecasts/run-row.ts'

/** Runs are read for so long a piece of the record at a time. */
const PIECE_MS = 2 * DAY_MS
/** More than any service gives in a piece. */
const MAX_RUNS = 5000

/**
 * The newest forecast of a cell at each moment of the record. When a run was confirmed is kept only for its last
 * time: until then it counts as confirmed.
 */
export class ForecastCourse {
  readonly #db: Db
  readonly #cellId: string
  readonly #staleMs: number
  #piece: { readonly fromMs: EpochMs; readonly runs: readonly ArchivedRun[] } | undefined
  #shown: SnowForecast | undefined

  constructor(db: Db, cellId: string, staleMs: number) {
    this.#db = db
    this.#cellId = cellId
    this.#staleMs = staleMs
  }

  /** What had been received by `atMs`; undefined: nothing that is young enough to be used. */
  async at(atMs: EpochMs): Promise<KnownForecast | undefined> {
    const fromMs = Math.floor(atMs / PIECE_MS) * PIECE_MS
    if (this.#piece?.fromMs !== fromMs) this.#piece = { fromMs, runs: await this.#read(fromMs) }
    const run = this.#piece.runs.find((it) => it.receivedAtMs <= atMs)
    if (run === undefined) return undefined
    if (this.#shown?.runId !== run.id) this.#shown = snowForecast(run)
    return { forecast: this.#shown, stale: atMs - run.lastSeenAtMs > this.#staleMs }
  }

  /** Newest first. */
  #read(fromMs: EpochMs): Promise<ArchivedRun[]> {
    return listRunsReceived(this.#db, this.#cellId, fromMs - FORECAST_MAX_AGE_MS, fromMs + PIECE_MS, MAX_RUNS)
  }
}
