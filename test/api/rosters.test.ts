import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { lastEventId } from '../../src/store/events/last-event-id.ts'
import { listEvents } from '../../src/store/events/list-events.ts'
import { replaceHolidays } from '../../src/store/holidays/replace-holidays.ts'
import { upsertRoster } from '../../src/store/roster/upsert-roster.ts'
import { type Caller, type District, openDistrict, problemIn, START_MS } from './fixture.ts'

/** 02:00 on Wednesday 21 January 2026 in Aomori. */
const NOW = new Date(START_MS).toISOString()
const BLOCK = '/api/v1/rosters/block/aomori-1'

let district: District
let journalBefore = 0
beforeAll(async () => {
  district = await openDistrict()
})
afterAll(() => district[Symbol.asyncDispose]())
beforeEach(async () => {
  const always = {
    blockId: 'aomori-1',
    routeId: null,
    fromMs: null,
    toMs: null,
    days: null,
    fromTime: null,
    toTime: null,
  }
  await district.db.transaction().execute(async (trx) => {
    await replaceHolidays(trx, 'aomori', [])
    await upsertRoster(trx, 'aomori', [
      { contractorId: 'kita', rank: 1, ...always },
      { contractorId: 'minami', rank: 2, ...always },
    ])
  })
  journalBefore = await lastEventId(district.db)
})

interface Roster {
  readonly entries: readonly Record<string, unknown>[]
  readonly etag: string
  readonly routes: number
}

const read = async (url = BLOCK, caller: Caller = 'officer') => (await district.as(caller, 'GET', url)).json() as Roster
const write = async (entries: readonly object[], url = BLOCK, caller: Caller = 'officer') =>
  district.as(caller, 'PUT', url, { body: { entries }, headers: { 'if-match': (await read(url)).etag } })
const night = { fromTime: '17:00', toTime: '09:00' }
const journal = async (type: string) =>
  (await listEvents(district.db, { afterId: journalBefore, limit: 100 })).filter((it) => it.type === type)
const saved = () => journal('roster.saved')

describe('a roster', () => {
  test('is read with its ETag, and comes back from a change as it was sent', async () => {
    const reply = await district.as('officer', 'GET', BLOCK)
    expect(reply.headers.etag).toBe(reply.json().etag)
    expect(reply.json()).toMatchObject({ kind: 'block', id: 'aomori-1', name: '第一工区', routes: 1 })
    const entries = [
      { contractor: 'minami', rank: 1, from: '2026-02-01', to: '2026-02-10', days: ['fri', 'sat'], ...night },
      { contractor: 'kita', rank: 2, from: '2026-02-01T03:00:00.000Z', to: null, days: null, ...night },
    ]
    const put = await write(entries)
    expect(put.statusCode, put.body).toBe(200)
    expect(put.json().roster.entries).toEqual(entries)
    const again = await read()
    expect(again.entries).toEqual(entries)
    expect(put.headers.etag).toBe(again.etag)
    // what was read can be sent as it is, and changes nothing
    expect((await write(again.entries)).json().roster).toEqual(again)
    expect(await saved()).toHaveLength(1)
  })

  test('tells the journal who changed it from what to what', async () => {
    await write([{ contractor: 'minami', rank: 1 }])
    const [event] = await saved()
    expect(event).toMatchObject({ subject: 'aomori-1', contractorId: null, data: { kind: 'block' } })
    expect(event?.actor).toMatch(/^api-key:/)
    const { from, to } = (event?.data ?? {}) as { from: Record<string, unknown>[]; to: Record<string, unknown>[] }
    expect(from.map((it) => it.contractor)).toEqual(['kita', 'minami'])
    expect(to).toMatchObject([{ contractor: 'minami', rank: 1 }])
  })

  test('of two officers who change it the second is told', async () => {
    const { etag } = await read()
    const put = (contractor: string) =>
      district.as('officer', 'PUT', BLOCK, {
        body: { entries: [{ contractor, rank: 1 }] },
        headers: { 'if-match': etag },
      })
    expect((await put('kita')).statusCode).toBe(200)
    const late = await put('minami')
    expect([late.statusCode, problemIn(late).code]).toEqual([412, 'precondition-failed'])
    expect((await read()).entries).toMatchObject([{ contractor: 'kita' }])
    const blind = await district.as('officer', 'PUT', BLOCK, { body: { entries: [] } })
    expect([blind.statusCode, problemIn(blind).code]).toEqual([428, 'precondition-required'])
  })

  test.each([
    { name: 'a firm of the neighbour', entry: { contractor: 'iwaki', rank: 1 }, field: 'entries[0].contractor' },
    { name: 'an unknown firm', entry: { contractor: 'nobody', rank: 1 }, field: 'entries[0].contractor' },
    { name: 'half a window', entry: { contractor: 'kita', rank: 1, fromTime: '17:00' }, field: 'entries[0].toTime' },
    {
      name: 'no time of day',
      entry: { contractor: 'kita', rank: 1, fromTime: '25:00', toTime: '09:00' },
      field: 'entries[0].fromTime',
    },
    {
      name: 'an end before the beginning',
      entry: { contractor: 'kita', rank: 1, from: '2026-02-02', to: '2026-02-01' },
      field: 'entries[0].to',
    },
    { name: 'no date', entry: { contractor: 'kita', rank: 1, from: 'soon' }, field: 'entries[0].from' },
    {
      name: 'a day there is not',
      entry: { contractor: 'kita', rank: 1, from: '2026-02-30' },
      field: 'entries[0].from',
    },
    // both came back as other days once, and nobody was told
    { name: 'for ever', entry: { contractor: 'kita', rank: 1, to: '9999-12-31' }, field: 'entries[0].to' },
    { name: 'since ever', entry: { contractor: 'kita', rank: 1, from: '0001-01-01' }, field: 'entries[0].from' },
    { name: 'no day', entry: { contractor: 'kita', rank: 1, days: ['someday'] }, field: 'entries[0].days[0]' },
    { name: 'rank 0', entry: { contractor: 'kita', rank: 0 }, field: 'entries[0].rank' },
  ])('refuses $name, and stays as it was', async ({ entry, field }) => {
    const before = await read()
    const reply = await write([entry])
    expect(reply.statusCode, reply.body).toBe(400)
    expect(problemIn(reply).problems?.map((it) => it.field)).toContain(field)
    expect(await read()).toEqual(before)
  })

  test('refuses one rank for two firms at the same time', async () => {
    const reply = await write([
      { contractor: 'kita', rank: 1, ...night },
      { contractor: 'minami', rank: 1, fromTime: '08:00', toTime: '12:00' },
    ])
    expect(problemIn(reply).problems).toMatchObject([{ field: 'entries[1].rank' }])
  })

  test('decides whom dispatch asks', async () => {
    await write([{ contractor: 'minami', rank: 1 }])
    const order = await district.raise('honcho', 'requested')
    const offers = (await district.as('officer', 'GET', `/api/v1/offers?order=${order.id}`)).json()
    expect(offers.items).toMatchObject([{ contractorId: 'minami' }])
  })

  test.each(['viewer', 'contractor', 'gateway'] as const)('is not changed by a %s', async (caller) => {
    const { etag } = await read()
    const reply = await district.as(caller, 'PUT', BLOCK, { body: { entries: [] }, headers: { 'if-match': etag } })
    expect(reply.statusCode).toBe(403)
  })

  test('of another authority is as if it did not exist', async () => {
    const put = { body: { entries: [] }, headers: { 'if-match': (await read()).etag } }
    for (const url of [BLOCK, '/api/v1/rosters/route/honcho']) {
      expect((await district.as('neighbour', 'GET', url)).statusCode).toBe(404)
      expect((await district.as('neighbour', 'PUT', url, put)).statusCode).toBe(404)
    }
    const theirs = (await district.as('neighbour', 'GET', '/api/v1/rosters')).json()
    expect(theirs.items.map((it: { id: string }) => it.id)).toEqual(['hirosaki-1'])
    expect(theirs.contractors).toEqual([{ id: 'iwaki', name: '岩木組', capacity: null }])
  })
})

describe("a route's own roster", () => {
  const ROUTE = '/api/v1/rosters/route/honcho'

  test('is empty until it is written, and then goes before the block’s', async () => {
    expect(await read(ROUTE)).toMatchObject({ kind: 'route', blockId: 'aomori-1', entries: [] })
    expect((await write([{ contractor: 'minami', rank: 1 }], ROUTE)).statusCode).toBe(200)
    const { items } = (await district.as('viewer', 'GET', '/api/v1/rosters')).json()
    const shown = items.map((it: { kind: string; id: string; routes: number }) => [it.kind, it.id, it.routes])
    expect(shown).toEqual([
      ['block', 'aomori-1', 0],
      ['block', 'aomori-2', 1],
      ['route', 'honcho', 1],
    ])
  })

  test('written empty, the block’s holds again', async () => {
    await write([{ contractor: 'minami', rank: 1 }], ROUTE)
    await write([], ROUTE)
    const { items } = (await district.as('viewer', 'GET', '/api/v1/rosters')).json()
    expect(items).toHaveLength(2)
  })
})

describe('coverage', () => {
  interface Span {
    readonly from: string
    readonly to: string
    readonly asked: readonly { contractor: string; rank: number }[]
    readonly gap: string | null
  }
  const cover = async (query = '') => {
    const reply = await district.as('officer', 'GET', `/api/v1/rosters/coverage${query}`)
    expect(reply.statusCode, reply.body).toBe(200)
    return reply.json() as { from: string; to: string; places: { id: string; routes: number; spans: Span[] }[] }
  }

  test('says who would be asked from now on for a fortnight, and where nobody would', async () => {
    const { from, to, places } = await cover()
    expect([from, to]).toEqual([NOW, '2026-02-03T17:00:00.000Z'])
    const asked = [
      { contractor: 'kita', rank: 1 },
      { contractor: 'minami', rank: 2 },
    ]
    expect(places).toMatchObject([
      { id: 'aomori-1', routes: 1, spans: [{ from, to, asked, gap: null }] },
      { id: 'aomori-2', routes: 1, spans: [{ from, to, asked: [], gap: 'no-roster' }] },
    ])
  })

  test('names the hours between nights, and a saved roster tells of them', async () => {
    const put = await write([{ contractor: 'kita', rank: 1, days: ['wed'], ...night }])
    const { gaps } = put.json() as { gaps: Span[] }
    // Wednesday night is over on Thursday at 09:00 and comes again after a week
    expect(gaps.map((it) => [it.from, it.to, it.gap])).toEqual([
      [NOW, '2026-01-21T08:00:00.000Z', 'nobody-on-duty'],
      ['2026-01-22T00:00:00.000Z', '2026-01-28T08:00:00.000Z', 'nobody-on-duty'],
      ['2026-01-29T00:00:00.000Z', '2026-02-03T17:00:00.000Z', 'nobody-on-duty'],
    ])
    const { places } = await cover(`?from=${NOW}&to=2026-01-22T17:00:00Z`)
    expect(places[0]?.spans.map((it) => it.gap)).toEqual(['nobody-on-duty', null, 'nobody-on-duty'])
  })

  test('a roster that no route goes by has no gaps to warn of', async () => {
    await write([{ contractor: 'minami', rank: 1 }], '/api/v1/rosters/route/honcho')
    expect((await write([])).json().gaps).toEqual([])
  })

  test('holidays count where the roster knows them', async () => {
    const list = (await district.as('officer', 'GET', '/api/v1/holidays')).json()
    const put = await district.as('officer', 'PUT', '/api/v1/holidays', {
      body: { items: [{ date: '2026-01-22', name: '市制記念日' }] },
      headers: { 'if-match': list.etag },
    })
    expect(put.statusCode, put.body).toBe(200)
    await write([
      { contractor: 'kita', rank: 1, days: ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] },
      { contractor: 'minami', rank: 2, days: ['holiday'] },
    ])
    const { places } = await cover('?from=2026-01-20T15:00:00Z&to=2026-01-23T15:00:00Z')
    expect(places[0]?.spans.map((it) => it.asked[0]?.contractor)).toEqual(['kita', 'minami', 'kita'])
  })

  test.each(['?to=2026-01-01', '?to=2027-01-01T00:00:00Z', '?from=soon'])('refuses %s', async (query) => {
    expect((await district.as('officer', 'GET', `/api/v1/rosters/coverage${query}`)).statusCode).toBe(400)
  })
})

describe('holidays', () => {
  const URL = '/api/v1/holidays'
  const put = async (items: readonly object[], caller: Caller = 'officer', etag?: string) => {
    const match = etag ?? (await district.as(caller, 'GET', URL)).json().etag
    return district.as(caller, 'PUT', URL, { body: { items }, headers: { 'if-match': match } })
  }
  const NEW_YEAR = { date: '2026-01-01', name: '元日' }

  test('are written whole, in order of date, and journalled by what changed', async () => {
    const { etag } = (await district.as('officer', 'GET', URL)).json()
    expect((await put([{ date: '2026-02-11', name: '建国記念の日' }, NEW_YEAR])).json().items).toMatchObject([
      NEW_YEAR,
      { date: '2026-02-11' },
    ])
    expect(problemIn(await put([], 'officer', etag)).code).toBe('precondition-failed')
    await put([NEW_YEAR])
    await put([NEW_YEAR])
    const events = await journal('holiday.saved')
    expect(events.map((it) => it.data)).toMatchObject([
      { added: [NEW_YEAR, {}], removed: [] },
      { added: [], removed: [{ date: '2026-02-11' }] },
    ])
    expect((await district.as('neighbour', 'GET', URL)).json().items).toEqual([])
  })

  test.each([
    { items: [{ date: '2026-02-30', name: '—' }], field: 'items[0].date' },
    { items: [NEW_YEAR, NEW_YEAR], field: 'items[1].date' },
    { items: [{ date: '1 January', name: '元日' }], field: 'items[0].date' },
  ])('refuse $field of $items', async ({ items, field }) => {
    expect(problemIn(await put(items)).problems).toMatchObject([{ field }])
  })

  test('are not changed by a viewer', async () => {
    expect((await put([], 'viewer')).statusCode).toBe(403)
    expect((await district.as('contractor', 'GET', URL)).statusCode).toBe(403)
  })
})
