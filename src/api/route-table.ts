import type { FastifyInstance, RouteOptions } from 'fastify'
import type { Scope } from '../domain/role.ts'
import { scopeList } from './auth.ts'
import type { Api } from './deps.ts'

/** A route and who may call it. */
export interface ApiRoute {
  readonly method: string
  /** With `:id` placeholders. */
  readonly url: string
  /** Any one of them admits; empty for public routes and those of a session. */
  readonly scopes: readonly Scope[]
  readonly access: 'public' | 'session' | 'scope'
}

const tables = new WeakMap<FastifyInstance, ApiRoute[]>()

/**
 * Collects every route as it is registered; starting fails when one says neither which scope it needs nor that it is
 * public or for whoever is signed in, so that none is open by oversight.
 */
export function registerRouteTable(app: Api): void {
  const routes: RouteOptions[] = []
  app.addHook('onRoute', (route) => {
    routes.push(route)
  })
  app.addHook('onReady', async () => {
    tables.set(app as unknown as FastifyInstance, routes.flatMap(entriesOf))
  })
}

/** Every route of a started application. */
export function routeTable(app: FastifyInstance): readonly ApiRoute[] {
  return tables.get(app) ?? []
}

function entriesOf(route: RouteOptions): ApiRoute[] {
  const { public: open, session, scope } = route.config ?? {}
  const access = open ? 'public' : session ? 'session' : 'scope'
  const scopes = access === 'scope' ? scopeList(scope) : []
  const methods = Array.isArray(route.method) ? route.method : [route.method]
  if (scopes.length === 0 && access === 'scope') {
    throw new Error(`route ${methods.join(',')} ${route.url} declares neither a scope nor that it is public`)
  }
  return methods.map((method) => ({ method, url: route.url, scopes, access }))
}
