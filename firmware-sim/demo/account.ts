import { type Language, reasonText } from '../../src/criteria/reason-text.ts'
import type { Level } from '../../src/domain/criterion.ts'
import type { Reason } from '../../src/domain/decision.ts'
import type { Order } from '../../src/domain/order.ts'
import { localHhMm } from '../../src/domain/time.ts'
import type { JournalEvent } from '../../src/store/events/list-events.ts'
import type { Places } from './district.ts'
import { Doubts } from './doubts.ts'
import type { Lines } from './lines.ts'
import { OrderStory } from './order-story.ts'
import { type Phrases, phrasesOf } from './phrases.ts'
import { MARK, type Told } from './told.ts'

export interface AccountOptions {
  readonly lines: Lines
  readonly language: Language
  readonly places: Places
  readonly findOrder: (id: string) => Promise<Order | undefined>
}

/** More routes than this that know nothing at the same time are one line. */
const MANY_ROUTES = 3

/** Tells people what the journal records: what was decided and why, who was asked, what came of it. */
export class Account {
  readonly #options: AccountOptions
  readonly #say: Phrases
  readonly #doubts = new Doubts()
  readonly #orders: OrderStory
  readonly #routeNames: ReadonlyMap<string, string>
  readonly #contractorNames: ReadonlyMap<string, string>
  /** By decision. */
  readonly #reasons = new Map<string, readonly Reason[]>()

  constructor(options: AccountOptions) {
    const { places, language } = options
    this.#options = options
    this.#say = phrasesOf(language)
    this.#routeNames = new Map(places.routes.map((it) => [it.id, it.name]))
    this.#contractorNames = new Map(places.contractors.map((it) => [it.id, it.name]))
    this.#orders = new OrderStory({
      say: this.#say,
      contractor: (id) => this.#contractor(id),
      time: (atMs) => localHhMm(atMs, places.authority.timeZone),
      reasons: (decisionId) => this.#reasons.get(decisionId) ?? [],
      why: (reasons) => this.#why(reasons),
    })
  }

  /** Tells journal lines that were committed together. */
  async tell(events: readonly JournalEvent[]): Promise<void> {
    this.#tellUnknown(events)
    for (const event of events) {
      const order = await this.#orderOf(event)
      const routeId = order?.routeId ?? String(event.data.routeId ?? '')
      this.#tellDoubts(event, routeId)
      const told = this.#toldOf(event, order, events)
      if (told !== undefined) this.#line(event.atMs, routeId, told)
    }
  }

  #toldOf(event: JournalEvent, order: Order | undefined, together: readonly JournalEvent[]): Told | undefined {
    if (event.type.startsWith('decision.')) {
      this.#reasons.set(event.subject, reasonsOf(event))
      return event.type === 'decision.release' ? this.#released(event, together) : this.#fired(event, together)
    }
    if (event.type === 'contractor.webhook-disabled') {
      return { mark: MARK.doubt, tone: 'alarm', text: this.#say.webhookOff(this.#contractor(event.contractorId)) }
    }
    if (order === undefined || followsRelease(event, together)) return undefined
    return this.#orders.tell(event, order, together)
  }

  /** One line for all the levels that a route's snow no longer asks for. */
  #released(event: JournalEvent, together: readonly JournalEvent[]): Told | undefined {
    const releases = together.filter((it) => it.type === 'decision.release' && sameRoute(it, event))
    if (releases[0] !== event) return undefined
    const withdrawn = together.filter((it) => it.type === 'order.withdrawn' && sameRoute(it, event)).map(levelOf)
    const why = this.#why(reasonsOf(event).slice(0, 1))
    return { mark: MARK.done, tone: 'quiet', text: this.#say.released(releases.map(levelOf), withdrawn, why) }
  }

  /** A criterion that fires is told with the order it raises; here only when there is one already. */
  #fired(event: JournalEvent, together: readonly JournalEvent[]): Told | undefined {
    if (event.type !== 'decision.fire' || together.some((it) => it.data.decisionId === event.subject)) return undefined
    return { mark: MARK.snow, tone: 'snow', text: this.#say.alreadyOpen(levelOf(event), this.#why(reasonsOf(event))) }
  }

  /** Routes that cannot be judged; many at once are told in one line. */
  #tellUnknown(events: readonly JournalEvent[]): void {
    const unknown = new Map<string, JournalEvent>()
    for (const event of events) if (event.type === 'decision.unknown') unknown.set(String(event.data.routeId), event)
    const [first] = unknown.values()
    if (first === undefined) return
    if (unknown.size > MANY_ROUTES) {
      this.#line(first.atMs, '', { mark: MARK.doubt, tone: 'doubt', text: this.#say.nothingKnown(unknown.size) })
      return
    }
    for (const [routeId, event] of unknown) {
      const text = this.#say.unknown(this.#why(reasonsOf(event)))
      this.#line(event.atMs, routeId, { mark: MARK.doubt, tone: 'doubt', text })
    }
  }

  #tellDoubts(event: JournalEvent, routeId: string): void {
    for (const change of this.#doubts.take(event, routeId)) {
      const told: Told =
        change.kind === 'doubt'
          ? { mark: MARK.doubt, tone: 'doubt', text: this.#say.doubt(this.#why([change.reason])) }
          : { mark: MARK.done, tone: 'quiet', text: this.#say.trusted(change.device) }
      this.#line(event.atMs, routeId, told)
    }
  }

  #why(reasons: readonly Reason[]): string {
    return reasons.map((it) => reasonText(it, this.#options.language)).join(this.#say.and)
  }

  async #orderOf(event: JournalEvent): Promise<Order | undefined> {
    if (event.type.startsWith('order.')) return this.#options.findOrder(event.subject)
    if (event.type.startsWith('offer.')) return this.#options.findOrder(String(event.data.orderId))
    return undefined
  }

  #line(atMs: number, routeId: string, told: Told): void {
    this.#options.lines.tell({ atMs, place: this.#routeNames.get(routeId) ?? routeId, ...told })
  }

  #contractor(id: string | null): string {
    return this.#contractorNames.get(id ?? '') ?? id ?? '?'
  }
}

function reasonsOf({ data }: JournalEvent): readonly Reason[] {
  return data.reasons as readonly Reason[]
}

function levelOf({ data }: JournalEvent): Level {
  return data.level as Level
}

function sameRoute(one: JournalEvent, other: JournalEvent): boolean {
  return one.data.routeId === other.data.routeId
}

/** True for an order withdrawn by a release, which tells of it. */
function followsRelease(event: JournalEvent, together: readonly JournalEvent[]): boolean {
  const rule = event.type === 'order.withdrawn' && event.actor.startsWith('rule:')
  return rule && together.some((it) => it.type === 'decision.release' && sameRoute(it, event))
}
