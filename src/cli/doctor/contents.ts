import { inScope } from '../../domain/criterion.ts'
import type { Route } from '../../domain/route.ts'
import { listAuthorities } from '../../store/authorities/list-authorities.ts'
import { listBlocks } from '../../store/blocks/list-blocks.ts'
import { listPublishedCriteria } from '../../store/criteria/list-published-criteria.ts'
import type { Db } from '../../store/database.ts'
import { listDevices } from '../../store/devices/list-devices.ts'
import { findRoster } from '../../store/roster/find-roster.ts'
import type { RosterEntry } from '../../store/roster/upsert-roster.ts'
import { listRoutes } from '../../store/routes/list-routes.ts'
import { type Finding, named, warn } from './finding.ts'

const EVERYTHING = { limit: Number.MAX_SAFE_INTEGER }

/** Whether what is registered fits together well enough for decisions and dispatch. */
export async function checkContents(db: Db, nowMs: number): Promise<Finding[]> {
  const authorities = await listAuthorities(db)
  if (authorities.length === 0) return [warn('authorities', 'there is none', 'Run `yukiban init`.')]
  const routes = await listRoutes(db, EVERYTHING)
  const devices = await listDevices(db, EVERYTHING)
  const roster: RosterEntry[] = []
  for (const authority of authorities) roster.push(...(await findRoster(db, authority.id)))
  const sensed = new Set(devices.filter((it) => it.kind === 'ultrasonic').map((it) => it.routeId))
  const criteria = (await listPublishedCriteria(db)).filter((it) => it.enabled)
  return [
    named(
      'device tokens',
      devices.filter((it) => !it.hasToken),
      'every device has a token',
      'without token, so unable to connect',
      'Issue them by `yukiban device rotate ID`.',
    ),
    named(
      'routes without sensor',
      routes.filter((it) => !sensed.has(it.id)),
      'every route has a sensor',
      'without sensor, so never decided',
      'Register a device with --route for each.',
    ),
    named(
      'blocks without roster',
      (await listBlocks(db)).filter((it) => !isCovered(it.id, routes, roster, nowMs)),
      'every block has somebody to ask',
      'with routes that nobody on the roster can be asked for',
      'Add roster rows to the district file and import it.',
    ),
    named(
      'criteria without route',
      criteria.filter(
        (it) => !routes.some((route) => route.authorityId === it.authorityId && inScope(it.scope, route)),
      ),
      criteria.length === 0 ? 'there are no criteria yet' : 'every criterion applies somewhere',
      'whose scope matches no route',
      'Correct the scope or the road classes of the routes.',
    ),
  ]
}

/** True when each route of the block, if any, has somebody on the roster now. */
function isCovered(blockId: string, routes: readonly Route[], roster: readonly RosterEntry[], nowMs: number): boolean {
  const now = roster.filter((it) => (it.fromMs ?? nowMs) <= nowMs && (it.toMs ?? nowMs + 1) > nowMs)
  if (now.some((it) => it.blockId === blockId)) return true
  const own = routes.filter((it) => it.blockId === blockId)
  return own.every((route) => now.some((it) => it.routeId === route.id))
}
