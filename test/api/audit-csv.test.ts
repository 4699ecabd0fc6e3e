import { afterAll, beforeAll, expect, test } from 'vitest'
import { parseCsv } from '../../src/district/csv.ts'
import { insertDecision } from '../../src/store/decisions/insert-decision.ts'
import { recordEvent } from '../../src/store/events/record-event.ts'
import { type Caller, type District, openDistrict, START_MS } from './fixture.ts'

let district: District
let orderId: string
beforeAll(async () => {
  district = await openDistrict()
  const order = await district.raise('honcho', 'requested')
  orderId = order.id
  const reason = '=HYPERLINK("http://evil.example")'
  await district.as('officer', 'POST', `/api/v1/orders/${order.id}/withdraw`, { body: { reason } })
})
afterAll(() => district[Symbol.asyncDispose]())

const csv = async (query = '', caller: Caller = 'officer') => {
  const reply = await district.as(caller, 'GET', `/api/v1/audit.csv${query}`)
  expect(reply.statusCode, reply.body).toBe(200)
  const [head, ...rows] = parseCsv(reply.body).map((it) => it.cells)
  return { reply, head, rows }
}
const list = async (query: string, caller: Caller = 'officer') => {
  const reply = await district.as(caller, 'GET', `/api/v1/audit?${query}`)
  expect(reply.statusCode, reply.body).toBe(200)
  return reply.json() as { items: Record<string, unknown>[]; nextCursor: string | null }
}

test('the journal opens in Excel: byte-order mark, Japanese headings and name, times of the wall clock', async () => {
  const { reply, head, rows } = await csv()
  expect(reply.body.startsWith('\uFEFF番号,日時,')).toBe(true)
  expect(reply.headers['content-type']).toBe('text/csv; charset=utf-8')
  expect(reply.headers['content-disposition']).toContain('filename="audit_2025-12-21_2026-01-21.csv"')
  expect(decodeURIComponent(String(reply.headers['content-disposition']))).toContain('監査記録_')
  expect(rows).toHaveLength((await list('')).items.length)
  const first = rows[0] ?? []
  expect(first[head?.indexOf('日時') ?? -1]).toBe('2026-01-21 02:00')
  expect(first[head?.indexOf('対象') ?? -1]).toBe('本町線')
})

test('what somebody wrote is no formula', async () => {
  const { head, rows } = await csv('?type=order.withdrawn&lang=en')
  expect(rows).toHaveLength(1)
  const [row = []] = rows
  const at = (name: string) => row[head?.indexOf(name) ?? -1]
  expect(at('reason')).toBe(`'=HYPERLINK("http://evil.example")`)
  expect([at('subject'), at('subject_name'), at('actor_name')]).toEqual([orderId, '本町線', 'officer'])
})

test('every page of a long journal is in it, once', async () => {
  const actor = { kind: 'system', id: 'test' } as const
  await district.db.transaction().execute(async (trx) => {
    for (let i = 0; i < 1200; i++) {
      const what = { type: 'long.written', actor, subject: `s${i}`, data: { i } }
      await recordEvent(trx, { authorityId: 'aomori', atMs: START_MS, ...what })
    }
  })
  const { rows, head } = await csv('?type=long')
  expect(rows.map((it) => it[head?.indexOf('対象の符号') ?? -1])).toEqual([...Array(1200).keys()].map((i) => `s${i}`))
})

test('the list is narrowed by who, what, when and subject, and goes newest first by pages', async () => {
  const all = (await list(`subject=${orderId}`)).items
  expect(all.map((it) => it.type)).toEqual(['order.requested', 'order.withdrawn'])
  const newest = await list(`subject=${orderId}&order=newest&limit=1`)
  expect(newest.items[0]?.type).toBe('order.withdrawn')
  const rest = await list(`subject=${orderId}&order=newest&limit=1&cursor=${newest.nextCursor}`)
  expect([rest.items.map((it) => it.type), rest.nextCursor]).toEqual([['order.requested'], null])
  const actor = encodeURIComponent(String(all[1]?.actor))
  expect((await list(`actor=${actor}&type=order`)).items.map((it) => it.type)).toEqual(['order.withdrawn'])
  expect((await list('type=ord')).items).toEqual([])
  expect((await list('to=2026-01-20T17:00:00Z')).items).toEqual([])
  expect((await list('from=2026-01-20T17:00:00Z&type=order')).items).toHaveLength(2)
})

test('an item names who, what and which firm, without a change of what is hashed', async () => {
  const [offer] = (await list('type=offer.created')).items
  expect(offer).toMatchObject({
    subjectName: '本町線',
    contractorName: '北建設',
    contractorId: 'kita',
    actorName: null,
  })
  const [withdrawn] = (await list('type=order.withdrawn')).items
  expect(withdrawn).toMatchObject({ actorName: 'officer', subjectName: '本町線' })
})

test('a decision is called by its road', async () => {
  const about = { authorityId: 'aomori', atMs: START_MS }
  await district.db.transaction().execute(async (trx) => {
    await insertDecision(trx, {
      ...about,
      id: 'decision_1',
      routeId: 'honcho',
      criterionId: 'night',
      criterionVersion: 1,
      level: 'dispatch',
      result: 'hold',
      reasons: [{ code: 'below-trigger', measure: 'depth', valueCm: 2, triggerCm: 10 }],
      evidence: { forecastRun: null, sensors: [] },
      orderId: null,
    })
    const actor = { kind: 'rule', id: 'night@1' } as const
    await recordEvent(trx, { ...about, type: 'decision.hold', actor, subject: 'decision_1', data: {} })
  })
  expect((await list('type=decision')).items).toMatchObject([{ subject: 'decision_1', subjectName: '本町線' }])
})

test.each(['?from=2026-01-02&to=2026-01-01', '?from=2020-01-01&to=2026-01-01', '?from=soon', '?lang=de'])(
  '%s is refused',
  async (query) => {
    expect((await district.as('officer', 'GET', `/api/v1/audit.csv${query}`)).statusCode).toBe(400)
  },
)

test.each(['viewer', 'contractor', 'gateway'] as const)('it is not for a %s', async (caller) => {
  expect((await district.as(caller, 'GET', '/api/v1/audit.csv')).statusCode).toBe(403)
})

test('an authority sees its own', async () => {
  expect((await csv('', 'neighbour')).rows).toEqual([])
})
