import { afterAll, beforeAll, expect, test } from 'vitest'
import { type ApiRoute, routeTable } from '../../src/api/route-table.ts'
import { buildApi } from '../../src/api/server.ts'
import { KEY_ROLES, PERSON_ROLES, ROLE_SCOPES } from '../../src/domain/role.ts'
import { type District, openDistrict, problemIn } from './fixture.ts'
import { addPerson, signedIn } from './people.ts'

let district: District
let routes: readonly ApiRoute[]

beforeAll(async () => {
  district = await openDistrict()
  // a stream stays open for ever; its access is tested over a real socket
  routes = routeTable(district.app).filter((it) => !it.url.endsWith('/stream'))
})
afterAll(() => district[Symbol.asyncDispose]())

const urlOf = (route: ApiRoute) => route.url.replaceAll(/:\w+/g, '999999').replace('*', 'x')
const bodyOf = (route: ApiRoute) => (['POST', 'PUT', 'PATCH'].includes(route.method) ? {} : undefined)
const isUnsafe = (route: ApiRoute) => !['GET', 'HEAD', 'OPTIONS'].includes(route.method)

const status = async (caller: string | null, route: ApiRoute) => {
  const body = bodyOf(route)
  const more = body === undefined ? {} : { body }
  return (await district.as(caller, route.method as 'GET', urlOf(route), more)).statusCode
}

test('every route is in the table', () => {
  expect(routes.length).toBeGreaterThan(50)
  expect(routes.map((it) => `${it.method} ${it.url}`)).toContain('POST /api/v1/offers/:id/accept')
})

test('without a key or a session only public routes answer', async () => {
  for (const route of routes) {
    const got = await status(null, route)
    if (route.access === 'public') expect([401, 403, 500], `${route.method} ${route.url}`).not.toContain(got)
    else expect(got, `${route.method} ${route.url}`).toBe(401)
  }
})

test.each(KEY_ROLES)('%s is let in by scope, and by nothing else', async (role) => {
  for (const route of routes) {
    if (route.access === 'public') continue
    const allowed = route.scopes.some((it) => ROLE_SCOPES[role].includes(it))
    const got = await status(role, route)
    const what = `${role} ${route.method} ${route.url}`
    if (allowed) expect([200, 202, 400, 404, 428], what).toContain(got)
    else expect(got, what).toBe(403)
  }
})

test.each(PERSON_ROLES)('%s who is signed in is let in by scope, and to the own session', async (role) => {
  const user = await addPerson(district, `person-${role}`, role)
  for (const route of routes) {
    if (route.access === 'public') continue
    // a session of its own for each: signing out is one of the calls
    const browser = await signedIn(district, user)
    const { statusCode } = await browser.send(route.method, urlOf(route), bodyOf(route))
    const allowed = route.access === 'session' || route.scopes.some((it) => ROLE_SCOPES[role].includes(it))
    const what = `${role} ${route.method} ${route.url}`
    if (allowed) expect([200, 202, 204, 400, 404, 428], what).toContain(statusCode)
    else expect(statusCode, what).toBe(403)
  }
})

test('no change is made on a session’s cookie alone: every unsafe route refuses, whoever asks', async () => {
  const user = await addPerson(district, 'csrf', 'administrator')
  const browser = await signedIn(district, user)
  const right = browser.csrfToken
  const unsafe = routes.filter((it) => isUnsafe(it) && it.access !== 'public')
  expect(unsafe.length).toBeGreaterThan(30)
  const foreign = [
    { name: 'no header', 'x-csrf-token': undefined },
    { name: 'an empty one', 'x-csrf-token': '' },
    { name: "another session's", 'x-csrf-token': (await signedIn(district, user)).csrfToken },
    { name: 'the cookie itself', 'x-csrf-token': browser.cookies.get('yukiban') },
    { name: 'another origin', 'x-csrf-token': right, origin: 'https://evil.example' },
    { name: 'no origin to speak of', 'x-csrf-token': right, origin: 'null' },
    { name: 'another site', 'x-csrf-token': right, 'sec-fetch-site': 'cross-site' },
    { name: 'a neighbouring site', 'x-csrf-token': right, 'sec-fetch-site': 'same-site' },
  ]
  for (const route of unsafe) {
    for (const { name, ...headers } of foreign) {
      const reply = await browser.send(route.method, urlOf(route), bodyOf(route), headers)
      const what = `${route.method} ${route.url} with ${name}`
      expect([reply.statusCode, problemIn(reply).code], what).toEqual([403, 'csrf-refused'])
    }
  }
  const own = { origin: 'http://localhost:80', 'sec-fetch-site': 'same-origin' }
  expect((await browser.send('DELETE', '/api/v1/session', undefined, own)).statusCode).toBe(204)
})

test.each(['/api/v1/session', '/api/v1/set-password'])(
  '%s is for our own pages and for no browser elsewhere',
  async (url) => {
    const foreign: Record<string, string>[] = [{ origin: 'https://evil.example' }, { 'sec-fetch-site': 'cross-site' }]
    for (const headers of foreign) {
      const reply = await district.as(null, 'POST', url, { body: {}, headers })
      expect(problemIn(reply).code).toBe('csrf-refused')
    }
    // what a form of another site can send without asking first
    const form = { 'content-type': 'text/plain' }
    const reply = await district.app.inject({ method: 'POST', url, payload: '{}', headers: form })
    expect(reply.statusCode).toBe(400)
  },
)

test('a route that declares no scope keeps the service from starting', async () => {
  const app = buildApi(district.deps)
  app.get('/forgotten', async () => 'open to all')
  await expect(app.ready()).rejects.toThrow('/forgotten declares neither a scope nor that it is public')
  await app.close()
})
