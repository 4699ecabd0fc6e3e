import { afterEach, beforeEach, expect, test } from 'vitest'
import { MINUTE_MS } from '../../src/domain/time.ts'
import { createApiKey } from '../../src/store/api-keys/create-api-key.ts'
import { AUTHORITY, smallDistrict } from '../support/district.ts'
import { testService } from '../support/service.ts'
import { type District, openDistrict } from './fixture.ts'

const CRITERION = {
  id: 'd10',
  scope: 'authority',
  mode: 'automatic',
  level: 'dispatch',
  rule: { kind: 'threshold', triggerCm: 10 },
}
const NIGHT = { criteria: [CRITERION], from: '2026-01-20T18:00', to: '2026-01-21T08:00' }

let district: District
beforeEach(async () => {
  district = await openDistrict({
    env: { YUKIBAN_REPLAYS_QUEUE: '2', YUKIBAN_REPLAYS_MAX_ROUTE_DAYS: '10' },
  })
})
afterEach(() => district[Symbol.asyncDispose]())

const ask = (body: object = NIGHT, caller: 'officer' | 'viewer' | 'neighbour' = 'officer') =>
  district.as(caller, 'POST', '/api/v1/replays', { body })

test('a replay is queued with its whole plan, and listed', async () => {
  const reply = await ask()
  expect(reply.statusCode).toBe(202)
  const replay = reply.json()
  expect(reply.headers.location).toBe(`/api/v1/replays/${replay.id}`)
  expect(replay).toMatchObject({
    state: 'queued',
    progress: 0,
    from: '2026-01-20T09:00:00.000Z',
    to: '2026-01-20T23:00:00.000Z',
    stepMin: 5,
    routes: null,
    response: { passes: 'modelled', approveMin: 5, answerMin: 5, mobiliseMin: 30 },
    error: null,
  })
  const list = (await district.as('viewer', 'GET', '/api/v1/replays')).json()
  expect(list.items).toMatchObject([{ id: replay.id }])
  const one = await district.as('viewer', 'GET', `/api/v1/replays/${replay.id}`)
  expect(one.json()).toMatchObject({ id: replay.id, result: null })
  const report = await district.as('viewer', 'GET', `/api/v1/replays/${replay.id}/report`)
  expect(report.json()).toMatchObject({ code: 'conflict' })
})

test.each([
  {
    name: 'a criterion',
    body: { ...NIGHT, criteria: [{ ...CRITERION, level: 'gallop' }] },
    code: 'request-invalid',
    field: 'criteria[0].level',
  },
  { name: 'a date', body: { ...NIGHT, from: '2026-02-30' }, code: 'request-invalid', field: 'from' },
  { name: 'the order', body: { ...NIGHT, to: '2026-01-19' }, code: 'request-invalid', field: 'to' },
  { name: 'a route', body: { ...NIGHT, routes: ['dote'] }, code: 'not-found', field: 'routes' },
  { name: 'the size', body: { ...NIGHT, to: '2026-03-01' }, code: 'replay-too-large', field: undefined },
])('what cannot be replayed is refused: $name', async ({ body, code, field }) => {
  const problem = (await ask(body)).json()
  expect(problem.code).toBe(code)
  if (code === 'request-invalid') expect(problem.detail).toContain(field)
  if (field !== undefined) expect(problem.problems.map((it: { field: string }) => it.field)).toContain(field)
})

test('fewer routes make a longer replay possible', async () => {
  expect((await ask({ ...NIGHT, to: '2026-01-28', routes: ['honcho'] })).statusCode).toBe(202)
  expect((await ask({ ...NIGHT, to: '2026-01-28' })).json()).toMatchObject({ code: 'replay-too-large' })
})

test('the queue is bounded, and a cancelled replay makes room', async () => {
  const first = (await ask()).json()
  await ask()
  expect((await ask()).json()).toMatchObject({ code: 'replay-queue-full' })
  const cancelled = await district.as('officer', 'DELETE', `/api/v1/replays/${first.id}`)
  expect(cancelled.json()).toMatchObject({ id: first.id, state: 'cancelled' })
  expect((await ask()).statusCode).toBe(202)
  const again = await district.as('officer', 'DELETE', `/api/v1/replays/${first.id}`)
  expect(again.json()).toMatchObject({ code: 'conflict' })
})

test('who may not, does not; another authority’s replays do not exist', async () => {
  expect((await ask(NIGHT, 'viewer')).statusCode).toBe(403)
  const { id } = (await ask()).json()
  for (const [method, url] of [
    ['GET', `/api/v1/replays/${id}`],
    ['GET', `/api/v1/replays/${id}/report`],
    ['DELETE', `/api/v1/replays/${id}`],
  ] as const) {
    expect((await district.as('neighbour', method, url)).statusCode, `${method} ${url}`).toBe(404)
    if (method === 'GET') expect((await district.as('contractor', method, url)).statusCode).toBe(403)
  }
  expect((await district.as('neighbour', 'GET', '/api/v1/replays')).json().items).toEqual([])
})

test('requests and cancellations stand in the journal', async () => {
  const { id } = (await ask()).json()
  await district.as('officer', 'DELETE', `/api/v1/replays/${id}`)
  const events = await district.db.selectFrom('events').select(['type', 'subject']).where('subject', '=', id).execute()
  expect(events.map((it) => it.type)).toEqual(['replay.requested', 'replay.cancelled'])
})

/** A service with a night of snow on r1 in its readings. */
async function serviceWithNight() {
  const service = await testService()
  await smallDistrict(service.db)
  const startMs = Date.parse('2026-01-20T09:00:00Z')
  const frames = Array.from({ length: 84 }, (_, index) => {
    const atMs = startMs + index * 10 * MINUTE_MS
    const depthCm = Math.min(18, Math.max(0, (index - 12) / 2))
    const payload = new TextEncoder().encode(
      JSON.stringify({ at: atMs, distance_mm: 2000 - depthCm * 10, air_temp_c: 0 }),
    )
    return {
      deviceId: 'r1-a',
      kind: 'reading',
      codec: 'json',
      payloadFormat: null,
      topic: 'reading',
      receivedAtMs: atMs,
      payload,
      sizeBytes: payload.byteLength,
    } as const
  })
  await service.readings.append(frames)
  await service.readings.settled()
  const made = await createApiKey(service.db, {
    authorityId: AUTHORITY,
    role: 'officer',
    scopes: ['*'],
    contractorId: null,
    label: 'test',
    nowMs: 0,
  })
  const call = async (method: string, path: string, body?: object) =>
    fetch(`${service.httpUrl}/api/v1/replays${path}`, {
      method,
      headers: { authorization: `Bearer ${made.key}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
  return { service, call }
}

test('it runs in the background; result and report can then be read', { timeout: 60_000 }, async () => {
  const { call } = await serviceWithNight()
  const { id } = (await (await call('POST', '', NIGHT)).json()) as { id: string }
  const state = async () => ((await (await call('GET', `/${id}`)).json()) as { state: string }).state
  await expect.poll(state, { timeout: 40_000 }).toBe('done')
  const done = (await (await call('GET', `/${id}`)).json()) as { progress: number; result: Record<string, unknown> }
  expect(done).toMatchObject({
    progress: 1,
    result: {
      total: { calls: { dispatch: 1, standby: 0 }, deadlines: { met: 1, missed: 0 } },
      routes: [{ route: { id: 'r1' }, calls: [{ criterionId: 'd10', end: 'plowed' }] }],
    },
  })
  const report = await call('GET', `/${id}/report?lang=en`)
  expect(report.headers.get('content-type')).toBe('text/html; charset=utf-8')
  expect(report.headers.get('content-security-policy')).toMatch(/^default-src 'none'; style-src 'sha256-/)
  expect(await report.text()).toContain('Replay of dispatch criteria')
})
