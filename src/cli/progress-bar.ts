import type { Writable } from 'node:stream'
import type { Clock } from '../clock.ts'
import { MINUTE_MS, SECOND_MS } from '../domain/time.ts'

const WIDTH = 30
/** Drawn no more often than this. */
const EVERY_MS = 100

/** A bar on a terminal with what is at work and how long it will take; on anything else nothing. */
export class ProgressBar implements Disposable {
  readonly #out: Writable & { readonly isTTY?: boolean }
  readonly #clock: Clock
  readonly #startedAtMs: number
  #drawnAtMs = Number.NEGATIVE_INFINITY

  constructor(out: Writable & { readonly isTTY?: boolean }, clock: Clock) {
    this.#out = out
    this.#clock = clock
    this.#startedAtMs = clock.now()
  }

  /** @param share 0 … 1. @param at what is at work. */
  show(share: number, at: string): void {
    const nowMs = this.#clock.now()
    if (this.#out.isTTY !== true || nowMs - this.#drawnAtMs < EVERY_MS) return
    this.#drawnAtMs = nowMs
    const done = Math.round(share * WIDTH)
    const leftMs = share > 0 ? ((nowMs - this.#startedAtMs) * (1 - share)) / share : null
    const percent = `${Math.round(share * 100)}`.padStart(3)
    const bar = '█'.repeat(done) + '░'.repeat(WIDTH - done)
    this.#out.write(`\r\u001b[K${bar} ${percent} %  ${leftMs === null ? '' : `${durationText(leftMs)} left  `}${at}`)
  }

  /** Takes the bar away. */
  [Symbol.dispose](): void {
    if (this.#drawnAtMs !== Number.NEGATIVE_INFINITY) this.#out.write('\r\u001b[K')
  }
}

function durationText(ms: number): string {
  const seconds = Math.ceil(ms / SECOND_MS)
  return seconds < 60 ? `${seconds} s` : `${Math.ceil(ms / MINUTE_MS)} min`
}
