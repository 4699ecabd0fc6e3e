import type { Logger } from 'pino'
import { YukibanError } from '../errors.ts'
import type { Frame, ReadingStore } from '../store/readings/port.ts'

/** Between attempts while the disk refuses: real time, since it is the disk that must recover. */
const RETRY_MS = 500

/**
 * The one door into the store. Resolves once the frame is on disk; while the disk refuses it waits and tries again, so
 * nothing is acknowledged that is not durable and nothing is dropped. Rejects only when the service stops first.
 */
export class Acceptor {
  readonly #store: ReadingStore
  readonly #log: Logger
  readonly #stopped = new AbortController()
  #refusing: string | undefined

  constructor(store: ReadingStore, log: Logger) {
    this.#store = store
    this.#log = log
  }

  /** Why nothing can be acknowledged at present; undefined while all is well. */
  get failure(): string | undefined {
    return this.#refusing
  }

  async accept(frame: Frame): Promise<void> {
    for (;;) {
      try {
        await this.#store.append([frame])
        this.#recovered()
        return
      } catch (error) {
        this.#refused(error)
        await this.#pause()
      }
    }
  }

  /** Gives up what is still waiting: it was not acknowledged, so its sender keeps it. */
  stop(): void {
    this.#stopped.abort()
  }

  #recovered(): void {
    if (this.#refusing === undefined) return
    this.#refusing = undefined
    this.#log.info('the store accepts readings again')
  }

  #refused(error: unknown): void {
    const why = error instanceof Error ? error.message : String(error)
    if (this.#refusing === undefined)
      this.#log.error({ err: error }, 'the store refuses readings; acknowledgements wait')
    this.#refusing = why
  }

  #pause(): Promise<void> {
    const { signal } = this.#stopped
    return new Promise((resolve, reject) => {
      const stopped = () => {
        clearTimeout(timer)
        reject(new YukibanError('store-unavailable', 'the service stopped before the reading was stored'))
      }
      const timer = setTimeout(() => {
        signal.removeEventListener('abort', stopped)
        resolve()
      }, RETRY_MS)
      if (signal.aborted) stopped()
      else signal.addEventListener('abort', stopped, { once: true })
    })
  }
}
