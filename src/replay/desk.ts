import { Worker } from 'node:worker_threads'
import type { Logger } from 'pino'
import type { Clock } from '../clock.ts'
import { DAY_MS, HOUR_MS } from '../domain/time.ts'
import { Loop } from '../loop.ts'
import { findAuthority } from '../store/authorities/find-authority.ts'
import type { Db } from '../store/database.ts'
import { claimNextReplay } from '../store/replays/claim-next-replay.ts'
import { finishReplay, type ReplayOutcome } from '../store/replays/finish-replay.ts'
import { pruneReplays } from '../store/replays/prune-replays.ts'
import type { StoredReplay } from '../store/replays/replay-row.ts'
import { requeueReplays } from '../store/replays/requeue-replays.ts'
import { saveReplayShare } from '../store/replays/save-replay-share.ts'
import type { WeatherSettings } from './weather-settings.ts'
import type { WorkerMessage, WorkerTask } from './worker.ts'

export interface ReplayDeskDeps {
  readonly db: Db
  readonly clock: Clock
  readonly log: Logger
  readonly dataDir: string
  readonly forecast: WeatherSettings
  /** null: results are kept for ever. */
  readonly keepDays: number | null
}

interface Running {
  readonly id: string
  readonly worker: Worker
  readonly ended: Promise<void>
}

/**
 * Runs the replays that were asked for, one at a time, each in a thread of its own. The queue stands in the database:
 * what a stopped process left half done begins anew. One process of an installation runs it.
 */
export class ReplayDesk {
  readonly #deps: ReplayDeskDeps
  readonly #loop: Loop
  #running: Running | undefined
  #started = false

  constructor(deps: ReplayDeskDeps) {
    this.#deps = deps
    const { clock, log } = deps
    this.#loop = new Loop({ name: 'replays', clock, log, maxSleepMs: HOUR_MS, round: () => this.#round() })
  }

  /** Something was asked for. */
  nudge(): void {
    this.#loop.nudge()
  }

  /** Stops the thread of a replay that was cancelled. */
  async cancelled(id: string): Promise<void> {
    if (this.#running?.id === id) await this.#running.worker.terminate()
  }

  get failure(): string | undefined {
    return this.#loop.failure
  }

  async stop(): Promise<void> {
    await this.#loop.stop()
    const running = this.#running
    if (running === undefined) return
    await running.worker.terminate()
    await running.ended
  }

  async #round(): Promise<undefined> {
    const { db, clock, keepDays } = this.#deps
    if (!this.#started) await requeueReplays(db)
    this.#started = true
    if (keepDays !== null) await pruneReplays(db, clock.now() - keepDays * DAY_MS)
    if (this.#running !== undefined) return
    const next = await claimNextReplay(db, clock.now())
    if (next !== undefined) await this.#start(next)
  }

  async #start(replay: StoredReplay): Promise<void> {
    const { db, clock, dataDir, forecast } = this.#deps
    const authority = await findAuthority(db, replay.authorityId)
    if (authority === undefined) {
      const message = `no authority ${replay.authorityId}`
      return finishReplay(db, replay.id, { state: 'failed', code: 'not-found', message }, clock.now())
    }
    const task: WorkerTask = { dataDir, authority, plan: replay.plan, forecast }
    const worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData: task })
    this.#running = { id: replay.id, worker, ended: this.#follow(replay.id, worker) }
  }

  /** Never rejects: how far a replay is, is not worth the replay. */
  async #saveShare(id: string, share: number): Promise<void> {
    const { db, log } = this.#deps
    try {
      await saveReplayShare(db, id, share)
    } catch (error) {
      log.warn({ err: error, replay: id }, 'the progress of a replay could not be saved')
    }
  }

  /** Resolves when the thread has ended and what came of it is saved. */
  async #follow(id: string, worker: Worker): Promise<void> {
    const { db, clock, log } = this.#deps
    let outcome: ReplayOutcome | undefined
    let saving: Promise<void> = Promise.resolve()
    worker.on('message', (message: WorkerMessage) => {
      if (message.type === 'progress') saving = saving.then(() => this.#saveShare(id, message.share))
      else outcome = outcomeOf(message)
    })
    const died = await new Promise<string | undefined>((resolve) => {
      worker.once('error', (error) => resolve(error instanceof Error ? error.message : String(error)))
      worker.once('exit', () => resolve(undefined))
    })
    try {
      await saving
      outcome ??= died === undefined ? undefined : { state: 'failed', code: 'internal', message: died }
      // Without an outcome the thread was stopped: cancelled, or to begin anew with the next process.
      if (outcome !== undefined) await finishReplay(db, id, outcome, clock.now())
    } catch (error) {
      log.error({ err: error, replay: id }, 'the result of a replay could not be saved')
    }
    this.#running = undefined
    this.#loop.nudge()
  }
}

function outcomeOf(message: Exclude<WorkerMessage, { type: 'progress' }>): ReplayOutcome {
  const { type: state, ...rest } = message
  return { state, ...rest } as ReplayOutcome
}
