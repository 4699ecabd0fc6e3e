import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Caller, type District, openDistrict, START_MS } from './fixture.ts'

let district: District
beforeEach(async () => {
  district = await openDistrict()
})
afterEach(() => district[Symbol.asyncDispose]())

interface Timeline {
  readonly decision: unknown
  readonly items: readonly {
    id: number
    type: string
    at: string
    actor: string
    actorName: string | null
    contractorName: string | null
    reason: string | null
    ja: string
    en: string
  }[]
  readonly nextCursor: string | null
}
const timeline = async (caller: Caller, id: string, query = '') =>
  (await district.as(caller, 'GET', `/api/v1/orders/${id}/timeline${query}`)).json() as Timeline
const post = (caller: Caller, url: string, body?: object) => district.as(caller, 'POST', `/api/v1/${url}`, { body })

async function night(): Promise<string> {
  const { id } = await district.raise('honcho', 'proposed')
  await post('officer', `orders/${id}/approve`, { reason: '強まる見込み' })
  const offerOf = async (caller: Caller) =>
    ((await district.as(caller, 'GET', '/api/v1/offers?state=open')).json() as { items: { id: string }[] }).items[0]?.id
  await post('contractor', `offers/${await offerOf('contractor')}/decline`, { code: 'breakdown', reason: '極秘の故障' })
  await post('rival', `offers/${await offerOf('rival')}/accept`)
  await district.clock.sleepUntil(START_MS + 600_000)
  await post('rival', `orders/${id}/complete`, { startedAt: String(START_MS) })
  return id
}

test('the timeline tells every step: what, who, when, why', async () => {
  const { items } = await timeline('officer', await night())
  const steps = items.filter((it) => !it.type.endsWith('passed-over'))
  expect(
    steps.map((it) => `${it.type} ${it.actor.split(':')[0]} ${it.actorName ?? ''} ${it.reason ?? ''}`.trimEnd()),
  ).toEqual([
    'order.proposed rule',
    'order.requested api-key officer 強まる見込み',
    'offer.created system',
    'offer.declined contractor 北建設 極秘の故障',
    'offer.created system',
    'offer.accepted contractor 南土木',
    'order.accepted contractor 南土木',
    'order.started contractor 南土木',
    'order.completed contractor 南土木',
  ])
  expect(steps.at(-1)).toMatchObject({ ja: '作業完了', en: 'Completed', at: '2026-01-20T17:10:00.000Z' })
  expect(items.every((it) => it.ja !== it.type)).toBe(true)
})

test('it comes in pages, in order', async () => {
  const id = await night()
  const whole = await timeline('officer', id)
  const got: number[] = []
  for (let cursor = ''; ; ) {
    const page = await timeline('officer', id, `?limit=4${cursor}`)
    got.push(...page.items.map((it) => it.id))
    if (page.nextCursor === null) break
    cursor = `&cursor=${page.nextCursor}`
  }
  expect(got).toEqual(whole.items.map((it) => it.id))
})

test('a contractor sees its own steps, and nobody else in them', async () => {
  const id = await night()
  const kita = await timeline('contractor', id)
  expect(kita.items.map((it) => `${it.type} ${it.actor}`)).toEqual([
    'offer.created authority',
    'offer.declined contractor:kita',
  ])
  const minami = await timeline('rival', id)
  expect(minami.items.map((it) => it.type)).toEqual([
    'offer.created',
    'offer.accepted',
    'order.accepted',
    'order.started',
    'order.completed',
  ])
  expect(JSON.stringify(kita)).not.toMatch(/minami|南土木/)
  expect(JSON.stringify(minami)).not.toMatch(/kita|北建設|極秘|api-key/)
  expect((await district.as('neighbour', 'GET', `/api/v1/orders/${id}/timeline`)).statusCode).toBe(404)
})
