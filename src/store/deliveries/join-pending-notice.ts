import type { Trx } from '../database.ts'
import type { DeliveryType, NoticeBody, NoticeItem } from './delivery.ts'

export interface JoinRequest {
  readonly target: string
  readonly type: DeliveryType
  /** Only a message of the same call-out is joined; null: one of none. */
  readonly callOutId: string | null
  readonly item: NoticeItem
}

/** Items one message may hold; what comes after begins another. */
const MAX_ITEMS = 100

/**
 * Adds an event to a message that still waits for its first attempt: compare-and-set, so that what is being sent meanwhile
 * gets nothing added that nobody would read.
 * @returns that message's id, or undefined when there is none to join.
 */
export async function joinPendingNotice(trx: Trx, request: JoinRequest): Promise<string | undefined> {
  const row = await trx
    .selectFrom('deliveries')
    .select(['id', 'body_json'])
    .where('state', '=', 'pending')
    .where('target', '=', request.target)
    .where('type', '=', request.type)
    .where('call_out_id', request.callOutId === null ? 'is' : '=', request.callOutId)
    .where('attempts', '=', 0)
    .where('lease_owner', 'is', null)
    .orderBy('id', 'desc')
    .executeTakeFirst()
  if (row === undefined) return undefined
  const { items } = JSON.parse(row.body_json) as NoticeBody
  if (items.length >= MAX_ITEMS) return undefined
  const body: NoticeBody = { items: [...items, request.item] }
  const { numUpdatedRows } = await trx
    .updateTable('deliveries')
    .set({ body_json: JSON.stringify(body) })
    .where('id', '=', row.id)
    .where('body_json', '=', row.body_json)
    .where('state', '=', 'pending')
    .where('attempts', '=', 0)
    .where('lease_owner', 'is', null)
    .executeTakeFirst()
  return numUpdatedRows === 1n ? row.id : undefined
}
