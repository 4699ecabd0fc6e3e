import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Caller, type District, openDistrict, problemIn, START_MS } from './fixture.ts'

/** What is refused changes nothing, so one district serves all: an order that kita has accepted an hour ago. */
let district: District
let acceptedId: string

const get = async (caller: Caller, url: string) => (await district.as(caller, 'GET', `/api/v1/${url}`)).json() as object
const post = (caller: Caller, url: string, body?: object) => district.as(caller, 'POST', `/api/v1/${url}`, { body })
const at = (minutes: number) => new Date(START_MS + minutes * 60_000).toISOString()

beforeAll(async () => {
  district = await openDistrict()
  acceptedId = (await district.raise('honcho', 'requested')).id
  const { items } = (await get('contractor', 'offers')) as { items: { id: string }[] }
  expect((await post('contractor', `offers/${items[0]?.id}/accept`)).statusCode).toBe(200)
  await district.clock.sleepUntil(START_MS + 3_600_000)
})
afterAll(() => district[Symbol.asyncDispose]())

test.each([
  { name: 'nothing said', body: { at: at(5) }, field: 'percent' },
  { name: 'no time', body: { percent: 5 }, field: 'at' },
  { name: 'more than all', body: { at: at(5), percent: 101 }, field: 'percent' },
  { name: 'off the map', body: { at: at(5), position: { lat: 91, lon: 0 } }, field: 'position.lat' },
  { name: 'half a position', body: { at: at(5), position: { lat: 41 } }, field: 'position.lon' },
  { name: 'before it was accepted', body: { at: at(-1), percent: 5 }, field: 'at' },
  { name: 'in the future', body: { at: at(66), percent: 5 }, field: 'at' },
  { name: 'a novel', body: { at: at(5), note: 'x'.repeat(501) }, field: 'note' },
])('a progress report is refused: $name', async ({ body, field }) => {
  const reply = await post('contractor', `orders/${acceptedId}/progress`, body)
  expect(problemIn(reply).problems?.[0]).toMatchObject({ field })
})

test.each([
  { name: 'end before start', body: { startedAt: at(30), finishedAt: at(20) }, field: 'finishedAt' },
  { name: 'two ends', body: { startedAt: at(1), at: at(30), finishedAt: at(20) }, field: 'at' },
  { name: 'start before acceptance', body: { startedAt: at(-5) }, field: 'startedAt' },
  {
    name: 'pass after the end',
    body: { startedAt: at(1), finishedAt: at(20), passes: [{ at: at(21) }] },
    field: 'passes.0.at',
  },
  {
    name: 'pass before the start',
    body: { startedAt: at(9), finishedAt: at(20), passes: [{ at: at(8) }] },
    field: 'passes.0.at',
  },
  { name: 'too many passes', body: { startedAt: at(1), passes: Array(51).fill({ at: at(2) }) }, field: 'passes' },
])('a completion is refused: $name', async ({ body, field }) => {
  expect(problemIn(await post('contractor', `orders/${acceptedId}/complete`, body)).problems?.[0]).toMatchObject({
    field,
  })
  expect(await get('officer', `orders/${acceptedId}`)).toMatchObject({ state: 'accepted' })
})

test.each([
  { name: 'no reason', body: { routes: ['honcho'], level: 'dispatch' }, status: 400 },
  { name: 'no level', body: { routes: ['honcho'], reason: 'r' }, status: 400 },
  { name: 'neither routes nor block', body: { level: 'dispatch', reason: 'r' }, status: 400 },
  { name: 'both', body: { routes: ['honcho'], block: 'aomori-1', level: 'dispatch', reason: 'r' }, status: 400 },
  { name: 'no route', body: { routes: [], level: 'dispatch', reason: 'r' }, status: 400 },
  {
    name: 'too many',
    body: { routes: Array.from({ length: 201 }, (_, i) => `r${i}`), level: 'dispatch', reason: 'r' },
    status: 400,
  },
  {
    name: 'endless answer time',
    body: { routes: ['honcho'], level: 'dispatch', reason: 'r', respondMin: 721 },
    status: 400,
  },
  { name: "a neighbour's route", body: { routes: ['honcho', 'dote'], level: 'dispatch', reason: 'r' }, status: 404 },
  { name: "a neighbour's block", body: { block: 'hirosaki-1', level: 'dispatch', reason: 'r' }, status: 404 },
  {
    name: "a neighbour's contractor",
    body: { routes: ['honcho'], level: 'dispatch', reason: 'r', contractor: 'iwaki' },
    status: 404,
  },
])('refused, and nothing is raised: $name', async ({ body, status }) => {
  expect((await post('officer', 'orders', body)).statusCode).toBe(status)
  expect(await get('officer', 'orders')).toMatchObject({ items: [{ id: acceptedId }] })
})
