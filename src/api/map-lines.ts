import type { Cell } from '../domain/forecast.ts'
import type { LineString, Route } from '../domain/route.ts'
import type { EpochMs } from '../domain/time.ts'
import { cellsOf, placeOfRoute } from '../forecast/cells.ts'
import { listBlocks } from '../store/blocks/list-blocks.ts'
import type { ApiDeps } from './deps.ts'
import type { Principal } from './principal.ts'
import { bodyOf } from './public-snapshot.ts'
import type { CachedBody } from './send-cached.ts'
import { visibleRoutes } from './visible-routes.ts'

const ROUTES_AT_ONCE = 1000
/** Five digits of a degree are about a metre: finer than a road is wide. */
const ROUNDING = 1e5

/** The lines a caller may see, ready to be sent, and the forecast cells they lie in. */
export interface MapLines {
  readonly body: CachedBody
  readonly cells: readonly Cell[]
}

/** Reads every line the caller may see. */
export async function makeMapLines(
  { db, config }: Pick<ApiDeps, 'db' | 'config'>,
  principal: Principal,
  nowMs: EpochMs,
): Promise<MapLines> {
  const features: object[] = []
  const places: { lat: number; lon: number }[] = []
  const wanted = new Set<string>()
  for await (const route of everyRoute({ db }, principal, nowMs)) {
    features.push(featureOf(route))
    wanted.add(route.blockId)
    const place = placeOfRoute(route.geometry, [])
    if (place !== undefined) places.push(place)
  }
  const { authorityId, contractorId } = principal
  const blocks = (await listBlocks(db, { authorityId }))
    .filter((it) => contractorId === null || wanted.has(it.id))
    .map(({ id, name, nameKana }) => ({ id, name, nameKana }))
  const text = JSON.stringify({ type: 'FeatureCollection', blocks, features })
  return { body: await bodyOf('application/geo+json', text), cells: cellsOf(places, config.forecast.cellDeg) }
}

async function* everyRoute({ db }: Pick<ApiDeps, 'db'>, principal: Principal, nowMs: EpochMs): AsyncGenerator<Route> {
  for (let after: string | undefined; ; ) {
    const routes = await visibleRoutes(db, principal, { after, limit: ROUTES_AT_ONCE }, nowMs)
    yield* routes
    if (routes.length < ROUTES_AT_ONCE) return
    after = routes.at(-1)?.id
    await new Promise<void>((resolve) => setImmediate(resolve))
  }
}

function featureOf(route: Route): object {
  const { id, name, nameKana, blockId, roadClass, lengthM, plowMinutes, deadline, geometry } = route
  const properties = { name, nameKana, block: blockId, roadClass, lengthM, plowMinutes, deadline }
  return { type: 'Feature', id, geometry: geometry && rounded(geometry), properties }
}

function rounded({ type, coordinates }: LineString): LineString {
  return { type, coordinates: coordinates.map((it) => it.map((value) => Math.round(value * ROUNDING) / ROUNDING)) }
}
