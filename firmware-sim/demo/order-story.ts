import type { Level } from '../../src/domain/criterion.ts'
import type { Reason } from '../../src/domain/decision.ts'
import type { Order } from '../../src/domain/order.ts'
import { HOUR_MS, MINUTE_MS, parseInstant } from '../../src/domain/time.ts'
import type { JournalEvent } from '../../src/store/events/list-events.ts'
import type { Phrases } from './phrases.ts'
import { MARK, type Told } from './told.ts'

export interface OrderStoryOptions {
  readonly say: Phrases
  /** Name of a contractor. */
  readonly contractor: (id: string | null) => string
  /** `HH:MM` on the authority's wall clock. */
  readonly time: (atMs: number) => string
  /** Reasons of a decision. */
  readonly reasons: (decisionId: string) => readonly Reason[]
  readonly why: (reasons: readonly Reason[]) => string
}

/** A deadline further away than this is not this night's. */
const FAR_MS = 12 * HOUR_MS

/** An offer on its way. */
interface Asked {
  readonly atMs: number
  readonly level: Level
  readonly rank: number
  readonly respondBy: string
  delivered: boolean
}

/** Tells the life of orders and of the offers made for them. */
export class OrderStory {
  readonly #options: OrderStoryOptions
  readonly #proposedAtMs = new Map<string, number>()
  readonly #offers = new Map<string, Asked>()

  constructor(options: OrderStoryOptions) {
    this.#options = options
  }

  /**
   * What to say of an event of this order, if anything.
   * @param together events that were committed with it.
   */
  tell(event: JournalEvent, order: Order, together: readonly JournalEvent[]): Told | undefined {
    return event.type.startsWith('offer.') ? this.#offer(event) : this.#order(event, order, together)
  }

  #order(event: JournalEvent, order: Order, together: readonly JournalEvent[]): Told | undefined {
    const { say, contractor } = this.#options
    switch (event.type) {
      case 'order.proposed':
        this.#proposedAtMs.set(order.id, event.atMs)
        return this.#proposed(order)
      case 'order.requested':
        return this.#proposedAtMs.has(order.id) ? this.#approved(event, order) : this.#requested(order)
      case 'order.accepted':
        return { mark: MARK.done, tone: 'good', text: this.#acceptedText(event, order, together) }
      case 'order.started':
        return { mark: MARK.begun, tone: 'good', text: say.started(contractor(order.contractorId)) }
      case 'order.completed':
        return this.#completed(order)
      case 'order.withdrawn':
        return { mark: MARK.undone, tone: 'doubt', text: say.withdrawn(order.level, reasonGiven(event)) }
      case 'order.rejected':
        return { mark: MARK.undone, tone: 'doubt', text: say.rejected(reasonGiven(event)) }
      case 'order.alarm':
        return { mark: MARK.doubt, tone: 'alarm', text: say.alarm(order.level, Number(event.data.asked)) }
      default:
        return undefined
    }
  }

  #requested(order: Order): Told {
    const { say, why, reasons } = this.#options
    const text = say.requested(order.level, why(reasons(order.decisionId ?? '')))
    return { mark: MARK.snow, tone: 'order', text: this.#withDue(text, order) }
  }

  #proposed(order: Order): Told {
    const { say, why, reasons } = this.#options
    const given = reasons(order.decisionId ?? '')
    const fellBack = given.some((it) => it.code === 'fallback-to-support')
    const text = fellBack ? say.fellBack(order.level, why(given)) : say.proposed(order.level, why(given))
    return { mark: MARK.snow, tone: fellBack ? 'doubt' : 'order', text: this.#withDue(text, order) }
  }

  #approved(event: JournalEvent, order: Order): Told {
    const minutes = minutesBetween(this.#proposedAtMs.get(order.id) ?? event.atMs, event.atMs)
    return { mark: MARK.officer, tone: 'order', text: this.#options.say.approved(order.level, minutes) }
  }

  /** Adds by when a dispatch must be done; stand-by has nothing to do. */
  #withDue(text: string, { level, createdAtMs, finishByMs, startByMs }: Order): string {
    if (level === 'standby' || finishByMs === null || startByMs === null) return text
    const { say, time } = this.#options
    const finishBy = finishByMs - createdAtMs > FAR_MS ? say.tomorrow(time(finishByMs)) : time(finishByMs)
    const times = [finishBy, time(startByMs)] as const
    return `${text}${say.gap}${createdAtMs > startByMs ? say.dueTooLate(...times) : say.due(...times)}`
  }

  #acceptedText(event: JournalEvent, order: Order, together: readonly JournalEvent[]): string {
    const { say, contractor } = this.#options
    const accepted = together.find((it) => it.type === 'offer.accepted' && it.data.orderId === order.id)
    const askedAtMs = this.#offers.get(accepted?.subject ?? '')?.atMs ?? event.atMs
    return say.accepted(contractor(order.contractorId), order.level, minutesBetween(askedAtMs, event.atMs))
  }

  #completed({ contractorId, completedAtMs, finishByMs }: Order): Told {
    const { say, time } = this.#options
    const contractor = this.#options.contractor(contractorId)
    if (completedAtMs === null || finishByMs === null || finishByMs - completedAtMs > FAR_MS) {
      return { mark: MARK.done, tone: 'good', text: say.completed(contractor) }
    }
    const duration = say.duration(Math.abs(minutesBetween(completedAtMs, finishByMs)))
    const deadline = time(finishByMs)
    return completedAtMs <= finishByMs
      ? { mark: MARK.done, tone: 'good', text: say.completedBefore(contractor, duration, deadline) }
      : { mark: MARK.undone, tone: 'alarm', text: say.completedAfter(contractor, duration, deadline) }
  }

  #offer(event: JournalEvent): Told | undefined {
    const { say } = this.#options
    const offer = this.#offers.get(event.subject)
    const contractor = this.#options.contractor(event.contractorId)
    switch (event.type) {
      case 'offer.created':
        this.#offers.set(event.subject, this.#asked(event))
        return undefined
      case 'offer.delivered':
        if (offer === undefined) return undefined
        offer.delivered = true
        // The receiver answers 204 only to a signature that holds.
        return { mark: MARK.ask, tone: 'plain', text: say.asked(contractor, offer.level, offer.rank, offer.respondBy) }
      case 'offer.declined':
        return { mark: MARK.undone, tone: 'doubt', text: say.declined(contractor, reasonGiven(event)) }
      case 'offer.expired': {
        const text = offer?.delivered === true ? say.expired(contractor) : say.askedUndelivered(contractor)
        return { mark: MARK.undone, tone: 'doubt', text }
      }
      default:
        return undefined
    }
  }

  #asked({ atMs, data }: JournalEvent): Asked {
    const { level, rank, respondBy } = data as Pick<Asked, 'level' | 'rank' | 'respondBy'>
    return { atMs, level, rank, respondBy: this.#options.time(parseInstant(respondBy) ?? atMs), delivered: false }
  }
}

function reasonGiven({ data }: JournalEvent): string {
  return String(data.reason ?? '')
}

function minutesBetween(fromMs: number, toMs: number): number {
  return Math.round((toMs - fromMs) / MINUTE_MS)
}
