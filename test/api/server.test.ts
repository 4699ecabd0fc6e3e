import { afterAll, beforeAll, expect, test } from 'vitest'
import { eagerSerializers } from '../../src/api/serializers.ts'
import { buildApi, startApi } from '../../src/api/server.ts'
import { type District, openDistrict, START_MS } from './fixture.ts'

let district: District
let ready = true
beforeAll(async () => {
  district = await openDistrict({
    change: (deps) => ({
      ...deps,
      health: async () => ({ ready, checks: [{ name: 'store', ok: ready, detail: 'disk' }] }),
    }),
  })
})
afterAll(() => district[Symbol.asyncDispose]())

test('alive always, ready when it is', async () => {
  expect((await district.as(null, 'GET', '/livez')).json()).toEqual({ status: 'alive', version: '0.0.0-test' })
  expect((await district.as(null, 'GET', '/readyz')).statusCode).toBe(200)
  ready = false
  const down = await district.as(null, 'GET', '/readyz')
  expect([down.statusCode, down.json()]).toEqual([
    503,
    { ready: false, checks: [{ name: 'store', ok: false, detail: 'disk' }] },
  ])
  expect((await district.as(null, 'GET', '/livez')).statusCode).toBe(200)
})

test('every answer can be written: none waits for the night to be compiled', async () => {
  const app = buildApi(district.deps, eagerSerializers)
  await app.ready()
  await app.close()
})

interface Operation {
  summary?: string
  tags?: string[]
  security?: object[]
  responses: Record<string, { content?: Record<string, { schema: object }> }>
  parameters?: { name: string; in: string }[]
}

test('the description is OpenAPI 3.1, and complete for every route', async () => {
  const reply = await district.as(null, 'GET', '/api/v1/openapi.json')
  const spec = reply.json() as { openapi: string; paths: Record<string, Record<string, Operation>> }
  expect(spec.openapi).toBe('3.1.0')
  const operations = Object.entries(spec.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({ what: `${method} ${path}`, method, path, operation })),
  )
  expect(operations.length).toBeGreaterThan(40)
  for (const { what, method, path, operation } of operations) {
    expect(operation.summary, what).toBeTruthy()
    expect(operation.tags, what).toHaveLength(1)
    const signIn = ['post /api/v1/session', 'post /api/v1/set-password', 'post /api/v1/setup'].includes(what)
    const open = !path.startsWith('/api/v1/') || path.endsWith('openapi.json') || signIn
    const own = /^\/api\/v1\/session(\/|$)/.test(path) && !signIn
    const session = method === 'get' ? { session: [] } : { session: [], csrf: [] }
    expect(operation.security, what).toEqual(open ? [] : own ? [session] : [{ apiKey: [] }, session])
    const problems = Object.values(operation.responses).filter((it) => it.content?.['application/problem+json'])
    expect(problems.length, what).toBeGreaterThan(open ? 0 : 3)
    const good = Object.keys(operation.responses).filter((it) => it < '400')
    expect(good.length, what).toBeGreaterThan(0)
    const headers = (operation.parameters ?? []).filter((it) => it.in === 'header').map((it) => it.name)
    if (method !== 'get' && !signIn && !own) expect(headers, what).toContain('Idempotency-Key')
  }
})

test('the rule of a text with a pattern is worded to follow “must be” in a refusal', async () => {
  const spec = (await district.as(null, 'GET', '/api/v1/openapi.json')).json() as {
    paths: Record<string, Record<string, { requestBody?: unknown; parameters?: unknown }>>
  }
  const found: string[] = []
  const look = (at: unknown, where: string): void => {
    if (typeof at !== 'object' || at === null) return
    const { pattern, description } = at as { pattern?: unknown; description?: unknown }
    if (typeof pattern === 'string' && typeof description === 'string') found.push(`${where}: ${description}`)
    for (const [name, inner] of Object.entries(at)) if (name !== 'examples') look(inner, `${where}.${name}`)
  }
  for (const [path, item] of Object.entries(spec.paths)) {
    for (const { requestBody, parameters } of Object.values(item)) look([requestBody, parameters], path)
  }
  expect(found.length).toBeGreaterThan(5)
  expect(found.filter((it) => /: [A-Z][^:]*$/.test(it) || it.endsWith('.'))).toEqual([])
})

test('every reference in the description leads somewhere', async () => {
  const spec = (await district.as(null, 'GET', '/api/v1/openapi.json')).json() as {
    components: { schemas: Record<string, object> }
  }
  const targets = new Set([...JSON.stringify(spec).matchAll(/"\$ref":"([^"]+)"/g)].map((it) => it[1] ?? ''))
  expect(targets).toContain('#/components/schemas/Problem')
  for (const target of targets) {
    expect(target).toMatch(/^#\/components\/schemas\/\w+$/)
    expect(Object.keys(spec.components.schemas)).toContain(target.split('/').at(-1))
  }
})

test('the documentation is readable offline, under a strict policy', async () => {
  expect((await district.as(null, 'GET', '/')).headers.location).toBe('/docs')
  const page = await district.as(null, 'GET', '/docs')
  expect(page.headers['content-security-policy']).toContain("default-src 'none'; script-src 'self'")
  const assets = [...page.body.matchAll(/(?:src|href)="([^"]+)"/g)].map((it) => it[1] ?? '')
  expect(assets.length).toBeGreaterThan(5)
  for (const asset of assets) {
    expect(asset).toMatch(/^\/docs\//)
    expect((await district.as(null, 'GET', asset)).statusCode, asset).toBe(200)
  }
  // what runs is in files: the policy allows no inline script
  expect(page.body).not.toMatch(/<script>/)
})

test('answers carry security headers', async () => {
  for (const url of ['/livez', '/api/v1/devices', '/nowhere']) {
    const { headers } = await district.as(null, 'GET', url)
    expect(headers).toMatchObject({
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-store',
    })
  }
})

test('simulated time stands still while a request is answered, and moves on after it', async () => {
  let nowDuring = 0
  await using slow = await openDistrict({
    change: (deps) => ({
      ...deps,
      health: async () => {
        const sleeper = deps.clock.sleepUntil(START_MS + 60_000)
        await Promise.race([sleeper, new Promise((resolve) => setTimeout(resolve, 100))])
        nowDuring = deps.clock.now()
        return { ready: true, checks: [] }
      },
    }),
  })
  await slow.as(null, 'GET', '/readyz')
  expect(nowDuring).toBe(START_MS)
  await slow.clock.sleepUntil(START_MS + 120_000)
  expect(slow.clock.now()).toBe(START_MS + 120_000)
})

test('a caller that hangs up does not keep time standing', async () => {
  await using slow = await openDistrict({
    change: (deps) => ({ ...deps, health: () => new Promise(() => {}) }),
  })
  const { url, close } = await startApi(slow.deps)
  await expect(fetch(`${url}/readyz`, { signal: AbortSignal.timeout(200) })).rejects.toThrow()
  await slow.clock.sleepUntil(START_MS + 1000)
  expect(slow.clock.now()).toBe(START_MS + 1000)
  await close()
})

test('a taken port is an error, not a hang', async () => {
  const first = await startApi(district.deps)
  const port = Number(new URL(first.url).port)
  const config = { ...district.deps.config, http: { ...district.deps.config.http, port } }
  await expect(startApi({ ...district.deps, config })).rejects.toThrow('EADDRINUSE')
  await first.close()
})
