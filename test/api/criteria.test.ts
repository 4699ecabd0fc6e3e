import { afterAll, beforeAll, expect, test } from 'vitest'
import { type District, openDistrict, problemIn } from './fixture.ts'

let district: District
beforeAll(async () => {
  district = await openDistrict()
})
afterAll(() => district[Symbol.asyncDispose]())

const body = {
  scope: { kind: 'route', id: 'honcho' },
  mode: 'automatic',
  level: 'dispatch',
  rule: { kind: 'threshold', triggerCm: 10 },
}
const put = (id: string, headers: Record<string, string>, more: object = {}) =>
  district.as('officer', 'PUT', `/api/v1/criteria/${id}`, { body: { ...body, ...more }, headers })

test('created with If-None-Match, changed with If-Match, every version kept', async () => {
  const created = await put('bus', { 'if-none-match': '*' })
  expect([created.statusCode, created.headers.etag, created.headers.location]).toEqual([
    201,
    '"v1"',
    '/api/v1/criteria/bus',
  ])
  expect(created.json()).toMatchObject({ id: 'bus', version: 1, enabled: true, rule: { triggerCm: 10, releaseCm: 3 } })

  const changed = await put('bus', { 'if-match': '"v1"' }, { rule: { kind: 'threshold', triggerCm: 5 } })
  expect([changed.statusCode, changed.headers.etag]).toEqual([200, '"v2"'])
  const same = await put('bus', { 'if-match': '"v2"' }, { rule: { kind: 'threshold', triggerCm: 5 } })
  expect(same.headers.etag).toBe('"v2"')

  const read = await district.as('viewer', 'GET', '/api/v1/criteria/bus')
  expect([read.headers.etag, read.json()]).toEqual(['"v2"', changed.json()])
  const versions = (await district.as('viewer', 'GET', '/api/v1/criteria/bus/versions')).json() as {
    items: { criterion: { version: number }; actor: string }[]
  }
  expect(versions.items.map((it) => it.criterion.version)).toEqual([2, 1])
  expect(versions.items[0]?.actor).toMatch(/^api-key:key_/)
  const audit = (await district.as('officer', 'GET', '/api/v1/audit')).json() as { items: { type: string }[] }
  expect(audit.items.map((it) => it.type)).toEqual(['criterion.saved', 'criterion.saved'])
})

test.each([
  { name: 'no precondition', id: 'night', headers: {}, code: 'precondition-required' },
  { name: 'exists already', id: 'night', headers: { 'if-none-match': '*' }, code: 'precondition-failed' },
  { name: 'old version', id: 'night', headers: { 'if-match': '"v7"' }, code: 'precondition-failed' },
  { name: 'no such ETag', id: 'night', headers: { 'if-match': '*' }, code: 'precondition-failed' },
  { name: 'unknown id', id: 'other', headers: { 'if-match': '"v1"' }, code: 'not-found' },
])('a change is refused: $name', async ({ id, headers, code }) => {
  expect(problemIn(await put(id, headers as Record<string, string>)).code).toBe(code)
})

test.each([
  { name: 'unknown field', more: { colour: 'red' }, field: 'colour' },
  { name: 'other id', more: { id: 'other' }, field: 'id' },
  {
    name: 'releases above the trigger',
    more: { rule: { kind: 'threshold', triggerCm: 5, releaseCm: 6 } },
    field: 'rule.releaseCm',
  },
  { name: "somebody else's route", more: { scope: { kind: 'route', id: 'dote' } }, field: 'scope.id' },
  { name: 'unknown block', more: { scope: 'block:nowhere' }, field: 'scope.id' },
])('a body is refused: $name', async ({ more, field }) => {
  const problem = problemIn(await put('fresh', { 'if-none-match': '*' }, more))
  expect([problem.code, problem.problems?.[0]?.field]).toEqual(['request-invalid', field])
})

test('of two changes based on one version, one wins', async () => {
  const change = (triggerCm: number) => put('night', { 'if-match': '"v1"' }, { rule: { kind: 'threshold', triggerCm } })
  const codes = (await Promise.all([change(7), change(8)])).map((it) => it.statusCode).sort()
  expect(codes).toEqual([200, 412])
})
