import type { Db } from '../database.ts'
import type { JournalEvent } from './list-events.ts'

/** Nouns whose subject is about a road; it is called by the name of the road. */
const WORK_NOUNS = ['order', 'offer', 'decision'] as const

/**
 * What the subjects of these events are called now, by `noun subject`: roads by their name, orders, offers and
 * decisions by their road's. What has no name, or is gone, is left out.
 */
export async function findSubjectNames(db: Db, events: readonly JournalEvent[]): Promise<ReadonlyMap<string, string>> {
  const names = new Map<string, string>()
  const add = (nouns: readonly string[], rows: readonly { readonly id: string; readonly name: string }[]) => {
    for (const { id, name } of rows) if (name !== '') for (const noun of nouns) names.set(`${noun} ${id}`, name)
  }
  const subjectsOf = (...nouns: string[]) => [
    ...new Set(events.flatMap((it) => (nouns.includes(nounOf(it)) ? [it.subject] : []))),
  ]
  for (const noun of WORK_NOUNS) add([noun], await roadsOf(db, noun, subjectsOf(noun)))
  add(['route', 'roster'], await namesIn(db, 'routes', subjectsOf('route', 'roster')))
  add(['roster'], await namesIn(db, 'blocks', subjectsOf('roster')))
  add(['contractor'], await namesIn(db, 'contractors', subjectsOf('contractor')))
  add(['user', 'session'], await namesIn(db, 'users', subjectsOf('user', 'session')))
  return names
}

/** The first part of a type: `order` of `order.accepted`. */
export function nounOf(event: JournalEvent): string {
  return event.type.split('.')[0] ?? ''
}

async function namesIn(db: Db, table: 'routes' | 'blocks' | 'contractors' | 'users', ids: readonly string[]) {
  if (ids.length === 0) return []
  return db
    .selectFrom(table)
    .select(['id', 'name'])
    .where('id', 'in', [...ids])
    .execute()
}

async function roadsOf(db: Db, noun: (typeof WORK_NOUNS)[number], ids: readonly string[]) {
  if (ids.length === 0) return []
  if (noun === 'order') {
    return db
      .selectFrom('orders')
      .innerJoin('routes', 'routes.id', 'orders.route_id')
      .select(['orders.id', 'routes.name'])
      .where('orders.id', 'in', [...ids])
      .execute()
  }
  if (noun === 'decision') {
    return db
      .selectFrom('decisions')
      .innerJoin('routes', 'routes.id', 'decisions.route_id')
      .select(['decisions.id', 'routes.name'])
      .where('decisions.id', 'in', [...ids])
      .execute()
  }
  return db
    .selectFrom('offers')
    .innerJoin('orders', 'orders.id', 'offers.order_id')
    .innerJoin('routes', 'routes.id', 'orders.route_id')
    .select(['offers.id', 'routes.name'])
    .where('offers.id', 'in', [...ids])
    .execute()
}
