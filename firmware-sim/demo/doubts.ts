import type { Reason } from '../../src/domain/decision.ts'
import { MINUTE_MS } from '../../src/domain/time.ts'
import type { JournalEvent } from '../../src/store/events/list-events.ts'

export type DoubtChange =
  | { readonly kind: 'doubt'; readonly device: string; readonly reason: Reason }
  | { readonly kind: 'trusted'; readonly device: string }

interface Doubt {
  readonly reason: Reason
  /** False: nothing to tell people of, neither now nor when it is over. */
  readonly told: boolean
}

/** After a pass a sensor is expected to see much less snow at once, and to be doubted until it has confirmed it. */
const AFTER_PASS_MS = 60 * MINUTE_MS

/** Follows which sensors the decisions leave out, and says when that changes. */
export class Doubts {
  /** Route → rule → device → why. */
  readonly #byRule = new Map<string, Map<string, ReadonlyMap<string, Reason>>>()
  /** Route → device → what was said of it. */
  readonly #current = new Map<string, Map<string, Doubt>>()
  readonly #passAtMs = new Map<string, number>()

  /** Takes in a journal line about `routeId`; what has changed by it. */
  take(event: JournalEvent, routeId: string): DoubtChange[] {
    if (event.type === 'order.completed') this.#passAtMs.set(routeId, event.atMs)
    if (!event.type.startsWith('decision.')) return []
    const rules = this.#byRule.get(routeId) ?? new Map<string, ReadonlyMap<string, Reason>>()
    rules.set(event.actor, doubtedIn(event.data.reasons as readonly Reason[]))
    this.#byRule.set(routeId, rules)
    const doubted = new Map([...rules.values()].flatMap((it) => [...it]))
    return this.#compare(event, routeId, doubted)
  }

  #compare(event: JournalEvent, routeId: string, doubted: ReadonlyMap<string, Reason>): DoubtChange[] {
    const current = this.#current.get(routeId) ?? new Map<string, Doubt>()
    this.#current.set(routeId, current)
    const changes: DoubtChange[] = []
    for (const [device, reason] of doubted) {
      if (current.has(device)) continue
      // A decision that is told of gives its reasons itself.
      const told = event.type === 'decision.hold' && !this.#followsPass(event, routeId, reason)
      current.set(device, { reason, told })
      if (told) changes.push({ kind: 'doubt', device, reason })
    }
    for (const [device, { told }] of [...current]) {
      if (doubted.has(device)) continue
      current.delete(device)
      if (told) changes.push({ kind: 'trusted', device })
    }
    return changes
  }

  #followsPass(event: JournalEvent, routeId: string, reason: Reason): boolean {
    const passAtMs = this.#passAtMs.get(routeId) ?? Number.NEGATIVE_INFINITY
    return reason.code === 'sensor-suspect' && event.atMs - passAtMs < AFTER_PASS_MS
  }
}

/** Devices with why they are left out; one that has never spoken is not missed yet. */
function doubtedIn(reasons: readonly Reason[]): Map<string, Reason> {
  const doubted = new Map<string, Reason>()
  for (const reason of reasons) {
    if (reason.code === 'sensor-suspect') doubted.set(reason.device, reason)
    if (reason.code === 'sensor-stale' && reason.silentMin !== null) doubted.set(reason.device, reason)
  }
  return doubted
}
