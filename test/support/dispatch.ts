import type { CommandContext } from '../../src/dispatch/commands.ts'
import { raiseOrder } from '../../src/dispatch/raise-order.ts'
import { requireRoute } from '../../src/dispatch/require.ts'
import type { Level } from '../../src/domain/criterion.ts'
import type { Db } from '../../src/store/database.ts'
import { listOffers } from '../../src/store/offers/list-offers.ts'
import type { StoredOrder } from '../../src/store/orders/order-row.ts'
import { type SteppedClock, steppedClock } from './clock.ts'
import { smallDistrict } from './district.ts'
import { testDatabase } from './stores.ts'

export const OFFICER = { kind: 'user', id: 'officer' } as const
export const C1 = { kind: 'contractor', id: 'c1' } as const
export const C2 = { kind: 'contractor', id: 'c2' } as const
const RULE = { kind: 'rule', id: 'dispatch-10@1' } as const

/** How long contractors may take to answer, minutes. */
export const RESPOND_MIN = 10

export interface DispatchBench extends SteppedClock {
  readonly db: Db
  readonly ctx: CommandContext
  /** Routes whose pass was announced, in order. */
  readonly passed: string[]
  raise(change?: RaiseChange): Promise<StoredOrder | undefined>
  /** The order's open offer; '' when there is none. */
  openOffer(orderId: string): Promise<string>
  /** What waits for the contractors, as `contractor type`, in order. */
  outbox(): Promise<string[]>
}

export interface RaiseChange {
  readonly routeId?: string
  readonly level?: Level
  readonly state?: 'proposed' | 'requested'
  readonly priority?: number
  readonly respondMin?: number
  readonly contractorId?: string
  readonly reason?: string
}

/** A small district whose contractors have endpoints that nothing delivers to; time stands still between `advance`s. */
export async function openDispatch(options: { routes?: number; db?: Db } = {}): Promise<DispatchBench> {
  const db = options.db ?? (await testDatabase())
  await smallDistrict(db, { webhookUrl: 'http://192.0.2.1/hook', routes: options.routes ?? 1 })
  const { clock, advance } = steppedClock('2026-01-20T16:00:00Z')
  const passed: string[] = []
  return {
    db,
    clock,
    advance,
    passed,
    ctx: { db, clock, nudges: { deliver() {}, passRecorded: (routeId) => passed.push(routeId) } },
    raise: async ({ routeId = 'r1', ...change } = {}) => {
      const route = await requireRoute(db, routeId)
      const who = { decisionId: null, criterionId: null, respondMin: RESPOND_MIN, actor: RULE, nowMs: clock.now() }
      const what = { level: 'dispatch', state: 'requested', ...who, ...change } as const
      return db.transaction().execute((trx) => raiseOrder(trx, { route, ...what }))
    },
    openOffer: async (orderId) => (await listOffers(db, { orderId, state: 'open', limit: 1 }))[0]?.id ?? '',
    outbox: async () => {
      const rows = await db.selectFrom('deliveries').select(['contractor_id', 'type']).orderBy('created_at').execute()
      return rows.map((it) => `${it.contractor_id} ${it.type}`)
    },
  }
}
