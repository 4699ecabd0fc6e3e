import { type EpochMs, SECOND_MS } from '../domain/time.ts'
import type { Db } from '../store/database.ts'
import { listAlarmed } from '../store/orders/list-alarmed.ts'
import type { StoredOrder } from '../store/orders/order-row.ts'
import { eachForItself } from './each-for-itself.ts'
import { offerToNext, rankFor } from './offer-ladder.ts'
import type { DispatchPolicy } from './policy.ts'
import { requireOrder } from './require.ts'

/** Orders looked at in one go. Offers that run out wait for no more than these. */
export const ALARMED_PAGE = 100

/** How often all of them are looked at again. */
const PAUSE_MS = 30 * SECOND_MS

/** How many of a page are still left with an officer, and for how many somebody was asked. */
export interface Retried {
  readonly left: number
  readonly asked: number
}

/**
 * Looks again at orders that were left with an officer: somebody may have come on duty since, or have a crew free. The
 * most urgent order gets the first choice. The alarm's own notice stands; it is lifted once somebody is asked.
 * @param skip of them, the most urgent: looked at before.
 * @param onFailure gets the first failure once all had their turn; one that fails is still left.
 */
export async function retryAlarmed(
  db: Db,
  nowMs: EpochMs,
  policy: DispatchPolicy,
  skip = 0,
  onFailure: (error: unknown) => void = rethrow,
): Promise<Retried> {
  const alarmed = await listAlarmed(db, ALARMED_PAGE, skip)
  let asked = 0
  const retries = alarmed.map((order) => async () => {
    if (await askAgain(db, order, nowMs, policy)) asked++
  })
  await eachForItself(retries).catch(onFailure)
  return { left: alarmed.length - asked, asked }
}

async function askAgain(db: Db, order: StoredOrder, nowMs: EpochMs, policy: DispatchPolicy): Promise<boolean> {
  if ((await rankFor(db, order, nowMs)).candidates.length === 0) return false
  const offer = await db.transaction().execute(async (trx) => {
    const now = await requireOrder(trx, order.id)
    if (now.state !== 'requested' || now.alarmAtMs === null) return undefined
    return offerToNext(trx, now, nowMs, policy)
  })
  return offer !== undefined
}

function rethrow(error: unknown): never {
  throw error
}

/** Looks at all of them every PAUSE_MS, a page a round: however many there are, each has its turn. */
export class AlarmedSweep {
  readonly #db: Db
  readonly #policy: DispatchPolicy
  #beganAtMs = Number.NEGATIVE_INFINITY
  #left = 0
  /** Of the sweep under way; null: there is none. */
  #skip: number | null = null

  constructor(db: Db, policy: DispatchPolicy) {
    this.#db = db
    this.#policy = policy
  }

  /** Looks at the next page if it is time. @returns for how many somebody was asked. */
  async round(nowMs: EpochMs): Promise<number> {
    if (this.#skip === null) {
      if (nowMs < this.#beganAtMs + PAUSE_MS) return 0
      this.#beganAtMs = nowMs
      this.#left = 0
      this.#skip = 0
    }
    const failures: unknown[] = []
    const { left, asked } = await retryAlarmed(this.#db, nowMs, this.#policy, this.#skip, (it) => failures.push(it))
    this.#left += left
    this.#skip = left + asked < ALARMED_PAGE ? null : this.#skip + left
    if (failures.length > 0) throw failures[0]
    return asked
  }

  /** When the next page is due: at once during a sweep, never when nothing was left. */
  get dueAtMs(): EpochMs {
    if (this.#skip !== null) return Number.NEGATIVE_INFINITY
    return this.#left === 0 ? Number.POSITIVE_INFINITY : this.#beganAtMs + PAUSE_MS
  }
}
