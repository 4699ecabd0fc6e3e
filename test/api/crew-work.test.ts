import { afterAll, beforeAll, expect, test } from 'vitest'
import type { CrewWork } from '../../src/api/crew-work-view.ts'
import { MINUTE_MS, toIso } from '../../src/domain/time.ts'
import { saveChannels } from '../../src/store/channels/save-channels.ts'
import { listOffers } from '../../src/store/offers/list-offers.ts'
import { type District, openDistrict, problemIn, START_MS } from './fixture.ts'
import { addPerson, signedIn } from './people.ts'

let district: District
beforeAll(async () => {
  district = await openDistrict()
})
afterAll(() => district[Symbol.asyncDispose]())

const work = async (caller: 'contractor' | 'rival') =>
  (await district.as(caller, 'GET', '/api/v1/work')).json<CrewWork>()
const post = (caller: 'contractor' | 'rival', url: string, body: object = {}) =>
  district.as(caller, 'POST', `/api/v1/${url}`, { body })

test('a firm sees what it is asked for and has to do, and nothing of others', async () => {
  const order = await district.raise('honcho', 'requested')
  const [offer] = await listOffers(district.db, { orderId: order.id, limit: 1 })
  expect((await work('rival')).callOuts).toEqual([])
  const mine = await work('contractor')
  expect(mine).toMatchObject({ asOf: toIso(START_MS), contractor: { id: 'kita' } })
  expect(mine.callOuts).toMatchObject([
    {
      id: offer?.callOutId,
      level: 'dispatch',
      routes: [
        {
          orderId: order.id,
          offerId: offer?.id,
          state: 'asked',
          name: '本町線',
          block: '第一工区',
          lengthM: 1200,
          plowMinutes: 40,
          geometry: { type: 'LineString' },
          respondBy: toIso(START_MS + 10 * MINUTE_MS),
        },
      ],
    },
  ])
  // looking notes nothing as read: that is said by opening the call-out
  expect((await listOffers(district.db, { orderId: order.id, limit: 1 }))[0]?.readAtMs).toBeNull()
  await post('contractor', `offers/${offer?.id}/decline`, { code: 'no-crew' })
  expect((await work('contractor')).callOuts[0]?.routes[0]).toMatchObject({ state: 'declined', declineCode: 'no-crew' })
  const [next] = await listOffers(district.db, { orderId: order.id, state: 'open', limit: 1 })
  await post('rival', `offers/${next?.id}/accept`)
  // the firm that declined sees neither who took it nor how far they are
  await post('rival', `orders/${order.id}/start`)
  expect((await work('contractor')).callOuts[0]?.routes[0]).toMatchObject({ state: 'declined', startedAt: null })
  expect((await work('rival')).callOuts[0]?.routes[0]).toMatchObject({ state: 'started', startedAt: toIso(START_MS) })
})

test('work that is still to be done stays however old, what is over goes after the night', async () => {
  await district.clock.sleepUntil(START_MS + 20 * 3_600_000)
  expect((await work('contractor')).callOuts).toEqual([])
  const [callOut] = (await work('rival')).callOuts
  expect(callOut?.routes[0]?.state).toBe('started')
})

test('history: what was taken and is over, with its minutes, as JSON and as a table', async () => {
  const [route] = (await work('rival')).callOuts[0]?.routes ?? []
  const at = toIso(START_MS + 45 * MINUTE_MS)
  await post('rival', `orders/${route?.orderId}/complete`, { at, note: '=路肩も除雪' })
  const history = (await district.as('rival', 'GET', '/api/v1/work/history')).json()
  expect(history.items).toMatchObject([
    { orderId: route?.orderId, name: '本町線', state: 'completed', endedAt: at, workMinutes: 45, note: '=路肩も除雪' },
  ])
  expect((await district.as('contractor', 'GET', '/api/v1/work/history')).json().items).toEqual([])
  const from = encodeURIComponent(toIso(START_MS + 46 * MINUTE_MS))
  expect((await district.as('rival', 'GET', `/api/v1/work/history?from=${from}`)).json().items).toEqual([])
  const csv = await district.as('rival', 'GET', '/api/v1/work/history.csv')
  expect(csv.headers['content-type']).toBe('text/csv; charset=utf-8')
  expect(csv.headers['content-disposition']).toMatch(
    /^attachment; filename="work_2026-01-0\d_2026-01-2\d\.csv"; filename\*=/,
  )
  const [head, row] = csv.body.split('\r\n')
  expect(head).toBe('\uFEFF路線,工区,種別,結果,延長(m),受諾,開始,終了,作業時間(分),備考,路線ID,指令ID')
  expect(row).toBe(
    `本町線,第一工区,出動,完了,1200,2026-01-21 02:00,2026-01-21 02:00,2026-01-21 02:45,45,'=路肩も除雪,honcho,${route?.orderId}`,
  )
  expect((await district.as('rival', 'GET', '/api/v1/work/history.csv?lang=en')).body).toMatch(
    /^\uFEFFroute,block,kind/,
  )
  for (const bad of ['from=2026-03-01', 'from=2020-01-01&to=2026-01-01', 'from=yesterday'])
    expect(problemIn(await district.as('rival', 'GET', `/api/v1/work/history?${bad}`)).code, bad).toBe(
      'request-invalid',
    )
})

test('only contractors have such work, by key or signed in', async () => {
  for (const caller of ['administrator', 'officer', 'viewer', 'neighbour'] as const)
    expect((await district.as(caller, 'GET', '/api/v1/work')).statusCode, caller).toBe(403)
  const person = await signedIn(district, await addPerson(district, 'kita-1', 'contractor'))
  expect((await person.send('GET', '/api/v1/work')).json()).toMatchObject({ contractor: { id: 'kita' } })
})

test('a firm tries its own phone, and no other', async () => {
  await saveChannels(district.db, [{ name: 'web-push', waitMs: 0, publicKey: 'BABC' }], 0)
  const keys = { p256dh: Buffer.alloc(65, 4).toString('base64url'), auth: Buffer.alloc(16, 1).toString('base64url') }
  const made = await post('contractor', 'push-subscriptions', { endpoint: 'https://push.example.com/a', keys })
  const { id } = made.json<{ id: string }>()
  const before = district.deliveries()
  const tried = await post('contractor', `push-subscriptions/${id}/test`)
  expect([tried.statusCode, district.deliveries()]).toEqual([202, before + 1])
  const { deliveryId } = tried.json<{ deliveryId: string }>()
  expect((await district.as('officer', 'GET', `/api/v1/deliveries/${deliveryId}`)).json()).toMatchObject({
    type: 'ping',
  })
  expect((await post('rival', `push-subscriptions/${id}/test`)).statusCode).toBe(404)
  await district.db.updateTable('contact_points').set({ disabled_at: START_MS }).execute()
  expect(problemIn(await post('contractor', `push-subscriptions/${id}/test`)).code).toBe('conflict')
})
