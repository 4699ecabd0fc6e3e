import { afterEach, beforeEach, expect, test } from 'vitest'
import { HOUR_MS } from '../../src/domain/time.ts'
import { listStandingSilences } from '../../src/store/silences/list-standing-silences.ts'
import { type Caller, type District, openDistrict, problemIn, START_MS } from './fixture.ts'

let district: District
beforeEach(async () => {
  district = await openDistrict({ env: { YUKIBAN_SILENCE_MAX_H: '48' } })
})
afterEach(() => district[Symbol.asyncDispose]())

const URL = '/api/v1/silences'
const inHours = (hours: number) => new Date(START_MS + hours * HOUR_MS).toISOString()
const ROUTE = { kind: 'scope', scope: { kind: 'route', id: 'honcho' } }
const DEVICE = { kind: 'device', device: 'snow-1' }
const set = (body: object = {}, caller: Caller = 'officer') =>
  district.as(caller, 'POST', URL, { body: { target: ROUTE, to: inHours(4), reason: '工事', ...body } })
const listed = async (show = 'open') =>
  ((await district.as('viewer', 'GET', `${URL}?show=${show}`)).json() as { items: { id: string; state: string }[] })
    .items
const standing = async (atMs = district.clock.now()) =>
  (await listStandingSilences(district.db, 'aomori', atMs)).map((it) => it.target)

test('set from now, standing for its time, over after it', async () => {
  const made = await set()
  expect(made.statusCode).toBe(201)
  expect(made.json()).toMatchObject({
    target: ROUTE,
    from: inHours(0),
    to: inHours(4),
    state: 'standing',
    endedAt: null,
  })
  expect(await standing(START_MS - 1)).toEqual([])
  expect(await standing(START_MS)).toEqual([ROUTE])
  expect(await standing(START_MS + 4 * HOUR_MS)).toEqual([])
  expect((await listed()).map((it) => it.state)).toEqual(['standing'])
  await district.clock.sleepUntil(START_MS + 4 * HOUR_MS)
  expect(await listed()).toEqual([])
  expect((await listed('all')).map((it) => it.state)).toEqual(['over'])
  expect((await district.as('neighbour', 'GET', `${URL}?show=all`)).json()).toMatchObject({ items: [] })
})

test('a maintenance window to come, and ended before its time', async () => {
  const { id } = (await set({ target: DEVICE, from: inHours(1), to: inHours(300) })).json() as { id: string }
  expect((await listed()).map((it) => it.state)).toEqual(['coming'])
  expect(await standing(START_MS + HOUR_MS)).toEqual([DEVICE])
  await district.clock.sleepUntil(START_MS + 2 * HOUR_MS)
  const end = (caller: Caller) => district.as(caller, 'POST', `${URL}/${id}/end`, { body: { reason: '終わった' } })
  expect(problemIn(await end('neighbour')).code).toBe('not-found')
  expect((await end('officer')).json()).toMatchObject({ state: 'over', endedAt: inHours(2), endedReason: '終わった' })
  expect(await standing()).toEqual([])
  expect(problemIn(await end('officer')).code).toBe('conflict')
  const audit = (await district.as('officer', 'GET', '/api/v1/audit')).json() as { items: { type: string }[] }
  const told = audit.items.map((it) => it.type).filter((it) => it.startsWith('silence.'))
  expect(told).toEqual(['silence.set', 'silence.ended'])
})

test.each([
  { name: 'over routes for longer than set', body: { to: inHours(48.01) }, field: 'to' },
  { name: 'of a device for longer than set', body: { target: DEVICE, to: inHours(336.01) }, field: 'to' },
  { name: 'without an end', body: { to: undefined }, field: 'to' },
  { name: 'ending before it begins', body: { from: inHours(5), to: inHours(4) }, field: 'to' },
  { name: 'ended already', body: { from: inHours(-0.2), to: inHours(-0.1) }, field: 'to' },
  { name: 'beginning in the past', body: { from: inHours(-1) }, field: 'from' },
  { name: 'without a reason', body: { reason: undefined }, field: 'reason' },
  { name: "a neighbour's device", body: { target: { kind: 'device', device: 'snow-9' } }, field: 'target.device' },
  {
    name: "a neighbour's route",
    body: { target: { kind: 'scope', scope: { kind: 'route', id: 'dote' } } },
    field: 'target.scope.id',
  },
])('a silence is refused: $name', async ({ body, field }) => {
  const problem = problemIn(await set(body))
  expect([problem.code, problem.problems?.map((it) => it.field)]).toEqual(['request-invalid', [field]])
  expect(await listed('all')).toEqual([])
})

test('exactly the longest time is allowed', async () => {
  expect((await set({ to: inHours(48) })).statusCode).toBe(201)
  expect((await set({ target: DEVICE, to: inHours(336) })).statusCode).toBe(201)
})

test('a viewer sees silences and sets none', async () => {
  expect(problemIn(await set({}, 'viewer')).code).toBe('forbidden')
  expect((await district.as('contractor', 'GET', URL)).statusCode).toBe(403)
})
