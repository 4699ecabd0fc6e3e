import type { Logger } from 'pino'
import { YukibanError } from '../errors.ts'
import type { Frame, ReadingStore } from '../store/readings/port.ts'

/** Between attempts while the disk refuses: real time, since it is the disk that must recover. */
const RETRY_MS = 500
/** A commit that takes longer than this is a disk that does not answer, ms. */
const STALL_MS = 5000
/**
 * Frames that share a transaction at most. Small, so that acknowledging one group, receiving the next and writing a
 * third go on at the same time; large while the disk is slow, since then only fewer commits help.
 */
const GROUP_FRAMES = 512
const SLOW_DISK_GROUP_FRAMES = 2048
const SLOW_COMMIT_MS = 5
/** And bytes of their payloads at most, so that a group of long messages does not hold up the next. */
const MAX_GROUP_BYTES = 1 << 20

/** Called once the frame is on disk, or with the error when the service stopped before. */
export type Done = (error: Error | null) => void

interface Group {
  readonly frames: Frame[]
  readonly dones: Done[]
  bytes: number
}

/**
 * The one door into the store. Frames that arrive while a group is being committed form the next one, whichever device
 * they come from, so one fsync serves them all. While the disk refuses, the group is tried again in the same order:
 * nothing is acknowledged that is not durable and nothing is dropped. What may wait here is bounded by whoever calls
 * (ingest/flight-budget.ts).
 */
export class Acceptor {
  readonly #store: Pick<ReadingStore, 'append'>
  readonly #log: Logger
  readonly #onCommitted: (seconds: number, frames: number) => void
  readonly #stopped = new AbortController()
  #groups: Group[] = []
  #groupFrames = GROUP_FRAMES
  #waiting = 0
  #committing = false
  #refusing: string | undefined
  #attemptedAtMs = 0
  #stalled = false
  readonly #watch: NodeJS.Timeout

  /** @param onCommitted told how long a group's transaction took and how many frames shared it. */
  constructor(
    store: Pick<ReadingStore, 'append'>,
    log: Logger,
    onCommitted: (seconds: number, frames: number) => void = () => {},
  ) {
    this.#store = store
    this.#log = log
    this.#onCommitted = onCommitted
    this.#watch = setInterval(() => this.#watchDisk(), STALL_MS / 5)
    this.#watch.unref()
  }

  /** Why nothing can be acknowledged at present; undefined while all is well. */
  get failure(): string | undefined {
    if (this.#refusing !== undefined) return this.#refusing
    return this.#stalled ? `the disk has not answered for ${Math.round(this.#underWayMs() / 1000)} s` : undefined
  }

  /** Frames received and not on disk yet. */
  get waiting(): number {
    return this.#waiting
  }

  /** Resolves once the frame is on disk. Rejects with `store-unavailable` only when the service stops first. */
  accept(frame: Frame): Promise<void> {
    return new Promise((resolve, reject) => {
      this.take(frame, (error) => (error === null ? resolve() : reject(error)))
    })
  }

  /** The same for many: without a promise for each. `done` is called in the order of the calls. */
  take(frame: Frame, done: Done): void {
    if (this.#stopped.signal.aborted) {
      done(stoppedError())
      return
    }
    const group = this.#openGroup(frame.payload.byteLength)
    group.frames.push(frame)
    group.dones.push(done)
    group.bytes += frame.payload.byteLength
    this.#waiting++
    if (!this.#committing) void this.#commit()
  }

  /** Gives up what is still waiting: it was not acknowledged, so its sender keeps it. */
  stop(): void {
    this.#stopped.abort()
    clearInterval(this.#watch)
  }

  #openGroup(bytes: number): Group {
    const last = this.#groups.at(-1)
    if (last !== undefined && last.frames.length < this.#groupFrames && last.bytes + bytes <= MAX_GROUP_BYTES)
      return last
    const group: Group = { frames: [], dones: [], bytes: 0 }
    this.#groups.push(group)
    return group
  }

  async #commit(): Promise<void> {
    this.#committing = true
    // One turn of the event loop: what arrived in the same round of reads goes together.
    await new Promise<void>((resolve) => setImmediate(resolve))
    for (let group = this.#groups.shift(); group !== undefined; group = this.#groups.shift()) {
      const error = await this.#append(group.frames)
      this.#waiting -= group.frames.length
      for (const done of group.dones) this.#finish(done, error)
    }
    this.#committing = false
  }

  /** @returns null once the frames are on disk; the error when the service stopped before. */
  async #append(frames: readonly Frame[]): Promise<Error | null> {
    for (;;) {
      if (this.#stopped.signal.aborted) return stoppedError()
      this.#attemptedAtMs = performance.now()
      try {
        await this.#store.append(frames)
        const tookMs = this.#underWayMs()
        this.#attemptedAtMs = 0
        this.#groupFrames = tookMs > SLOW_COMMIT_MS ? SLOW_DISK_GROUP_FRAMES : GROUP_FRAMES
        this.#onCommitted(tookMs / 1000, frames.length)
        this.#recovered()
        return null
      } catch (error) {
        this.#attemptedAtMs = 0
        this.#refused(error)
        await this.#pause()
      }
    }
  }

  /** One connection's trouble must not cost the others of its group their acknowledgement. */
  #finish(done: Done, error: Error | null): void {
    try {
      done(error)
    } catch (cause) {
      this.#log.error({ err: cause }, 'an acknowledgement failed')
    }
  }

  #recovered(): void {
    if (this.#refusing === undefined && !this.#stalled) return
    this.#refusing = undefined
    this.#stalled = false
    this.#log.info('the store accepts readings again')
  }

  #refused(error: unknown): void {
    const why = error instanceof Error ? error.message : String(error)
    if (this.#refusing !== why) this.#log.error({ err: error }, 'the store refuses readings; acknowledgements wait')
    this.#refusing = why
  }

  #underWayMs(): number {
    return this.#attemptedAtMs === 0 ? 0 : performance.now() - this.#attemptedAtMs
  }

  #watchDisk(): void {
    if (this.#stalled || this.#underWayMs() < STALL_MS) return
    this.#stalled = true
    this.#log.error({ waiting: this.#waiting }, 'the disk does not answer; acknowledgements wait')
  }

  #pause(): Promise<void> {
    const { signal } = this.#stopped
    return new Promise((resolve) => {
      const over = () => {
        clearTimeout(timer)
        signal.removeEventListener('abort', over)
        resolve()
      }
      const timer = setTimeout(over, RETRY_MS)
      if (signal.aborted) over()
      else signal.addEventListener('abort', over, { once: true })
    })
  }
}

function stoppedError(): YukibanError {
  return new YukibanError('store-unavailable', 'the service stopped before the reading was stored')
}
