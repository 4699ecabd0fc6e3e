import { type ApiAnswer, getJson, postJson } from '../../../firmware-sim/api-client.ts'
import type { WebhookEvent } from './endpoints.ts'
import type { Ledger } from './ledger.ts'
import { MUTE } from './town.ts'

/** Real time a crew takes for each step; the service's clock runs hundreds of times faster. */
const THINK_MS = [30, 900] as const
const STEP_MS = [50, 400] as const
/** While the service is down a command is given again, as a contractor's system would. */
const RETRY_MS = 150
const OFFICER_MS = 300
/** Shares of offers that are declined, and that nobody answers. */
const DECLINES = 0.2
const IGNORES = 0.3

export interface CrewsOptions {
  /** Base URL of the service; the same through all its lives. */
  readonly api: string
  readonly keys: Readonly<Record<string, string>>
  readonly officerKey: string
  readonly ledger: Ledger
  readonly random: () => number
  /** A crew is about to report a route as plowed. */
  readonly onPlowing: (routeId: string) => void
  /** @param noted whether the service said yes to it. */
  readonly onPlowed: (routeId: string, noted: boolean) => void
}

/** Contractors who accept, decline or ignore what they are offered, and an officer who approves what is proposed. */
export class Crews {
  readonly #options: CrewsOptions
  readonly #officer: NodeJS.Timeout
  readonly #jobs = new Set<Promise<void>>()
  /** From the end of a storm on everybody takes what is offered. */
  willing = false
  #stopped = false

  constructor(options: CrewsOptions) {
    this.#options = options
    this.#officer = setInterval(() => void this.#approve().catch(() => {}), OFFICER_MS)
  }

  /** Ends all work; what is under way is given up. */
  async stop(): Promise<void> {
    this.#stopped = true
    clearInterval(this.#officer)
    await Promise.all(this.#jobs)
  }

  get working(): number {
    return this.#jobs.size
  }

  told(contractor: string, { type, data }: WebhookEvent): void {
    if (type !== 'offer.created' || MUTE.includes(contractor)) return
    const route = (data.route as { readonly id: string }).id
    const job = this.#handle(contractor, String(data.offerId), String(data.orderId), route)
    this.#jobs.add(job)
    void job.finally(() => this.#jobs.delete(job))
  }

  async #handle(contractor: string, offerId: string, orderId: string, route: string): Promise<void> {
    const { ledger } = this.#options
    const mood = this.willing ? 1 : this.#options.random()
    if (mood < IGNORES) {
      ledger.answers.ignored++
      return
    }
    await this.#pause(THINK_MS)
    if (mood < IGNORES + DECLINES) {
      if (await this.#command(contractor, `offers/${offerId}/decline`, { reason: 'no crew free' }))
        ledger.answers.declined++
      return
    }
    if (!(await this.#command(contractor, `offers/${offerId}/accept`, {}))) return
    ledger.acceptedBy(orderId, contractor)
    await this.#pause(STEP_MS)
    if (!(await this.#command(contractor, `orders/${orderId}/start`, {}))) return
    await this.#pause(STEP_MS)
    this.#options.onPlowing(route)
    const noted = await this.#command(contractor, `orders/${orderId}/complete`, {})
    this.#options.onPlowed(route, noted)
    if (noted) ledger.completed.add(orderId)
  }

  /** @returns whether the service said yes; a refusal (somebody else was faster, too late) is an answer too. */
  async #command(contractor: string, what: string, body: object): Promise<boolean> {
    const { api, keys, ledger } = this.#options
    while (!this.#stopped) {
      const call = { api, apiKey: keys[contractor] ?? '', path: `/api/v1/${what}`, body }
      const answer = await postJson({ ...call, idempotencyKey: what.replaceAll('/', '-') }).catch(() => undefined)
      if (answer !== undefined && answer.status < 300) return true
      if (answer !== undefined && answer.status < 500 && answer.status !== 429) {
        this.#refused(what, answer)
        return false
      }
      await wait(RETRY_MS)
    }
    ledger.problems.push(`${what} of ${contractor} was never answered`)
    return false
  }

  /** Being too late is part of the game; anything else is a fault of ours or the service's. */
  #refused(what: string, answer: ApiAnswer): void {
    const { ledger } = this.#options
    ledger.answers.refused++
    if (answer.status !== 409) ledger.problems.push(`${what}: HTTP ${answer.status} ${JSON.stringify(answer.body)}`)
  }

  async #approve(): Promise<void> {
    const { api, officerKey } = this.#options
    const answer = await getJson({ api, apiKey: officerKey, path: '/api/v1/orders?state=proposed&limit=50' })
    const { items = [] } = answer.body as { readonly items?: readonly { readonly id: string }[] }
    for (const { id } of items)
      await postJson({ api, apiKey: officerKey, path: `/api/v1/orders/${id}/approve`, body: {} })
  }

  #pause([least, most]: readonly [number, number]): Promise<void> {
    return wait(least + this.#options.random() * (most - least))
  }
}

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
