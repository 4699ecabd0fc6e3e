import { Worker } from 'node:worker_threads'
import type { Clock, Hold } from '../../clock.ts'
import type { EpochMs } from '../../domain/time.ts'
import { YukibanError } from '../../errors.ts'
import type { FromWorker, ToWorker } from './messages.ts'
import type {
  Checkpoint,
  DeviceStatus,
  Frame,
  IndexedChange,
  Judgement,
  QuarantineItem,
  QuarantineQuery,
  ReadingQuery,
  ReadingStore,
  StoreCounts,
  StoredReading,
} from './port.ts'

export interface ReadingStoreOptions {
  readonly dataDir: string
  readonly reading: { readonly earliestMs: EpochMs; readonly maxAheadMs: number }
  /** Held while frames are on their way into readings; for simulated time. */
  readonly clock?: Clock
}

/**
 * Opens the embedded store: one SQLite file (`readings.db`) owned by one worker thread.
 * Throws `store-unavailable` when the file cannot be opened, `schema-newer` when a newer version wrote it.
 */
export async function openReadingStore(options: ReadingStoreOptions): Promise<ReadingStore> {
  const bounds = { earliestMs: options.reading.earliestMs, maxAheadMs: options.reading.maxAheadMs }
  const worker = new Worker(new URL('./worker.ts', import.meta.url), {
    workerData: { dataDir: options.dataDir, bounds },
    env: {},
    execArgv: [],
  })
  await new Promise<void>((resolve, reject) => {
    const fail = (cause: Error) => {
      const newer = cause.message.includes('has schema')
      reject(
        new YukibanError(
          newer ? 'schema-newer' : 'store-unavailable',
          `cannot open the readings in ${options.dataDir}: ${cause.message}`,
          { cause },
        ),
      )
    }
    worker.once('error', fail)
    const onMessage = (message: FromWorker) => {
      if (message.type !== 'ready') return
      worker.off('error', fail)
      worker.off('message', onMessage)
      resolve()
    }
    worker.on('message', onMessage)
  })
  return new SqliteReadingStore(worker, options.clock)
}

interface PendingAppend {
  readonly frames: readonly Frame[]
  resolve(): void
  reject(error: unknown): void
}

interface Call {
  resolve(value: unknown): void
  reject(error: unknown): void
}

/** More frames than this in one transaction gain nothing and make acknowledgements wait. */
const MAX_BATCH_FRAMES = 1024

class SqliteReadingStore implements ReadingStore {
  readonly #worker: Worker
  readonly #clock: Clock | undefined
  readonly #calls = new Map<number, Call>()
  #lastCall = 0
  #waiting: PendingAppend[] = []
  #committing = false
  readonly #listeners: ((changes: readonly IndexedChange[]) => void)[] = []
  #unindexed = 0
  #hold: Hold | undefined
  #closed: Error | undefined

  constructor(worker: Worker, clock: Clock | undefined) {
    this.#worker = worker
    this.#clock = clock
    worker.on('message', (message: FromWorker) => this.#receive(message))
    worker.on('error', (error) => this.#die(error))
    worker.on('exit', () => this.#die(new Error('the store worker ended')))
  }

  /** Frames that arrive while a commit is under way share the next one. */
  append(frames: readonly Frame[]): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ frames, resolve, reject })
      if (!this.#committing) void this.#commit()
    })
  }

  async settled(): Promise<void> {
    await this.#call({ type: 'settled' })
  }

  onIndexed(listener: (changes: readonly IndexedChange[]) => void): void {
    this.#listeners.push(listener)
  }

  async readings(query: ReadingQuery): Promise<StoredReading[]> {
    return (await this.#call({ type: 'readings', query })) as StoredReading[]
  }

  async saveJudgements(deviceId: string, judgements: readonly Judgement[]): Promise<void> {
    await this.#call({ type: 'save-judgements', deviceId, judgements })
  }

  async saveCheckpoint(deviceId: string, checkpoint: Checkpoint): Promise<void> {
    await this.#call({ type: 'save-checkpoint', deviceId, checkpoint })
  }

  async checkpoint(deviceId: string): Promise<Checkpoint | undefined> {
    return (await this.#call({ type: 'checkpoint', deviceId })) as Checkpoint | undefined
  }

  async quarantine(query: QuarantineQuery): Promise<QuarantineItem[]> {
    return (await this.#call({ type: 'quarantine', query })) as QuarantineItem[]
  }

  async quarantineItem(id: number): Promise<QuarantineItem | undefined> {
    return (await this.#call({ type: 'quarantine-item', id })) as QuarantineItem | undefined
  }

  async replayQuarantine(ids: readonly number[]): Promise<{ recovered: number; stillRefused: number }> {
    return (await this.#call({ type: 'replay-quarantine', ids })) as { recovered: number; stillRefused: number }
  }

  async purgeQuarantine(olderThanMs: EpochMs): Promise<number> {
    return (await this.#call({ type: 'purge-quarantine', olderThanMs })) as number
  }

  async deviceStatus(deviceId: string): Promise<DeviceStatus | undefined> {
    return (await this.#call({ type: 'device-status', deviceId })) as DeviceStatus | undefined
  }

  async counts(): Promise<StoreCounts> {
    return (await this.#call({ type: 'counts' })) as StoreCounts
  }

  async backup(path: string): Promise<void> {
    await this.#call({ type: 'backup', path })
  }

  async close(): Promise<void> {
    if (this.#closed !== undefined) return
    const ended = new Promise<void>((resolve) => this.#worker.once('exit', () => resolve()))
    await this.#call({ type: 'close' })
    await ended
  }

  async #commit(): Promise<void> {
    this.#committing = true
    // One turn of the event loop: what arrived in the same read of a socket goes together.
    await new Promise<void>((resolve) => setImmediate(resolve))
    while (this.#waiting.length > 0) {
      const batch = this.#nextBatch()
      const frames = batch.flatMap((it) => it.frames)
      this.#expect(frames.length)
      try {
        await this.#call({ type: 'append', frames })
        for (const it of batch) it.resolve()
      } catch (error) {
        this.#indexed(frames.length)
        for (const it of batch) it.reject(error)
      }
    }
    this.#committing = false
  }

  #nextBatch(): PendingAppend[] {
    let frames = 0
    let taken = 0
    for (const it of this.#waiting) {
      if (taken > 0 && frames + it.frames.length > MAX_BATCH_FRAMES) break
      frames += it.frames.length
      taken++
    }
    return this.#waiting.splice(0, taken)
  }

  #expect(frames: number): void {
    this.#unindexed += frames
    this.#hold ??= this.#clock?.hold()
  }

  #indexed(frames: number): void {
    this.#unindexed -= frames
    if (this.#unindexed > 0) return
    this.#hold?.[Symbol.dispose]()
    this.#hold = undefined
  }

  #call(message: ToWorker): Promise<unknown> {
    if (this.#closed !== undefined) return Promise.reject(unavailable(this.#closed.message))
    const id = ++this.#lastCall
    return new Promise((resolve, reject) => {
      this.#calls.set(id, { resolve, reject })
      this.#worker.postMessage({ id, message })
    })
  }

  #receive(message: FromWorker): void {
    switch (message.type) {
      case 'ready':
      case 'index-failed':
        return
      case 'indexed':
        for (const listener of this.#listeners) listener(message.changes)
        if (message.frames > 0) this.#indexed(message.frames)
        return
      case 'answer':
        this.#take(message.id)?.resolve(message.value)
        return
      case 'failure':
        this.#take(message.id)?.reject(unavailable(message.message))
    }
  }

  #take(id: number): Call | undefined {
    const call = this.#calls.get(id)
    this.#calls.delete(id)
    return call
  }

  #die(error: unknown): void {
    if (this.#closed !== undefined) return
    this.#closed = error instanceof Error ? error : new Error(String(error))
    for (const call of this.#calls.values()) call.reject(unavailable(this.#closed.message))
    this.#calls.clear()
  }
}

function unavailable(why: string): YukibanError {
  return new YukibanError('store-unavailable', `the readings store refused: ${why}`)
}
