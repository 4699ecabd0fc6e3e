import { afterAll, beforeAll, expect, test } from 'vitest'
import { startApi } from '../../src/api/server.ts'
import { ERRORS } from '../../src/errors.ts'
import { type District, openDistrict, problemIn } from './fixture.ts'

let district: District

beforeAll(async () => {
  district = await openDistrict({
    env: { YUKIBAN_HTTP_BODY_LIMIT_BYTES: '2048' },
    change: (deps) => ({
      ...deps,
      routeState: async (id) => {
        if (id === 'hamamachi') throw new Error('secret detail of the inside')
        return deps.routeState(id)
      },
    }),
  })
})
afterAll(() => district[Symbol.asyncDispose]())

const device = { id: 'snow-3', surface: 'roadside' }
const json = { 'content-type': 'application/json' }

test.each([
  { name: 'unknown route', method: 'GET', url: '/api/v1/nothing', code: 'not-found', names: [] },
  { name: 'unknown id', method: 'GET', url: '/api/v1/devices/none', code: 'not-found', names: ['id'] },
  { name: 'wrong method', method: 'DELETE', url: '/api/v1/devices/snow-1', code: 'not-found', names: [] },
  { name: 'limit 0', method: 'GET', url: '/api/v1/devices?limit=0', code: 'request-invalid', names: ['limit'] },
  { name: 'limit beyond', method: 'GET', url: '/api/v1/orders?limit=1001', code: 'request-invalid', names: ['limit'] },
  { name: 'limit no number', method: 'GET', url: '/api/v1/devices?limit=x', code: 'request-invalid', names: ['limit'] },
  { name: 'unknown query', method: 'GET', url: '/api/v1/devices?limmit=5', code: 'request-invalid', names: ['limmit'] },
  { name: 'bad cursor', method: 'GET', url: '/api/v1/devices?cursor=WzFd', code: 'request-invalid', names: ['cursor'] },
  { name: 'bad state', method: 'GET', url: '/api/v1/orders?state=open', code: 'request-invalid', names: ['state'] },
  {
    name: 'bad time',
    method: 'GET',
    url: '/api/v1/devices/snow-1/readings?from=today',
    code: 'request-invalid',
    names: ['from'],
  },
  {
    name: 'time span',
    method: 'GET',
    url: '/api/v1/devices/snow-1/readings?from=5&to=5',
    code: 'request-invalid',
    names: ['from'],
  },
  {
    name: 'unknown field',
    method: 'POST',
    url: '/api/v1/devices',
    body: { ...device, colour: 1 },
    code: 'request-invalid',
    names: ['colour'],
  },
  {
    name: 'missing fields',
    method: 'POST',
    url: '/api/v1/devices',
    body: {},
    code: 'request-invalid',
    names: ['id', 'surface'],
  },
  { name: 'no body', method: 'POST', url: '/api/v1/devices', code: 'request-invalid', names: ['id', 'surface'] },
  {
    name: 'text for number',
    method: 'POST',
    url: '/api/v1/devices',
    body: { ...device, intervalS: '600' },
    code: 'request-invalid',
    names: ['intervalS'],
  },
  {
    name: 'null',
    method: 'POST',
    url: '/api/v1/devices',
    body: { ...device, lat: null },
    code: 'request-invalid',
    names: ['lat'],
  },
  {
    name: 'list for object',
    method: 'POST',
    url: '/api/v1/devices',
    body: [device],
    code: 'request-invalid',
    names: ['body'],
  },
  {
    name: 'bad id',
    method: 'POST',
    url: '/api/v1/devices',
    body: { ...device, id: '../x' },
    code: 'request-invalid',
    names: ['id'],
  },
  {
    name: "other's route",
    method: 'POST',
    url: '/api/v1/devices',
    body: { ...device, routeId: 'dote' },
    code: 'request-invalid',
    names: ['routeId'],
  },
  {
    name: 'id taken',
    method: 'POST',
    url: '/api/v1/devices',
    body: { ...device, id: 'snow-1' },
    code: 'conflict',
    names: [],
  },
  {
    name: 'broken JSON',
    method: 'POST',
    url: '/api/v1/devices',
    body: '{"id":',
    headers: json,
    code: 'request-invalid',
    names: [],
  },
  {
    name: 'prototype',
    method: 'POST',
    url: '/api/v1/devices',
    body: '{"__proto__":{}}',
    headers: json,
    code: 'request-invalid',
    names: [],
  },
  {
    name: 'no JSON',
    method: 'POST',
    url: '/api/v1/devices',
    body: 'id=1',
    headers: { 'content-type': 'text/plain' },
    code: 'request-invalid',
    names: [],
  },
  {
    name: 'too large',
    method: 'POST',
    url: '/api/v1/devices',
    body: { id: 'x'.repeat(3000) },
    code: 'request-too-large',
    names: [],
  },
] as const)('refused with a problem: $name', async (it) => {
  const more = { body: 'body' in it ? it.body : undefined, headers: 'headers' in it ? it.headers : {} }
  const reply = await district.as('administrator', it.method, it.url, more)
  const problem = problemIn(reply)
  expect(reply.headers['content-type']).toBe('application/problem+json')
  expect(problem).toMatchObject({ type: `/errors/${it.code}`, code: it.code, status: reply.statusCode })
  expect(reply.statusCode).toBe(ERRORS[it.code].status)
  expect((problem.problems ?? []).map((p) => p.field)).toEqual(it.names)
  expect(problem.instance).toBe(reply.headers['x-request-id'])
})

test('a refused value is shown', async () => {
  const reply = await district.as('administrator', 'POST', '/api/v1/devices', { body: { ...device, surface: 'roof' } })
  expect(problemIn(reply).problems).toEqual([
    {
      field: 'surface',
      value: 'roof',
      message: 'must be one of carriageway, roadside',
      code: 'must-be',
      remedy: 'Correct the value.',
    },
  ])
})

test('an unexpected error leaks nothing, and the log tells by request id', async () => {
  const reply = await district.as('officer', 'GET', '/api/v1/routes/hamamachi/state')
  const problem = problemIn(reply)
  expect(problem).toMatchObject({ status: 500, code: 'internal' })
  expect(reply.body).not.toContain('secret detail')
  const line = district.logged.find((it) => it.includes('secret detail'))
  expect(line).toContain(problem.instance)
})

test('keys never reach the log', async () => {
  await district.as('officer', 'GET', '/api/v1/routes')
  await district.as('yk_wrong', 'GET', '/api/v1/routes')
  const log = district.logged.join('')
  expect(log).toContain('/api/v1/routes')
  expect(log).not.toContain(district.keys.officer)
  expect(log).not.toContain('yk_wrong')
})

test('every error code has its page', async () => {
  for (const [code, kind] of Object.entries(ERRORS)) {
    const reply = await district.as(null, 'GET', `/errors/${code}`)
    expect(reply.json()).toEqual({ code, ...kind })
  }
  expect((await district.as(null, 'GET', '/errors/constructor')).statusCode).toBe(404)
})

test('a URL that cannot be decoded is a problem too', async () => {
  const { url, close } = await startApi(district.deps)
  try {
    const response = await fetch(`${url}/api/v1/devices/%zz`)
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({ code: 'request-invalid' })
    expect(response.headers.get('server')).toBeNull()
    expect(response.headers.get('x-powered-by')).toBeNull()
  } finally {
    await close()
  }
})
