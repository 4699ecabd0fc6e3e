import { Worker } from 'node:worker_threads'
import { YukibanError } from '../../errors.ts'
import type { FromThread, Positions, Request } from './messages.ts'

interface Call {
  resolve(value: unknown): void
  reject(error: unknown): void
}

type News = Extract<FromThread, { type: 'indexed' | 'index-failed' }>

/** The store's side of a worker thread: calls with answers, and what the thread tells unasked. */
export class ThreadLink {
  readonly #worker: Worker
  readonly #calls = new Map<number, Call>()
  readonly #onNews: (news: News) => void
  #lastCall = 0
  #dead: string | undefined
  #ready: ((positions: Positions) => void) | undefined

  /** Starts the thread. What is asked before it is ready waits. */
  constructor(script: URL, workerData: unknown, onNews: (news: News) => void = () => {}) {
    this.#worker = new Worker(script, { workerData, env: {}, execArgv: [] })
    this.#onNews = onNews
    this.#worker.on('message', (message: FromThread) => this.#receive(message))
    this.#worker.on('error', (error: Error) => this.#die(error.message))
    this.#worker.on('exit', () => this.#die('the thread has ended'))
  }

  /** Rejects with the thread's own error when it cannot start. */
  ready(): Promise<Positions> {
    return new Promise((resolve, reject) => {
      this.#ready = resolve
      this.#worker.once('error', reject)
    })
  }

  /** Rejects with `store-unavailable` when the thread fails or has ended. */
  call(request: Request, transfer: readonly ArrayBuffer[] = []): Promise<unknown> {
    if (this.#dead !== undefined) return Promise.reject(unavailable(this.#dead))
    const id = ++this.#lastCall
    return new Promise((resolve, reject) => {
      this.#calls.set(id, { resolve, reject })
      this.#worker.postMessage({ id, request }, transfer)
    })
  }

  /** Resolves when the thread has ended. */
  async close(): Promise<void> {
    if (this.#dead !== undefined) return
    const ended = new Promise<void>((resolve) => this.#worker.once('exit', () => resolve()))
    await this.call({ type: 'close' })
    await ended
  }

  #receive(message: FromThread): void {
    switch (message.type) {
      case 'ready':
        this.#ready?.(message)
        return
      case 'indexed':
      case 'index-failed':
        this.#onNews(message)
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

  #die(why: string): void {
    if (this.#dead !== undefined) return
    this.#dead = why
    for (const call of this.#calls.values()) call.reject(unavailable(why))
    this.#calls.clear()
  }
}

function unavailable(why: string): YukibanError {
  return new YukibanError('store-unavailable', `the readings store refused: ${why}`)
}
