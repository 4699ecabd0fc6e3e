import type { ServerResponse } from 'node:http'
import type { Db } from '../store/database.ts'
import { lastEventId } from '../store/events/last-event-id.ts'
import { type JournalEvent, listEvents } from '../store/events/list-events.ts'
import { eventFor, eventView, mayHear } from './journal-view.ts'
import { type Principal, type SessionRef, visibleTo } from './principal.ts'

/** Events fetched at once: also what one slow reader may hold in memory. */
const BATCH = 200
/** A reader that takes nothing for this long is cut off; it resumes by Last-Event-ID. */
const STALL_MS = 60_000

export const STREAM_NAMINGS = ['type', 'journal'] as const
export type StreamNaming = (typeof STREAM_NAMINGS)[number]

export interface StreamOptions {
  readonly db: Db
  readonly principal: Principal
  /** The last event the reader has. */
  readonly afterId: number
  /** `type`: each event under its own name; `journal`: all under one, as a browser's EventSource needs to hear all. */
  readonly named: StreamNaming
  readonly onError: (error: unknown) => void
}

/**
 * Writes the journal to one server-sent-events connection, from a position on, at the reader's pace: the next batch is
 * fetched only when the last one has left. `wake()` looks for new events; a wake during work is not lost. These waits
 * guard a real socket, so they count real time even when the service runs on a simulated clock.
 */
export class EventStream {
  readonly #response: ServerResponse
  readonly #options: StreamOptions
  #afterId: number
  #pumping = false
  #again = false

  constructor(response: ServerResponse, options: StreamOptions) {
    this.#response = response
    this.#options = options
    this.#afterId = options.afterId
  }

  /** Whose it is. */
  get caller(): string {
    return this.#options.principal.id
  }

  /** The session it was opened from; null: a key. */
  get session(): SessionRef | null {
    return this.#options.principal.session
  }

  get open(): boolean {
    return !this.#response.writableEnded && !this.#response.destroyed
  }

  wake(): void {
    this.#again = true
    if (!this.#pumping) void this.#pump()
  }

  /** A comment line: keeps gateways from closing a quiet connection. */
  heartbeat(): void {
    if (this.open && !this.#response.writableNeedDrain) this.#response.write(': heartbeat\n\n')
  }

  /** A heartbeat that a page can hear, with the service's time: pages count ages and deadlines by it. */
  beat(at: string): void {
    if (!this.open || this.#response.writableNeedDrain) return
    this.#response.write(`event: heartbeat\ndata: ${JSON.stringify({ at })}\n\n`)
  }

  end(): void {
    if (this.open) this.#response.end()
  }

  async #pump(): Promise<void> {
    this.#pumping = true
    try {
      while (this.#again && this.open) {
        this.#again = false
        const { db, principal } = this.#options
        const headId = await lastEventId(db)
        if (headId <= this.#afterId) continue
        const events = await listEvents(db, { ...visibleTo(principal), afterId: this.#afterId, limit: BATCH })
        if (events.length === BATCH) this.#again = true
        await this.#write(events)
        // what is not for this reader is looked through once, not at every wake
        if (events.length < BATCH) this.#afterId = Math.max(this.#afterId, headId)
      }
    } catch (error) {
      this.#options.onError(error)
      this.#response.destroy()
    } finally {
      this.#pumping = false
    }
  }

  async #write(events: readonly JournalEvent[]): Promise<void> {
    let text = ''
    for (const event of events) {
      this.#afterId = event.id
      if (!mayHear(this.#options.principal, event)) continue
      const shown = eventView(eventFor(this.#options.principal, event))
      const name = this.#options.named === 'journal' ? 'journal' : event.type
      text += `id: ${event.id}\nevent: ${name}\ndata: ${JSON.stringify(shown)}\n\n`
    }
    if (text === '' || !this.open || this.#response.write(text)) return
    await this.#drained()
  }

  #drained(): Promise<void> {
    const response = this.#response
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer)
        response.off('drain', done)
        response.off('close', done)
        resolve()
      }
      const timer = setTimeout(() => response.destroy(), STALL_MS)
      response.on('drain', done)
      response.on('close', done)
    })
  }
}
