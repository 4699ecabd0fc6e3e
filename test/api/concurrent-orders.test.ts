import { sql } from 'kysely'
import { expect, onTestFinished, test } from 'vitest'
import { raiseOrder } from '../../src/dispatch/raise-order.ts'
import { DEFAULT_PRIORITY } from '../../src/domain/city-mode.ts'
import { OPEN_ORDER_STATES } from '../../src/domain/order.ts'
import { createApiKey } from '../../src/store/api-keys/create-api-key.ts'
import { type Db, openDatabase } from '../../src/store/database.ts'
import { verifyChain } from '../../src/store/events/verify-chain.ts'
import { findRoute } from '../../src/store/routes/find-route.ts'
import { AUTHORITY, smallDistrict } from '../support/district.ts'
import { spawnService } from '../support/service-process.ts'
import { tempDir } from '../support/temp-dir.ts'

/**
 * Two processes of the service on one database, and many requests at once to both: whoever is first, one order of a level
 * stands on a route, one contractor has it, and it is done once.
 */

const AT_ONCE = 40
const ROUTES = ['r1', 'r2', 'r3', 'r4']
const PATIENCE = 120_000

interface Answer {
  readonly status: number
  readonly replayed: boolean
  readonly body: Record<string, unknown>
}

interface Bench {
  readonly db: Db
  /** Sends a request to one of the two processes, by turns. */
  post(caller: 'officer' | 'c1' | 'c2', path: string, body?: object, idempotencyKey?: string): Promise<Answer>
}

async function twoServices(): Promise<Bench> {
  const dataDir = tempDir()
  const db = await openDatabase(dataDir)
  onTestFinished(() => db.destroy())
  await smallDistrict(db, { routes: ROUTES.length })
  const key = async (role: 'officer' | 'contractor', contractorId: string | null) =>
    (await createApiKey(db, { authorityId: AUTHORITY, role, scopes: ['*'], contractorId, label: role, nowMs: 0 })).key
  const keys = {
    officer: await key('officer', null),
    c1: await key('contractor', 'c1'),
    c2: await key('contractor', 'c2'),
  }
  const env = { YUKIBAN_DATA_DIR: dataDir, YUKIBAN_HTTP_PORT: '0', YUKIBAN_MQTT_PORT: '0', YUKIBAN_LOG_LEVEL: 'info' }
  const first = await spawnService(env)
  const second = await spawnService({ ...env, YUKIBAN_ROLES: 'api' })
  const urls = [first.httpUrl, second.httpUrl]
  let turn = 0
  return {
    db,
    async post(caller, path, body = {}, idempotencyKey) {
      const response = await fetch(`${urls[turn++ % urls.length]}/api/v1/${path}`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${keys[caller]}`,
          'content-type': 'application/json',
          ...(idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey }),
        },
        body: JSON.stringify(body),
      })
      const replayed = response.headers.get('idempotent-replayed') === 'true'
      return { status: response.status, replayed, body: (await response.json()) as Record<string, unknown> }
    },
  }
}

const many = <T>(make: (index: number) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: AT_ONCE }, (_, index) => make(index)))
const statuses = (answers: readonly Answer[]) => [...new Set(answers.map((it) => it.status))].toSorted()
const openOffers = (db: Db) => db.selectFrom('offers').selectAll().where('state', '=', 'open').execute()
const countEvents = async (db: Db, type: string) =>
  (await db.selectFrom('events').where('type', '=', type).selectAll().execute()).length

/** What must hold whatever happened. */
async function expectSound(db: Db): Promise<void> {
  const twice = await db
    .selectFrom('orders')
    .select(['route_id', 'level'])
    .where('state', 'in', [...OPEN_ORDER_STATES])
    .groupBy(['route_id', 'level'])
    .having(sql`count(*)`, '>', 1)
    .execute()
  expect(twice).toEqual([])
  const orders = await db.selectFrom('orders').selectAll().execute()
  const offers = await db.selectFrom('offers').selectAll().execute()
  for (const order of orders) {
    const own = offers.filter((it) => it.order_id === order.id)
    const count = (state: string) => own.filter((it) => it.state === state).length
    expect(count('open'), order.id).toBeLessThanOrEqual(1)
    if (['accepted', 'started', 'completed'].includes(order.state)) expect(count('accepted'), order.id).toBe(1)
    if (order.state === 'requested') expect(count('open') + (order.alarm_at === null ? 0 : 1), order.id).toBe(1)
  }
  expect(await verifyChain(db)).toMatchObject({ broken: null })
}

test(
  'one order of a level on a route, one contractor, one pass: from two processes, many at once',
  async () => {
    const { db, post } = await twoServices()
    const order = { routes: ROUTES, level: 'dispatch', reason: '吹雪' }

    // half with one Idempotency-Key for all, half with none
    const raised = await many((it) => post('officer', 'orders', order, it % 4 < 2 ? 'same-order' : undefined))
    expect(statuses(raised).filter((it) => it !== 409)).toEqual([200])
    const items = raised.flatMap((it) =>
      it.status === 200 && !it.replayed ? (it.body.items as { outcome: string }[]) : [],
    )
    expect(items.filter((it) => it.outcome === 'raised')).toHaveLength(ROUTES.length)
    expect(await countEvents(db, 'order.requested')).toBe(ROUTES.length)
    await expectSound(db)

    // each offer is taken and turned down at once: one of the two it is
    const asked = await openOffers(db)
    expect(asked.map((it) => it.contractor_id)).toEqual(ROUTES.map(() => 'c1'))
    const answers = await many(async (it) => {
      const id = asked[it % asked.length]?.id ?? ''
      const accept = Math.floor(it / asked.length) % 2 === 0
      const key = it % 3 === 0 ? `answer-${id}-${accept}` : undefined
      return accept
        ? post('c1', `offers/${id}/accept`, {}, key)
        : post('c1', `offers/${id}/decline`, { code: 'no-crew' }, key)
    })
    expect(statuses(answers).filter((it) => it !== 409)).toEqual([200])
    const closed = await db.selectFrom('offers').selectAll().where('contractor_id', '=', 'c1').execute()
    expect(closed.every((it) => it.state === 'accepted' || it.state === 'declined')).toBe(true)
    expect((await countEvents(db, 'offer.accepted')) + (await countEvents(db, 'offer.declined'))).toBe(ROUTES.length)
    await expectSound(db)

    // what was turned down went on, once
    for (const offer of await openOffers(db)) {
      expect(offer.contractor_id).toBe('c2')
      expect(statuses(await many(() => post('c2', `offers/${offer.id}/accept`)))).toEqual([200])
    }
    const taken = await db.selectFrom('orders').selectAll().where('state', '=', 'accepted').execute()
    expect(taken).toHaveLength(ROUTES.length)
    const done = await many((it) => {
      const work = taken[it % taken.length]
      const caller = work?.contractor_id === 'c1' ? 'c1' : 'c2'
      return post(
        caller,
        `orders/${work?.id}/complete`,
        { startedAt: String(work?.accepted_at) },
        it % 2 === 0 ? `done-${work?.id}` : undefined,
      )
    })
    expect(statuses(done).filter((it) => it !== 409)).toEqual([200])
    expect(await countEvents(db, 'order.completed')).toBe(ROUTES.length)
    expect(await db.selectFrom('passes').selectAll().execute()).toHaveLength(ROUTES.length)
    await expectSound(db)
  },
  PATIENCE,
)

test(
  'approvals, overrides and withdrawals at once leave every order with one contractor, an alarm, or an end',
  async () => {
    const { db, post } = await twoServices()
    const proposed: string[] = []
    for (const id of ROUTES) {
      const route = await findRoute(db, id)
      if (route === undefined) throw new Error(`no route ${id}`)
      const actor = { kind: 'rule', id: 'night@1' } as const
      const why = { level: 'dispatch', state: 'proposed', decisionId: null, criterionId: 'night' } as const
      const request = { route, ...why, respondMin: 10, actor, priority: DEFAULT_PRIORITY, nowMs: Date.now() }
      const order = await db.transaction().execute((trx) => raiseOrder(trx, request))
      proposed.push(order?.id ?? '')
    }
    const approvals = await many((it) => post('officer', `orders/${proposed[it % proposed.length]}/approve`))
    expect(statuses(approvals)).toEqual([200])
    expect(await countEvents(db, 'order.requested')).toBe(ROUTES.length)
    expect(await openOffers(db)).toHaveLength(ROUTES.length)
    await expectSound(db)

    const manual = { routes: ROUTES, level: 'dispatch', reason: '通報' }
    const [last = ''] = proposed.slice(-1)
    const storm = await many(async (it) => {
      const id = proposed[it % proposed.length] ?? ''
      const [offer] = await db
        .selectFrom('offers')
        .select(['id', 'contractor_id'])
        .where('order_id', '=', id)
        .orderBy('id', 'desc')
        .limit(1)
        .execute()
      const contractor = offer?.contractor_id === 'c2' ? 'c2' : 'c1'
      const moves = [
        () => post('officer', `orders/${id}/offer`, { contractor: 'c2', reason: '近い' }),
        () => post(contractor, `offers/${offer?.id}/decline`, { code: 'breakdown' }),
        () => post('officer', 'orders', manual),
        () => post(contractor, `offers/${offer?.id}/accept`),
        () => post('officer', `orders/${id}/reoffer`, { reason: '再度' }),
        () => post('officer', `orders/${last}/withdraw`, { reason: '雨' }),
        () => post('officer', `orders/${id}/deadline`, { finishBy: null, reason: '期限なし' }),
      ]
      return moves[it % moves.length]?.() ?? Promise.reject(new Error('no move'))
    })
    expect(statuses(storm).filter((it) => it !== 409 && it !== 404)).toEqual([200])
    await expectSound(db)
  },
  PATIENCE,
)
