import { afterEach, beforeEach, expect, test } from 'vitest'
import { evaluateCityMode } from '../../src/criteria/city-mode.ts'
import { HOUR_MS } from '../../src/domain/time.ts'
import { activeModes } from '../../src/store/city-modes/active-modes.ts'
import { findCityMode } from '../../src/store/city-modes/find-city-mode.ts'
import { judgeCityMode } from '../../src/store/city-modes/judge-city-mode.ts'
import { priorityFor } from '../../src/store/city-modes/priority-for.ts'
import { saveCityModeState } from '../../src/store/city-modes/save-city-mode-state.ts'
import { type Caller, type District, openDistrict, problemIn, START_MS } from './fixture.ts'

let district: District
beforeEach(async () => {
  district = await openDistrict()
})
afterEach(() => district[Symbol.asyncDispose]())

const URL = '/api/v1/modes/heavy'
const BODY = {
  name: '豪雪',
  devices: ['snow-1'],
  any: [{ kind: 'snowfall', windowH: 24, triggerCm: 25 }],
  releaseH: 6,
  priorities: { bus: 1, residential: 8 },
}
const put = (headers: Record<string, string>, more: object = {}, caller: Caller = 'officer') =>
  district.as(caller, 'PUT', URL, { body: { ...BODY, ...more }, headers })
const create = () => put({ 'if-none-match': '*' })
const post = (word: string, body: object, caller: Caller = 'officer') =>
  district.as(caller, 'POST', `${URL}/${word}`, { body })
const events = async () =>
  (
    (await district.as('officer', 'GET', '/api/v1/audit')).json() as { items: { type: string; data: object }[] }
  ).items.filter((it) => it.type.startsWith('mode.'))

/** What the sensor says, as the decider would have it judged. */
async function judge(newSnowCm: number, nowMs = district.clock.now()): Promise<boolean> {
  const view = {
    device: 'snow-1',
    history: [],
    lastAcceptedAtMs: nowMs,
    suspect: false,
    clockSuspect: false,
    passAtMs: null,
    faults: [],
    loneRise: null,
    snowfall: [{ hours: 24, newSnowCm, hourlySumCm: newSnowCm, coveredH: 24 }],
    maintenance: false,
  }
  return district.db.transaction().execute(async (trx) => {
    const mode = await findCityMode(trx, 'heavy')
    if (mode === undefined) throw new Error('no mode')
    return judgeCityMode(trx, mode, [view], nowMs)
  })
}

test('created, changed under its ETag, and read with how it stands', async () => {
  const created = await create()
  expect([created.statusCode, created.headers.etag, created.headers.location]).toEqual([201, '"v1"', URL])
  expect(created.json()).toMatchObject({
    vote: 'majority',
    any: [{ kind: 'snowfall', windowH: 24, comparison: 'at-least', triggerCm: 25 }],
    state: { active: false, since: null, by: 'rule', reasons: [] },
  })
  expect((await put({ 'if-match': '"v1"' }, { releaseH: 12 })).headers.etag).toBe('"v2"')
  expect((await put({ 'if-match': '"v2"' }, { releaseH: 12 })).headers.etag).toBe('"v2"')
  expect(problemIn(await put({ 'if-match': '"v1"' })).code).toBe('precondition-failed')
  expect(problemIn(await put({})).code).toBe('precondition-required')
  expect(problemIn(await put({ 'if-match': '"v2"' }, {}, 'neighbour')).code).toBe('not-found')
  expect(problemIn(await put({ 'if-none-match': '*' }, { devices: [] }, 'neighbour')).code).toBe('conflict')
  expect((await district.as('neighbour', 'GET', '/api/v1/modes')).json()).toMatchObject({ items: [] })
  expect((await events()).map((it) => it.type)).toEqual(['mode.saved', 'mode.saved'])
})

test.each([
  { name: 'an unknown sensor', more: { devices: ['snow-1', 'nowhere'] }, field: 'devices[1]' },
  { name: "a neighbour's sensor", more: { devices: ['snow-9'] }, field: 'devices[0]' },
  { name: 'more votes than points', more: { vote: 2 }, field: 'vote' },
  { name: 'a priority beyond 9', more: { priorities: { bus: 10 } }, field: 'priorities.bus' },
  {
    name: 'a window that is not told',
    more: { any: [{ kind: 'snowfall', windowH: 5, triggerCm: 9 }] },
    field: 'any[0].windowH',
  },
  { name: 'an unknown field', more: { colour: 'red' }, field: 'colour' },
])('a body is refused: $name', async ({ more, field }) => {
  const problem = problemIn(await put({ 'if-none-match': '*' }, more))
  expect([problem.code, problem.problems?.[0]?.field]).toEqual(['request-invalid', field])
})

test('measured snow turns it on and off, with priorities and a journal that says why', async () => {
  await create()
  const priorities = async () =>
    Promise.all(['bus', 'residential', 'other'].map((it) => priorityFor(district.db, 'aomori', it)))
  expect(await judge(24.9)).toBe(false)
  expect(await priorities()).toEqual([5, 5, 5])
  expect(await judge(25)).toBe(true)
  expect(await judge(30)).toBe(false)
  expect([...(await activeModes(district.db, 'aomori'))]).toEqual(['heavy'])
  expect([...(await activeModes(district.db, 'hirosaki'))]).toEqual([])
  expect(await priorities()).toEqual([1, 8, 5])
  expect(await judge(0)).toBe(false)
  expect(await judge(0, START_MS + 6 * HOUR_MS - 1)).toBe(false)
  expect(await judge(0, START_MS + 6 * HOUR_MS)).toBe(true)
  expect((await activeModes(district.db, 'aomori')).size).toBe(0)
  const told = (await events()).filter((it) => it.type !== 'mode.saved')
  expect(told).toMatchObject([
    { type: 'mode.on', data: { by: 'rule', why: { en: [expect.stringContaining('at least 25.0 cm holds')] } } },
    { type: 'mode.off', data: { by: 'rule', why: { ja: [expect.stringContaining('満たさない')] } } },
  ])
})

test('an officer declares it, his word stands against the snow, and is taken back', async () => {
  await create()
  const until = new Date(START_MS + HOUR_MS).toISOString()
  const declared = (await post('declare', { active: true, until, reason: '国道が通行止め' })).json()
  expect(declared).toMatchObject({ state: { active: true, by: 'officer', until } })
  expect(await judge(0)).toBe(false)
  expect((await activeModes(district.db, 'aomori')).has('heavy')).toBe(true)
  const released = (await post('release', {})).json()
  expect(released).toMatchObject({ state: { active: true, until: new Date(START_MS).toISOString() } })
  expect(await judge(0)).toBe(true)
  expect((await activeModes(district.db, 'aomori')).size).toBe(0)
  expect(problemIn(await post('release', {})).code).toBe('conflict')
  expect((await events()).map((it) => it.type)).toEqual([
    'mode.saved',
    'mode.declared',
    'mode.on',
    'mode.declaration-ended',
    'mode.off',
  ])
})

test('a judgement read before an officer spoke does not overwrite his word', async () => {
  await create()
  const mode = await findCityMode(district.db, 'heavy')
  if (mode === undefined) throw new Error('no mode')
  const stale = evaluateCityMode(mode, [], undefined, START_MS)
  await post('declare', { active: true, reason: '判断' })
  const changed = await district.db.transaction().execute((trx) => saveCityModeState(trx, stale, { nowMs: START_MS }))
  expect([changed, (await activeModes(district.db, 'aomori')).has('heavy')]).toEqual([false, true])
})

test.each([
  { name: 'without a reason', body: { active: true }, field: 'reason' },
  {
    name: 'until a moment that has passed',
    body: { active: true, reason: 'r', until: '2026-01-01T00:00:00Z' },
    field: 'until',
  },
])('a declaration is refused: $name', async ({ body, field }) => {
  await create()
  const problem = problemIn(await post('declare', body))
  expect([problem.code, problem.problems?.[0]?.field]).toEqual(['request-invalid', field])
})
