import { OPEN_ORDER_STATES } from '../../domain/order.ts'
import type { Db, Trx } from '../database.ts'
import { literalIn } from '../literal-in.ts'
import type { BoardKind } from './list-urgent-orders.ts'

export interface OpenCounts {
  /** Open orders by state, dispatch and stand-by apart. */
  readonly dispatch: Readonly<Record<(typeof OPEN_ORDER_STATES)[number], number>>
  readonly standby: Readonly<Record<(typeof OPEN_ORDER_STATES)[number], number>>
  readonly kinds: Readonly<Record<BoardKind, number>>
  /** Firms with a crew at work. */
  readonly crewsWorking: number
}

/** How many orders of an authority are open, by state and by why they are on the board. */
export async function countOpen(db: Db | Trx, authorityId: string): Promise<OpenCounts> {
  const open = db
    .selectFrom('orders')
    .where('authority_id', '=', authorityId)
    .where(literalIn('state', OPEN_ORDER_STATES))
  const rows = await open
    .select(['state', 'level', 'deadline_state'])
    .select((eb) => [
      eb('alarm_at', 'is not', null).as('alarmed'),
      eb('no_longer_needed_at', 'is not', null).as('unneeded'),
      eb.fn.countAll<number>().as('count'),
    ])
    .groupBy(['state', 'level', 'deadline_state', 'alarmed', 'unneeded'])
    .execute()
  const crews = await open
    .where('state', '=', 'started')
    .select(({ fn }) => fn.count<number>('contractor_id').distinct().as('count'))
    .executeTakeFirst()
  const counts = {
    dispatch: { proposed: 0, requested: 0, accepted: 0, started: 0 },
    standby: { proposed: 0, requested: 0, accepted: 0, started: 0 },
    kinds: { alarm: 0, proposal: 0, late: 0, recall: 0, offer: 0 },
    crewsWorking: Number(crews?.count ?? 0),
  }
  for (const row of rows) {
    const count = Number(row.count)
    const state = row.state as (typeof OPEN_ORDER_STATES)[number]
    counts[row.level as 'dispatch' | 'standby'][state] += count
    const kind = kindOf(state, row)
    if (kind !== null) counts.kinds[kind] += count
  }
  return counts
}

function kindOf(
  state: (typeof OPEN_ORDER_STATES)[number],
  row: { deadline_state: string; alarmed: unknown; unneeded: unknown },
): BoardKind | null {
  if (state === 'proposed') return 'proposal'
  if (state === 'requested') return Number(row.alarmed) === 1 ? 'alarm' : 'offer'
  if (row.deadline_state !== 'on-time') return 'late'
  return Number(row.unneeded) === 1 ? 'recall' : null
}
