import type { ChildProcess } from 'node:child_process'
import { SECOND_MS } from '../../domain/time.ts'
import { YukibanError } from '../../errors.ts'
import { type Saying, say } from '../../problems/say.ts'
import type { ImportDeskDeps } from './import-desk.ts'
import type { FromImport, ImportFailure, ImportTask, ToImport } from './import-task.ts'

type Result = { readonly reportJson: string } | { readonly error: unknown }

/** Exit code of an abort where there are no signals. */
const ABORTED = 134

/**
 * One import in its process, which goes through these steps:
 *
 * - *checking*: reads and checks the file, with a time limit. Ends here for a dry run or a file with problems.
 * - *waiting*: asks to write. It gets the service's only connection to the control database to itself, although it
 *   writes through its own: whoever else writes then waits in line, where a lock would hold up the whole process.
 * - *writing*: in one transaction, with a time limit.
 * - *committing*: the report is made, all is written; from here on nothing ends the process.
 *
 * A process beyond its limits is ended, and with it its transaction; only then is the connection given back.
 */
export class ImportRun {
  /** The report as JSON. Rejects with a YukibanError, or the store's own error. */
  readonly outcome: Promise<string>
  readonly #deps: ImportDeskDeps
  readonly #child: ChildProcess
  /** Resolves when the process does nothing more for this import. */
  readonly #over = Promise.withResolvers<void>()
  #step: 'checking' | 'waiting' | 'writing' | 'committing' = 'checking'
  #limit: NodeJS.Timeout | undefined
  #result: Result | undefined
  #processIsGood = true

  constructor(deps: ImportDeskDeps, child: ChildProcess, task: ImportTask) {
    this.#deps = deps
    this.#child = child
    const receive = (message: unknown) => this.#receive(message as FromImport)
    const fail = (error: Error) => {
      this.#end({ error: this.#diedOf(say('import-not-begun', { how: error.message })) })
      // one that could not be started does not end either
      if (child.pid === undefined) this.#over.resolve()
    }
    const exit = (code: number | null, signal: string | null) => {
      this.#processIsGood = false
      this.#result ??= { error: this.#causeOf(code, signal) }
      this.#over.resolve()
    }
    child.on('message', receive).on('error', fail).on('exit', exit)
    this.outcome = this.#over.promise.then(() => {
      clearTimeout(this.#limit)
      child.off('message', receive).off('error', fail).off('exit', exit)
      return this.#settle()
    })
    this.#limitTo(deps.limits.checkMaxS, 'YUKIBAN_IMPORT_CHECK_MAX_S', 'import-checking')
    this.#tell({ type: 'task', task })
  }

  /** Whether the process may take another import; known when this one is over. */
  get processIsGood(): boolean {
    return this.#processIsGood
  }

  /** Ends the import unless it is committing. */
  interrupt(why: Saying): void {
    if (this.#step !== 'committing')
      this.#end({ error: new YukibanError('import-interrupted', say('import-died', { why })) })
  }

  #tell(message: ToImport): void {
    this.#child.send(message)
  }

  #receive(message: FromImport): void {
    if (this.#result !== undefined) return
    switch (message.type) {
      case 'may-write':
        this.#step = 'waiting'
        clearTimeout(this.#limit)
        this.#write().catch((error: unknown) => this.#end({ error }))
        return
      case 'may-commit':
        this.#step = 'committing'
        clearTimeout(this.#limit)
        this.#tell({ type: 'go' })
        return
      case 'done':
        this.#result = { reportJson: message.reportJson }
        this.#over.resolve()
        return
      case 'failed':
        this.#result = { error: errorOf(message.failure) }
        this.#over.resolve()
    }
  }

  /** Keeps the service's connection until the process has committed, or undone what it wrote. */
  async #write(): Promise<void> {
    const { db, limits } = this.#deps
    await db.connection().execute(async () => {
      if (this.#result !== undefined) return
      this.#step = 'writing'
      this.#limitTo(limits.writeMaxS, 'YUKIBAN_IMPORT_WRITE_MAX_S', 'import-writing')
      this.#tell({ type: 'go' })
      await this.#over.promise
    })
  }

  #limitTo(maxS: number, setting: string, what: 'import-checking' | 'import-writing'): void {
    const error = new YukibanError(
      'import-too-heavy',
      say('import-too-long', { what: say(what), seconds: maxS, setting }),
    )
    this.#limit = setTimeout(() => this.#end({ error }), maxS * SECOND_MS)
  }

  /** Ends the process, whatever it is in the midst of. The first reason counts. */
  #end(result: Result): void {
    if (this.#result !== undefined) return
    this.#result = result
    this.#processIsGood = false
    clearTimeout(this.#limit)
    this.#child.kill('SIGKILL')
  }

  #settle(): string {
    const result = this.#result ?? { error: this.#diedOf(say('import-no-end')) }
    if ('error' in result) throw result.error
    return result.reportJson
  }

  /** Why it ended by itself: V8 aborts a process whose heap is full; a system without memory left kills the largest. */
  #causeOf(code: number | null, signal: string | null): YukibanError {
    const { memoryMb } = this.#deps.limits
    if (this.#step !== 'committing' && (signal === 'SIGABRT' || signal === 'SIGKILL' || code === ABORTED)) {
      return new YukibanError('import-too-heavy', say('import-too-large', { memoryMb }))
    }
    this.#deps.log.error({ code, signal }, 'the process of an import died')
    return this.#diedOf(say('import-ended-with', { how: signal ?? code ?? '' }))
  }

  #diedOf(why: Saying): YukibanError {
    const says = this.#step === 'committing' ? say('import-died-committing', { why }) : say('import-died', { why })
    return new YukibanError('import-interrupted', says)
  }
}

function errorOf({ code, message, says, problems, errcode, stack }: ImportFailure): Error {
  if (code !== null) return new YukibanError(code, says ?? message, { problems })
  const error = Object.assign(new Error(message), errcode === undefined ? {} : { errcode })
  if (stack !== undefined) error.stack = stack
  return error
}
