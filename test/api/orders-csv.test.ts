import { parse } from 'csv-parse/sync'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { HOUR_MS, MINUTE_MS, toIso } from '../../src/domain/time.ts'
import { type District, openDistrict, problemIn, START_MS } from './fixture.ts'

let district: District
beforeEach(async () => {
  district = await openDistrict()
})
afterEach(() => district[Symbol.asyncDispose]())

const csv = async (caller: string, query = '') => {
  const reply = await district.as(caller, 'GET', `/api/v1/orders.csv${query}`)
  expect(reply.statusCode).toBe(200)
  return reply
}
const lines = async (caller: string, query = ''): Promise<Record<string, string>[]> =>
  parse((await csv(caller, query)).body, { bom: true, columns: true })

const manual = (route: string, reason: string) =>
  district.as('officer', 'POST', '/api/v1/orders', { body: { routes: [route], level: 'dispatch', reason } })

test('a completed order stands in one line, times on the wall clock, minutes worked', async () => {
  await manual('honcho', '吹きだまりの通報')
  const [offer] = (await district.as('contractor', 'GET', '/api/v1/offers')).json().items
  await district.as('contractor', 'POST', `/api/v1/offers/${offer.id}/accept`, { body: {} })
  await district.clock.sleepUntil(START_MS + HOUR_MS)
  const work = { startedAt: toIso(START_MS + 10 * MINUTE_MS), finishedAt: toIso(START_MS + 55 * MINUTE_MS) }
  const done = await district.as('contractor', 'POST', `/api/v1/orders/${offer.orderId}/complete`, { body: work })
  expect(done.statusCode).toBe(200)
  const reply = await csv('officer')
  expect(reply.headers['content-type']).toBe('text/csv; charset=utf-8')
  expect(reply.body.startsWith('\uFEFF指令ID,区分,状態,')).toBe(true)
  expect(reply.body.endsWith('\r\n')).toBe(true)
  expect(reply.body.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/)
  expect(await lines('officer')).toMatchObject([
    {
      区分: '出動',
      状態: '完了',
      路線: '本町線',
      工区: '第一工区',
      事業者: '北建設',
      発生: '2026-01-21 02:00',
      開始: '2026-01-21 02:10',
      完了: '2026-01-21 02:55',
      '作業時間（分）': '45',
      理由: '吹きだまりの通報',
    },
  ])
  expect(await lines('officer', '?lang=en')).toMatchObject([{ state: 'completed', minutes_worked: '45' }])
})

test('what a spreadsheet would run is disarmed', async () => {
  await manual('honcho', '=HYPERLINK("https://evil.example")')
  await manual('hamamachi', '＝１＋１')
  const reasons = (await lines('officer', '?lang=en')).map((it) => it.reasons)
  expect(reasons).toEqual(["'＝１＋１", '\'=HYPERLINK("https://evil.example")'])
})

test('state, block and time choose the lines, as they do in the list', async () => {
  await manual('honcho', '一')
  await manual('hamamachi', '二')
  const reasons = async (query: string) => (await lines('officer', `?lang=en&${query}`)).map((it) => it.reasons)
  expect(await reasons('')).toEqual(['二', '一'])
  expect(await reasons('block=aomori-2')).toEqual(['二'])
  expect(await reasons('state=completed,rejected')).toEqual([])
  expect(await reasons(`since=${START_MS + 1}`)).toEqual([])
  expect(await reasons(`since=${START_MS}&until=${START_MS + 1}`)).toEqual(['二', '一'])
  expect(await reasons(`until=${START_MS}`)).toEqual([])
  const list = await district.as('officer', 'GET', '/api/v1/orders?block=aomori-2')
  expect(list.json().items).toMatchObject([{ routeId: 'hamamachi', routeName: '浜町線', blockName: '第二工区' }])
  const refused = await district.as('officer', 'GET', '/api/v1/orders.csv?state=lost')
  expect(problemIn(refused)).toMatchObject({ status: 400, problems: [{ field: 'state' }] })
})

test('each sees its own: a contractor what it was asked for, a neighbour nothing, a gateway no file', async () => {
  await manual('honcho', '一')
  await manual('hamamachi', '二')
  expect((await lines('viewer', '?lang=en')).length).toBe(2)
  expect((await lines('contractor', '?lang=en')).map((it) => it.route_id)).toEqual(['honcho'])
  expect(await lines('rival', '?lang=en')).toEqual([])
  expect(await lines('neighbour', '?lang=en')).toEqual([])
  expect((await district.as('gateway', 'GET', '/api/v1/orders.csv')).statusCode).toBe(403)
  const foreign = await district.as('contractor', 'GET', '/api/v1/orders.csv?contractor=minami')
  expect(foreign.statusCode).toBe(400)
})
