import type { EpochMs } from '../../domain/time.ts'
import type { Db } from '../database.ts'

/** What a view of all routes needs of each: no line, no name. */
export interface RouteGlance {
  readonly id: string
  /** Wall-clock time `HH:MM` by which it must be done. */
  readonly deadline: string | null
  /** Newest plow pass; null: none is known. */
  readonly lastPassAtMs: EpochMs | null
}

export interface RouteGlanceQuery {
  readonly authorityId: string
  /** Only routes with a greater id, for paging. */
  readonly after: string | undefined
  readonly limit: number
}

/** Routes of an authority in order of id, each with its newest pass: one look-up in an index per route. */
export async function listRouteGlances(db: Db, query: RouteGlanceQuery): Promise<RouteGlance[]> {
  let select = db
    .selectFrom('routes')
    .select(['routes.id', 'routes.deadline'])
    .select(({ selectFrom }) =>
      selectFrom('passes')
        .select(({ fn }) => fn.max('passes.at').as('at'))
        .whereRef('passes.route_id', '=', 'routes.id')
        .as('last_pass_at'),
    )
    .where('routes.authority_id', '=', query.authorityId)
    .orderBy('routes.id')
    .limit(query.limit)
  if (query.after !== undefined) select = select.where('routes.id', '>', query.after)
  const rows = await select.execute()
  return rows.map((row) => ({
    id: row.id,
    deadline: row.deadline,
    lastPassAtMs: row.last_pass_at === null ? null : Number(row.last_pass_at),
  }))
}
