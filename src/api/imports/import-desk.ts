import type { Logger } from 'pino'
import type { ImportConfig } from '../../config-imports.ts'
import { YukibanError } from '../../errors.ts'
import { say } from '../../problems/say.ts'
import type { Db } from '../../store/database.ts'
import { ImportRun } from './import-run.ts'
import type { ImportTask } from './import-task.ts'
import { SpareProcess } from './spare-process.ts'

/** How long a full line takes to get shorter, about; told to whoever is refused. */
const RETRY_AFTER_S = 10

export interface ImportDeskDeps {
  readonly db: Db
  readonly log: Logger
  readonly dataDir: string
  readonly limits: ImportConfig
}

/** Imports one file after another, in a process beside the service's own; a few wait, the rest is refused at once. */
export class ImportDesk {
  readonly #deps: ImportDeskDeps
  readonly #processes: SpareProcess
  /** Running and waiting. */
  #inLine = 0
  #last: Promise<void> = Promise.resolve()
  #running: ImportRun | undefined
  #stopped = false

  constructor(deps: ImportDeskDeps) {
    this.#deps = deps
    this.#processes = new SpareProcess(deps.dataDir, deps.limits.memoryMb)
  }

  /**
   * @param gone aborted when nobody waits for the answer any more: the import is then given up.
   * @returns the report as JSON.
   * Throws `import-queue-full`, `import-too-heavy`, `import-interrupted`, and what the import throws.
   */
  async run(task: ImportTask, gone?: AbortSignal): Promise<string> {
    const { queue } = this.#deps.limits
    if (this.#inLine >= queue) {
      throw new YukibanError('import-queue-full', say('imports-wait', { count: queue }), { retryAfterS: RETRY_AFTER_S })
    }
    this.#inLine += 1
    const before = this.#last
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#last = promise
    try {
      await before
      return await this.#runNow(task, gone)
    } finally {
      this.#inLine -= 1
      resolve()
    }
  }

  /** Ends what runs and refuses what waits; what commits at this moment is let end. */
  async stop(): Promise<void> {
    this.#stopped = true
    this.#running?.interrupt(say('import-service-stops'))
    await this.#last
    this.#processes.end()
  }

  async #runNow(task: ImportTask, gone?: AbortSignal): Promise<string> {
    if (this.#stopped) throw new YukibanError('import-interrupted', say('import-service-stops'))
    if (gone?.aborted) throw new YukibanError('import-interrupted', say('import-asker-gone'))
    const child = this.#processes.take()
    const run = new ImportRun(this.#deps, child, task)
    const giveUp = () => run.interrupt(say('import-asker-gone'))
    gone?.addEventListener('abort', giveUp, { once: true })
    this.#running = run
    try {
      return await run.outcome
    } finally {
      gone?.removeEventListener('abort', giveUp)
      this.#running = undefined
      if (run.processIsGood) this.#processes.keep(child)
    }
  }
}
