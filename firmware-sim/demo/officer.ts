import type { Clock } from '../../src/clock.ts'
import { MINUTE_MS } from '../../src/domain/time.ts'
import type { JournalEvent } from '../../src/store/events/list-events.ts'
import { postJson, problemOf } from '../api-client.ts'
import { randomOf } from '../random.ts'

export interface OfficerOptions {
  readonly api: string
  readonly apiKey: string
  readonly clock: Clock
  readonly seed: number
}

/** How long an officer takes to look into a proposal, simulated minutes. */
const LEAST_MIN = 3
const MOST_MIN = 8
const CONFLICT = 409

/** A road officer on duty: looks at each proposal for a few minutes and approves it through the REST API. */
export class Officer {
  readonly #options: OfficerOptions
  readonly #offDuty = new AbortController()
  readonly #errors: string[] = []
  #seen = 0

  constructor(options: OfficerOptions) {
    this.#options = options
  }

  /** What went wrong, for the summary. */
  get errors(): readonly string[] {
    return this.#errors
  }

  /** Takes note of a journal line; proposals are approved in due time. */
  notice(event: JournalEvent): void {
    if (event.type !== 'order.proposed') return
    const { clock, seed } = this.#options
    const minutes = randomOf(seed, 'officer', this.#seen++).between(LEAST_MIN, MOST_MIN)
    void clock
      .sleepUntil(clock.now() + minutes * MINUTE_MS, this.#offDuty.signal)
      .then(() => this.#approve(event.subject))
  }

  goOffDuty(): void {
    this.#offDuty.abort()
  }

  async #approve(orderId: string): Promise<void> {
    if (this.#offDuty.signal.aborted) return
    const { api, apiKey, clock } = this.#options
    using _ = clock.hold()
    try {
      const answer = await postJson({
        api,
        apiKey,
        path: `/api/v1/orders/${orderId}/approve`,
        idempotencyKey: `approve-${orderId}`,
      })
      // A conflict: the rule took the proposal back, or another officer was faster.
      if (answer.status >= 300 && answer.status !== CONFLICT)
        this.#errors.push(`approve ${orderId}: ${problemOf(answer)}`)
    } catch (error) {
      this.#errors.push(`approve ${orderId}: ${error instanceof Error ? error.message : String(error)}`)
    }
  }
}
