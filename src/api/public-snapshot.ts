import { createHash } from 'node:crypto'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import type { Route } from '../domain/route.ts'
import { type EpochMs, SECOND_MS, toIso } from '../domain/time.ts'
import { listAuthorities } from '../store/authorities/list-authorities.ts'
import { listBlocks } from '../store/blocks/list-blocks.ts'
import { listRouteGlances } from '../store/routes/list-route-glances.ts'
import { listRoutes } from '../store/routes/list-routes.ts'
import type { ApiDeps } from './deps.ts'
import { publicCsv } from './public-csv.ts'
import { type PublicRoute, publicRoute, type RouteKnown } from './public-map.ts'
import { byRoute, readFleet, readOpenOrders, routeSnow, sensorsByRoute } from './route-glance.ts'
import type { CachedBody } from './send-cached.ts'

/** Residents see nothing older than this, and however many they are, the store is read no more often. */
export const MAX_AGE_S = 30

const ROUTES_AT_ONCE = 1000
const pack = promisify(gzip)

const FORMS = {
  geojson: { type: 'application/geo+json', text: geoJson },
  json: { type: 'application/json; charset=utf-8', text: statusJson },
  csv: { type: 'text/csv; charset=utf-8', text: ({ routes }: Made) => publicCsv(routes) },
} as const
export type PublicForm = keyof typeof FORMS

interface Made {
  readonly atMs: EpochMs
  readonly routes: readonly PublicRoute[]
}

/** All that residents may see at one moment; each form of it is made once, when first asked for. */
export class PublicSnapshot {
  readonly atMs: EpochMs
  readonly #routes: ReadonlyMap<string, PublicRoute>
  readonly #bodies = new Map<PublicForm, Promise<CachedBody>>()

  constructor({ atMs, routes }: Made) {
    this.atMs = atMs
    this.#routes = new Map(routes.map((it) => [it.id, it]))
  }

  route(id: string): PublicRoute | undefined {
    return this.#routes.get(id)
  }

  body(form: PublicForm): Promise<CachedBody> {
    let body = this.#bodies.get(form)
    if (body === undefined) {
      const made = { atMs: this.atMs, routes: [...this.#routes.values()] }
      body = bodyOf(FORMS[form].type, FORMS[form].text(made))
      this.#bodies.set(form, body)
    }
    return body
  }
}

/** Makes a snapshot at most twice a minute, whoever asks. */
export class PublicSnapshots {
  readonly #deps: Pick<ApiDeps, 'db' | 'clock' | 'sensorState'>
  #made: { readonly atMs: EpochMs; readonly snapshot: Promise<PublicSnapshot> } | undefined

  constructor(deps: Pick<ApiDeps, 'db' | 'clock' | 'sensorState'>) {
    this.#deps = deps
  }

  current(): Promise<PublicSnapshot> {
    const nowMs = this.#deps.clock.now()
    const made = this.#made
    if (made !== undefined && nowMs - made.atMs < MAX_AGE_S * SECOND_MS) return made.snapshot
    const snapshot = makeSnapshot(this.#deps, nowMs)
    this.#made = { atMs: nowMs, snapshot }
    // a failure is not kept: the next request tries again
    snapshot.catch(() => {
      this.#made = undefined
    })
    return snapshot
  }
}

async function makeSnapshot(deps: Pick<ApiDeps, 'db' | 'sensorState'>, nowMs: EpochMs): Promise<PublicSnapshot> {
  const blocks = new Map((await listBlocks(deps.db)).map((it) => [it.id, it]))
  const made: PublicRoute[] = []
  for (const authority of await listAuthorities(deps.db)) {
    for await (const { route, known } of routesOf(deps, authority.id, nowMs)) {
      made.push(publicRoute(route, { authority, block: blocks.get(route.blockId) }, known, nowMs))
    }
  }
  const byId = made.toSorted((a, b) => (a.id < b.id ? -1 : 1))
  return new PublicSnapshot({ atMs: nowMs, routes: byId })
}

/** Every route of an authority with what is known of it, by id; between two pages others have their turn. */
async function* routesOf(
  deps: Pick<ApiDeps, 'db' | 'sensorState'>,
  authorityId: string,
  nowMs: EpochMs,
): AsyncGenerator<{ readonly route: Route; readonly known: RouteKnown }> {
  const sensors = sensorsByRoute(await readFleet(deps, authorityId, nowMs))
  const orders = byRoute(await readOpenOrders(deps, { authorityId }))
  for (let after: string | undefined; ; ) {
    const page = { authorityId, after, limit: ROUTES_AT_ONCE }
    const routes = await listRoutes(deps.db, page)
    const passes = new Map((await listRouteGlances(deps.db, page)).map((it) => [it.id, it.lastPassAtMs]))
    for (const route of routes) {
      const snow = routeSnow(sensors.get(route.id) ?? [])
      const lastPassAtMs = passes.get(route.id) ?? null
      yield { route, known: { snow, openOrders: orders.get(route.id) ?? [], lastPassAtMs } }
    }
    if (routes.length < ROUTES_AT_ONCE) return
    after = routes.at(-1)?.id
    await new Promise<void>((resolve) => setImmediate(resolve))
  }
}

/** A body with its ETag and gzip form. */
export async function bodyOf(type: string, text: string): Promise<CachedBody> {
  const plain = Buffer.from(text)
  const etag = createHash('sha256').update(plain).digest('base64url').slice(0, 22)
  return { type, etag, plain, gzip: await pack(plain) }
}

function geoJson({ atMs, routes }: Made): string {
  return JSON.stringify({ type: 'FeatureCollection', generatedAt: toIso(atMs), features: routes })
}

function statusJson({ atMs, routes }: Made): string {
  const items = routes.map(({ id, geometry, properties }) => ({ id, located: geometry !== null, ...properties }))
  return JSON.stringify({ generatedAt: toIso(atMs), routes: items })
}
