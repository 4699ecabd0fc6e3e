import { TRIGGER_CM } from './town.ts'

/** How an endpoint fails a request. */
export const FAULTS = [
  'status_500',
  'status_302',
  'status_410',
  'answered_late',
  'answered_after_timeout',
  'timed_out',
  'crashed_before',
  'crashed_after',
] as const
export type Fault = (typeof FAULTS)[number]

/** A webhook as the first attempt that was taken in had it. */
interface Taken {
  readonly contractor: string
  readonly body: string
  times: number
}

/** Rising snow on a route since it was plowed last. */
interface Episode {
  readonly fromCm: number
  /** Acknowledged readings that are the trigger or more above where it began. */
  above: number
}

/** The level is a median of three: two readings above are enough to raise it. */
const READINGS_TO_CROSS = 2

/**
 * What the world outside knows, whatever becomes of the service: acknowledged readings, webhooks taken in, and commands
 * the service has said yes to.
 */
export class Ledger {
  readonly #episodes = new Map<string, Episode[]>()
  readonly #taken = new Map<string, Taken>()
  /** Webhook ids of `offer.created`, by offer. */
  readonly #offers = new Map<string, Set<string>>()
  /** Who was told that an order is theirs, by order. */
  readonly accepted = new Map<string, Set<string>>()
  readonly completed = new Set<string>()
  readonly faults: Record<Fault, number> = Object.fromEntries(FAULTS.map((it) => [it, 0])) as Record<Fault, number>
  readonly answers = { accepted: 0, declined: 0, ignored: 0, refused: 0 }
  readonly problems: string[] = []

  /** The service has acknowledged a reading of the route. */
  acked(route: string, depthCm: number): void {
    const episodes = this.#episodes.get(route) ?? [{ fromCm: depthCm, above: 0 }]
    this.#episodes.set(route, episodes)
    const current = episodes.at(-1)
    if (current !== undefined && depthCm - current.fromCm >= TRIGGER_CM) current.above++
  }

  /** The service has acknowledged that the route was plowed, with so much lying there. */
  plowed(route: string, depthCm: number): void {
    this.#episodes.get(route)?.push({ fromCm: depthCm, above: 0 })
  }

  /** How often the service must have decided to call for the route, at least. */
  crossings(route: string): number {
    return (this.#episodes.get(route) ?? []).filter((it) => it.above >= READINGS_TO_CROSS).length
  }

  /** For whoever must find out why: from which depth each episode counts, and its readings above the trigger. */
  episodesText(route: string): string {
    return (this.#episodes.get(route) ?? []).map((it) => `${it.fromCm.toFixed(1)} cm + ${it.above}`).join(', ')
  }

  /** A webhook with a good signature is taken in. @returns false: it was before. */
  take(contractor: string, webhookId: string, body: string): boolean {
    const known = this.#taken.get(webhookId)
    if (known !== undefined) {
      known.times++
      if (known.body !== body || known.contractor !== contractor)
        this.problems.push(`webhook ${webhookId} came again with another body or to another contractor`)
      return false
    }
    this.#taken.set(webhookId, { contractor, body, times: 1 })
    const event = JSON.parse(body) as { readonly type: string; readonly data: { readonly offerId?: string } }
    const { offerId } = event.data
    if (event.type !== 'offer.created' || offerId === undefined) return true
    const ids = this.#offers.get(offerId) ?? new Set()
    this.#offers.set(offerId, ids.add(webhookId))
    if (ids.size > 1) this.problems.push(`offer ${offerId} was made under several webhook ids: ${[...ids].join(', ')}`)
    return ids.size === 1
  }

  has(webhookId: string): boolean {
    return this.#taken.has(webhookId)
  }

  /** Webhooks that came more than once under their id. */
  repeats(): number {
    return [...this.#taken.values()].reduce((sum, it) => sum + it.times - 1, 0)
  }

  acceptedBy(orderId: string, contractor: string): void {
    const who = this.accepted.get(orderId) ?? new Set()
    this.accepted.set(orderId, who.add(contractor))
    this.answers.accepted++
  }
}
