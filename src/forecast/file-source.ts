import { readFile, stat } from 'node:fs/promises'
import type { Logger } from 'pino'
import type { Clock } from '../clock.ts'
import { type EpochMs, MINUTE_MS } from '../domain/time.ts'
import type { Db } from '../store/database.ts'
import { findWeatherService } from '../store/weather/find-service.ts'
import { insertWeatherFetch } from '../store/weather/insert-fetch.ts'
import { saveWeatherService } from '../store/weather/save-service.ts'
import { archiveRuns, type IncomingRun } from './archive.ts'
import { cellOf } from './cells.ts'
import { readForecastFile } from './providers/file.ts'

export interface FileSourceDeps {
  readonly db: Db
  readonly clock: Clock
  readonly log: Logger
  readonly path: string
  readonly cellDeg: number
  readonly maxBytes: number
}

/** The file is looked at so often. */
const EVERY_MS = MINUTE_MS
const PROVIDER = 'file'
/** Problems named at a time. */
const SHOWN = 3

type Look = { readonly runs: IncomingRun[] } | { readonly failure: string }

/**
 * Takes forecasts from a file: at a site without a service, in exercises and replays. The file is read again when it
 * has changed. A run that says when it was received comes into the archive at that moment, not before; one received in
 * the past comes with its own time, so that a replayed night sees it when it was there.
 */
export class FileSource {
  readonly #deps: FileSourceDeps
  #seen = ''
  /** Runs of the file that have not been received yet, the earliest first. */
  #waiting: IncomingRun[] = []

  constructor(deps: FileSourceDeps) {
    this.#deps = deps
  }

  /** Takes up what has changed and what is due. @returns when to look again. */
  async round(): Promise<EpochMs> {
    const nowMs = this.#deps.clock.now()
    const look = await this.#look(nowMs)
    if (look !== undefined && 'failure' in look) await this.#noteFailure(look.failure, nowMs)
    if (look !== undefined && 'runs' in look) this.#waiting = look.runs
    const due = this.#waiting.filter((it) => it.receivedAtMs <= nowMs)
    this.#waiting = this.#waiting.filter((it) => it.receivedAtMs > nowMs)
    const read = look !== undefined && 'runs' in look
    if (due.length > 0 || read) await this.#archive(due, nowMs)
    return Math.min(nowMs + EVERY_MS, this.#waiting[0]?.receivedAtMs ?? Number.POSITIVE_INFINITY)
  }

  /** What the file says; undefined when it has not changed since it was last looked at. */
  async #look(nowMs: EpochMs): Promise<Look | undefined> {
    const { path, maxBytes } = this.#deps
    try {
      const { mtimeMs, size } = await stat(path)
      const seen = `${mtimeMs} ${size}`
      if (seen === this.#seen) return undefined
      const text = size > maxBytes ? undefined : await readFile(path, 'utf8')
      this.#seen = seen
      if (text === undefined)
        return { failure: `${path} is larger than ${maxBytes} bytes (YUKIBAN_FORECAST_MAX_BYTES)` }
      return this.#read(text, nowMs)
    } catch (error) {
      const failure = `${path} cannot be read: ${error instanceof Error ? error.message : String(error)}`
      if (this.#seen === failure) return undefined
      this.#seen = failure
      return { failure }
    }
  }

  #read(text: string, nowMs: EpochMs): Look {
    const file = readForecastFile(text)
    if ('problems' in file) {
      const named = file.problems.slice(0, SHOWN).map((it) => `${it.field} ${it.message}`)
      const more = file.problems.length > SHOWN ? ` and ${file.problems.length - SHOWN} more` : ''
      return { failure: `${this.#deps.path}: ${named.join('; ')}${more}` }
    }
    const runs = file.runs.flatMap(({ lat, lon, receivedAtMs = nowMs, ...run }) => {
      const cell = cellOf({ lat, lon }, this.#deps.cellDeg)
      return cell === undefined ? [] : [{ ...run, receivedAtMs, provider: PROVIDER, cellId: cell.id }]
    })
    return { runs: runs.sort((a, b) => a.receivedAtMs - b.receivedAtMs) }
  }

  async #archive(runs: readonly IncomingRun[], nowMs: EpochMs): Promise<void> {
    await this.#deps.db.transaction().execute(async (trx) => {
      let newRuns = 0
      for (const run of runs) newRuns += await archiveRuns(trx, [run], run.receivedAtMs)
      const state = await findWeatherService(trx, PROVIDER)
      await saveWeatherService(trx, { ...state, breaker: { failures: 0, openUntilMs: null }, lastOkAtMs: nowMs })
      await insertWeatherFetch(trx, line(`${runs.length} runs`, 'ok', null, newRuns, nowMs))
    })
  }

  async #noteFailure(detail: string, nowMs: EpochMs): Promise<void> {
    const { db, log } = this.#deps
    log.warn({ service: PROVIDER, detail }, 'forecast file not taken')
    await db.transaction().execute(async (trx) => {
      const state = await findWeatherService(trx, PROVIDER)
      const breaker = { failures: state.breaker.failures + 1, openUntilMs: null }
      const lastFailure = { atMs: nowMs, why: 'unreadable', detail }
      await saveWeatherService(trx, { ...state, breaker, lastFailure })
      await insertWeatherFetch(trx, line('file', 'unreadable', detail, 0, nowMs))
    })
  }
}

function line(subject: string, outcome: string, detail: string | null, newRuns: number, atMs: EpochMs) {
  return { service: PROVIDER, atMs, subject, outcome, detail, status: null, newRuns }
}
