import { allTaps, changeTap } from './crew-db.ts'
import { type Delivered, deliver, type Speaker } from './deliver.ts'
import { nextToSend, type Tap } from './taps.ts'
import type { Work } from './work.ts'

/** Of all tabs of this browser one sends at a time. */
const LOCK = 'yukiban-crew-taps'
const FIRST_WAIT_MS = 2_000
const LONGEST_WAIT_MS = 60_000

interface SenderDeps {
  /** Whom a tap may be sent for; undefined: not now, as nobody is signed in. */
  speakerOf(tap: Tap): Speaker | undefined
  /** Something about the taps has changed. */
  onChange(work: Work | null): void
  onTrouble(why: Extract<Delivered, { kind: 'later' }>['why']): void
}

/**
 * Empties the queue: one tap at a time, oldest first. What fails for want of a network is tried again after 2 s, 4 s … 60 s,
 * at once when the network returns, and whenever the page opens.
 */
export class Sender {
  readonly #deps: SenderDeps
  #running = false
  #again = false
  #failures = 0
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(deps: SenderDeps) {
    this.#deps = deps
  }

  /** Sends what waits, now. */
  kick(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    if (this.#running) {
      this.#again = true
      return
    }
    this.#running = true
    void exclusively(() => this.#empty()).finally(() => {
      this.#running = false
      if (!this.#again) return
      this.#again = false
      this.kick()
    })
  }

  async #empty(): Promise<void> {
    for (;;) {
      // read anew each time: another tab may have sent or added some
      const taps = await allTaps()
      const tap = nextToSend(taps, (it) => this.#deps.speakerOf(it) !== undefined)
      const speaker = tap === undefined ? undefined : this.#deps.speakerOf(tap)
      if (tap === undefined || speaker === undefined) return
      const delivered = await deliver(tap, speaker)
      if (delivered.kind === 'later') {
        this.#retry(delivered.waitS)
        this.#deps.onTrouble(delivered.why)
        return
      }
      this.#failures = 0
      if (delivered.kind === 'sent') await changeTap(tap.id, { state: 'sent' })
      else await changeTap(tap.id, { state: 'refused', refusal: delivered.refusal })
      this.#deps.onChange(delivered.kind === 'sent' ? delivered.work : null)
    }
  }

  #retry(waitS: number | null): void {
    const backoffMs = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** this.#failures)
    this.#failures++
    this.#timer = setTimeout(() => this.kick(), waitS === null ? backoffMs : waitS * 1000)
  }
}

/** Browsers without locks rely on the taps' keys: what is sent twice is done once. */
async function exclusively(work: () => Promise<void>): Promise<void> {
  if (navigator.locks === undefined) return work()
  await navigator.locks.request(LOCK, work)
}
