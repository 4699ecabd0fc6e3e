import { afterAll, beforeAll, expect, test } from 'vitest'
import { type ApiRoute, routeTable } from '../../src/api/route-table.ts'
import { buildApi } from '../../src/api/server.ts'
import { KEY_ROLES, ROLE_SCOPES } from '../../src/domain/role.ts'
import { type District, openDistrict } from './fixture.ts'

let district: District
let routes: readonly ApiRoute[]

beforeAll(async () => {
  district = await openDistrict()
  // a stream stays open for ever; its access is tested over a real socket
  routes = routeTable(district.app).filter((it) => !it.url.endsWith('/stream'))
})
afterAll(() => district[Symbol.asyncDispose]())

const status = async (caller: string | null, route: ApiRoute) => {
  const body = route.method === 'POST' || route.method === 'PUT' ? { body: {} } : {}
  const url = route.url.replaceAll(/:\w+/g, '999999').replace('*', 'x')
  return (await district.as(caller, route.method as 'GET', url, body)).statusCode
}

test('every route is in the table', () => {
  expect(routes.length).toBeGreaterThan(50)
  expect(routes.map((it) => `${it.method} ${it.url}`)).toContain('POST /api/v1/offers/:id/accept')
})

test('without a key only public routes answer', async () => {
  for (const route of routes) {
    const got = await status(null, route)
    if (route.scopes.length === 0) expect([401, 403, 500], `${route.method} ${route.url}`).not.toContain(got)
    else expect(got, `${route.method} ${route.url}`).toBe(401)
  }
})

test.each(KEY_ROLES)('%s is let in by scope, and by nothing else', async (role) => {
  for (const route of routes) {
    if (route.scopes.length === 0) continue
    const allowed = route.scopes.some((it) => ROLE_SCOPES[role].includes(it))
    const got = await status(role, route)
    const what = `${role} ${route.method} ${route.url}`
    if (allowed) expect([200, 202, 400, 404, 428], what).toContain(got)
    else expect(got, what).toBe(403)
  }
})

test('a route that declares no scope keeps the service from starting', async () => {
  const app = buildApi(district.deps)
  app.get('/forgotten', async () => 'open to all')
  await expect(app.ready()).rejects.toThrow('/forgotten declares neither a scope nor that it is public')
  await app.close()
})
