import { sql } from 'kysely'
import { pino } from 'pino'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { SimulatedClock } from '../../src/clock.ts'
import { Decider, type DeciderDeps } from '../../src/decide/decider.ts'
import { routeState } from '../../src/decide/route-state.ts'
import { SensorTracker } from '../../src/decide/sensor-tracker.ts'
import type { CityMode } from '../../src/domain/city-mode.ts'
import { QUORUM_DEFAULTS } from '../../src/domain/criterion.ts'
import { HOUR_MS, MINUTE_MS } from '../../src/domain/time.ts'
import { upsertCityMode } from '../../src/store/city-modes/upsert-city-mode.ts'
import { saveCriterion } from '../../src/store/criteria/save-criterion.ts'
import type { Db } from '../../src/store/database.ts'
import { listDecisions } from '../../src/store/decisions/list-decisions.ts'
import { listEvents } from '../../src/store/events/list-events.ts'
import { listOrders } from '../../src/store/orders/list-orders.ts'
import { recordPass } from '../../src/store/passes/record-pass.ts'
import type { ReadingStore } from '../../src/store/readings/port.ts'
import { insertSilence } from '../../src/store/silences/insert-silence.ts'
import { AUTHORITY, addCriterion, criterion, smallDistrict } from '../support/district.ts'
import { frame } from '../support/frames.ts'
import { START_MS } from '../support/sensor.ts'
import { steppedClock } from '../support/service.ts'
import { testDatabase, testReadings } from '../support/stores.ts'
import { rise, run } from './predicting.ts'

interface Bench {
  readonly db: Db
  readonly store: ReadingStore
  readonly clock: SimulatedClock
  readonly tracker: SensorTracker
  readonly decider: Decider
  advance(ms: number): Promise<void>
  /** The sensor says these depths (cm), ten minutes apart, the last `agoMin` minutes before now; all arrive now. */
  say(deviceId: string, agoMin: number, depthsCm: readonly number[]): Promise<void>
  results(): Promise<string[]>
}

/** The decider on real stores; simulated time begins at START_MS + 10 h and stands still between `advance` calls. */
async function openBench(
  options: { routes?: number; startMs?: number; forecastAt?: DeciderDeps['forecastAt'] } = {},
): Promise<Bench> {
  const db = await testDatabase()
  const store = await testReadings()
  const { routes = 2, startMs = START_MS + 10 * HOUR_MS, forecastAt } = options
  await smallDistrict(db, { routes })
  const { clock, advance } = steppedClock(new Date(startMs).toISOString())
  const tracker = new SensorTracker(db, store, 48 * HOUR_MS)
  const forecasts = forecastAt === undefined ? {} : { forecastAt }
  const decider = new Decider({ db, clock, log: pino({ level: 'silent' }), tracker, ...forecasts, onDecided() {} })
  onTestFinished(() => decider.stop())
  store.onIndexed((changes) => decider.readingsIndexed(changes))
  await decider.settled()
  let seq = 0
  return {
    db,
    store,
    clock,
    tracker,
    decider,
    advance: async (ms) => {
      await advance(ms)
      await decider.settled()
    },
    say: async (deviceId, agoMin, depthsCm) => {
      // Decisions of one millisecond have no order among themselves.
      await advance(1)
      const nowMinutes = (clock.now() - START_MS) / MINUTE_MS
      const frames = depthsCm.map((depthCm, index) =>
        frame(
          deviceId,
          { seq: seq++, minutes: nowMinutes - agoMin - (depthsCm.length - 1 - index) * 10, depthCm },
          nowMinutes,
        ),
      )
      await store.append(frames)
      await store.settled()
      await decider.settled()
    },
    results: async () => (await listDecisions(db, { routeId: 'r1', limit: 100 })).toReversed().map((it) => it.result),
  }
}

const SNOW = [0, 0, 0, 4, 8, 12, 12, 12, 12]

test('readings of the last minutes raise an order; the same readings hours late raise none', async () => {
  const bench = await openBench()
  await addCriterion(bench.db)
  await bench.say('r1-a', 170, SNOW)
  expect(await bench.results()).toEqual(['unknown'])
  await bench.advance(5 * MINUTE_MS)
  expect(await listOrders(bench.db, { limit: 10 })).toEqual([])
  await bench.say('r2-a', 0, SNOW)
  expect(await listOrders(bench.db, { limit: 10 })).toMatchObject([{ routeId: 'r2', state: 'requested' }])
})

test('a stored history that reaches the present counts, whatever the order of its parts', async () => {
  const bench = await openBench()
  await addCriterion(bench.db)
  await bench.say('r1-a', 0, [12, 12, 12, 12])
  expect(await bench.results()).toEqual(['hold'])
  await bench.say('r1-a', 40, [0, 0, 0, 4, 8])
  expect(await bench.results()).toEqual(['hold', 'fire'])
})

test.each([
  { name: 'saw nothing', neighbour: [0, 0, 0, 0, 0, 0, 0, 0, 0], state: 'proposed' },
  { name: 'saw snow too', neighbour: [0, 0, 0, 1, 2, 3, 4, 4, 4], state: 'requested' },
])('a quick rise at one sensor alone: the other sensor of the block $name: $state', async ({ neighbour, state }) => {
  const bench = await openBench()
  await addCriterion(bench.db)
  await bench.say('r2-a', 0, neighbour)
  await bench.say('r1-a', 0, SNOW)
  expect(await listOrders(bench.db, { routeId: 'r1', limit: 10 })).toMatchObject([{ state }])
  const [decision] = (await listDecisions(bench.db, { routeId: 'r1', limit: 10 })).filter((it) => it.result === 'fire')
  const lone = decision?.reasons.filter((it) => it.code === 'neighbours-disagree')
  expect(lone).toEqual(
    state === 'requested' ? [] : [{ code: 'neighbours-disagree', device: 'r1-a', riseCm: 12, neighbours: 1 }],
  )
})

test('silence shows without any reading', async () => {
  const bench = await openBench()
  await addCriterion(bench.db)
  await bench.say('r1-a', 0, [1, 1, 1])
  await bench.advance(45 * MINUTE_MS)
  expect(await bench.results()).toEqual(['hold'])
  await bench.advance(2 * MINUTE_MS)
  expect(await bench.results()).toEqual(['hold', 'unknown'])
  await bench.advance(2 * HOUR_MS)
  expect(await bench.results()).toEqual(['hold', 'unknown'])
})

test('a new criterion is applied within a minute; without one nothing is decided', async () => {
  const bench = await openBench()
  await bench.say('r1-a', 0, SNOW)
  expect(await bench.results()).toEqual([])
  await addCriterion(bench.db)
  await bench.advance(MINUTE_MS)
  expect(await bench.results()).toEqual(['fire'])
})

test('a reported pass is folded in at once and releases', async () => {
  const bench = await openBench()
  await addCriterion(bench.db)
  await bench.say('r1-a', 0, SNOW)
  expect(await listOrders(bench.db, { limit: 10 })).toMatchObject([{ state: 'requested' }])
  await bench.advance(1000)
  const actor = { kind: 'contractor', id: 'c1' } as const
  const pass = {
    routeId: 'r1',
    atMs: bench.clock.now() - MINUTE_MS,
    source: 'contractor',
    actor,
    orderId: null,
  } as const
  await bench.db.transaction().execute((trx) => recordPass(trx, { ...pass, recordedAtMs: bench.clock.now() }))
  bench.decider.passRecorded('r1')
  await bench.decider.settled()
  expect((await bench.results()).at(-1)).toBe('release')
  expect(await listOrders(bench.db, { limit: 10 })).toMatchObject([{ state: 'withdrawn' }])
})

test('a failing round is tried again with what it had to do', async () => {
  const bench = await openBench()
  await addCriterion(bench.db)
  await bench.decider.settled()
  await bench.db.schema.alterTable('latches').renameTo('latches_away').execute()
  await bench.say('r1-a', 0, SNOW)
  expect(bench.decider.failure).toMatch(/latches/)
  await bench.db.schema.alterTable('latches_away').renameTo('latches').execute()
  await bench.advance(10_000)
  expect(bench.decider.failure).toBeUndefined()
  expect((await bench.results()).at(-1)).toBe('fire')
})

describe('a block that votes', () => {
  test('moves as one: with the majority of its points, also routes without a sensor of their own', async () => {
    const bench = await openBench({ routes: 4 })
    await bench.db.deleteFrom('devices').where('id', '=', 'r4-a').execute()
    await addCriterion(bench.db, { points: 'block', rule: { minSensors: 3, disagreeCm: 20 } })
    await bench.say('r2-a', 0, [0, 0, 0, 0, 0, 1, 1, 1, 1])
    await bench.say('r3-a', 0, [0, 0, 0, 0, 0, 1, 1, 1, 1])
    await bench.say('r1-a', 0, SNOW)
    await bench.advance(2 * MINUTE_MS)
    expect(await listOrders(bench.db, { limit: 10 })).toEqual([])
    await bench.advance(60 * MINUTE_MS)
    await bench.say('r1-a', 0, [12, 12, 12, 12, 12, 12])
    await bench.say('r3-a', 0, [1, 1, 1, 1, 1, 1])
    await bench.say('r2-a', 0, [4, 7, 10, 11, 11, 11])
    const ordered = (await listOrders(bench.db, { limit: 10 })).map((it) => it.routeId)
    expect(ordered.toSorted()).toEqual(['r1', 'r2', 'r3', 'r4'])
  })

  test('a criterion for routes leaves one without a sensor alone', async () => {
    const bench = await openBench({ routes: 2 })
    await bench.db.deleteFrom('devices').where('id', '=', 'r2-a').execute()
    await addCriterion(bench.db)
    await bench.say('r1-a', 0, SNOW)
    await bench.advance(2 * MINUTE_MS)
    expect((await listOrders(bench.db, { limit: 10 })).map((it) => it.routeId)).toEqual(['r1'])
    expect(await listDecisions(bench.db, { routeId: 'r2', limit: 10 })).toEqual([])
  })
})

describe('fixed decision times', () => {
  /** 23:50 on the wall clock of the authority. */
  const EVENING_MS = Date.parse('2026-01-20T14:50:00Z')

  test('snow that lies before midnight is called out at midnight, not before', async () => {
    const bench = await openBench({ startMs: EVENING_MS })
    await addCriterion(bench.db, { decideAt: { cron: ['0 0 * * *'], windowMin: 10 } })
    await bench.say('r1-a', 0, SNOW)
    expect(await bench.results()).toEqual(['hold'])
    await bench.advance(9 * MINUTE_MS)
    expect(await listOrders(bench.db, { limit: 10 })).toEqual([])
    await bench.advance(MINUTE_MS)
    const [order] = await listOrders(bench.db, { limit: 10 })
    expect(order).toMatchObject({ routeId: 'r1', state: 'requested' })
    expect(order?.createdAtMs).toBeGreaterThanOrEqual(EVENING_MS + 10 * MINUTE_MS)
    expect(order?.createdAtMs).toBeLessThan(EVENING_MS + 12 * MINUTE_MS)
  })

  test('snow that comes after the window waits for the next time', async () => {
    const bench = await openBench({ startMs: EVENING_MS })
    await addCriterion(bench.db, { decideAt: { cron: ['0 0 * * *'], windowMin: 10 } })
    await bench.say('r1-a', 0, [0, 0, 0])
    await bench.advance(40 * MINUTE_MS)
    await bench.say('r1-a', 0, [12, 12, 12, 12])
    await bench.advance(60 * MINUTE_MS)
    expect(await listOrders(bench.db, { limit: 10 })).toEqual([])
  })
})

test('a city-wide mode that goes on puts its criterion in force, and the order goes first', async () => {
  const bench = await openBench()
  await addCriterion(bench.db, { rule: { triggerCm: 30 } })
  await addCriterion(bench.db, { id: 'storm-5', cityMode: 'storm', rule: { triggerCm: 5 } })
  const mode: CityMode = {
    id: 'storm',
    authorityId: AUTHORITY,
    name: '集中降雪',
    devices: ['r2-a'],
    vote: 'majority',
    any: [{ kind: 'depth', comparison: 'at-least', triggerCm: 10 }],
    releaseH: 6,
    priorities: { local: 2 },
  }
  await bench.db.transaction().execute((trx) => upsertCityMode(trx, { mode, nowMs: bench.clock.now() }))
  await bench.say(
    'r1-a',
    0,
    SNOW.map((it) => Math.min(it, 7)),
  )
  await bench.advance(MINUTE_MS)
  expect(await listOrders(bench.db, { limit: 10 })).toEqual([])
  await bench.say('r2-a', 0, [12, 12, 12, 12])
  await bench.advance(2 * MINUTE_MS)
  expect(await listOrders(bench.db, { routeId: 'r1', limit: 10 })).toMatchObject([
    { criterionId: 'storm-5', priority: 2 },
  ])
  expect((await listEvents(bench.db, { limit: 100 })).map((it) => it.type)).toContain('mode.on')
})

test('a sensor under maintenance takes no part', async () => {
  const bench = await openBench()
  await addCriterion(bench.db)
  const window = {
    authorityId: AUTHORITY,
    target: { kind: 'device', device: 'r1-a' },
    fromMs: bench.clock.now() - HOUR_MS,
    toMs: bench.clock.now() + HOUR_MS,
    reason: '点検',
    createdBy: 'user:officer',
    createdAtMs: bench.clock.now(),
  } as const
  await bench.db.transaction().execute((trx) => insertSilence(trx, window))
  await bench.say('r1-a', 0, SNOW)
  expect((await bench.results()).at(-1)).toBe('unknown')
  expect(await listOrders(bench.db, { limit: 10 })).toEqual([])
})

test('a rule that looks ahead is given the forecast of where its sensors stand', async () => {
  const asked: string[] = []
  const bench = await openBench({
    forecastAt: async (device) => {
      asked.push(device.id)
      return { forecast: run(3, (bench.clock.now() - START_MS) / MINUTE_MS), stale: false }
    },
  })
  await addCriterion(bench.db, { rule: { triggerCm: 80, releaseCm: 3 } })
  await bench.say('r1-a', 0, rise(2))
  expect(asked).toEqual([])
  const { version: _, rule: __, ...fields } = criterion({ id: 'ahead', scope: { kind: 'route', id: 'r1' } })
  const rule = {
    ...QUORUM_DEFAULTS,
    kind: 'forecast',
    measure: 'new-snow',
    quantity: 'level',
    by: '6h',
    quantile: 'p50',
    comparison: 'at-least',
    triggerCm: 12,
    releaseCm: 3,
  } as const
  await bench.db
    .transaction()
    .execute((trx) => saveCriterion(trx, { criterion: { ...fields, rule }, actor: 'test', nowMs: 0 }))
  await bench.advance(MINUTE_MS)
  expect(asked).toEqual(['r1-a'])
  expect(await listOrders(bench.db, { limit: 10 })).toMatchObject([{ routeId: 'r1', criterionId: 'ahead' }])
})

test('a route that cannot be judged keeps none of the others waiting, and is judged once it can be', async () => {
  const bench = await openBench()
  await addCriterion(bench.db)
  // Nothing can be stored for r1: every judgement of it fails.
  await sql`create trigger broken before insert on latches when new.route_id = 'r1'
    begin select raise(abort, 'r1 is broken'); end`.execute(bench.db)
  await bench.say('r1-a', 0, SNOW)
  await bench.say('r2-a', 0, SNOW)
  await bench.advance(3 * MINUTE_MS)
  expect((await listOrders(bench.db, { limit: 10 })).map((it) => it.routeId)).toEqual(['r2'])
  expect(bench.decider.failure).toMatch(/r1 is broken/)
  await sql`drop trigger broken`.execute(bench.db)
  await bench.advance(10_000)
  expect(bench.decider.failure).toBeUndefined()
  expect((await listOrders(bench.db, { limit: 10 })).map((it) => it.routeId).toSorted()).toEqual(['r1', 'r2'])
})

test('condition and treatment of a route are told apart', async () => {
  const bench = await openBench()
  await addCriterion(bench.db)
  await bench.say('r1-a', 0, SNOW)
  const state = () =>
    routeState({ db: bench.db, sensorState: async (id) => bench.tracker.current(id) }, 'r1', bench.clock.now())
  const [order] = await listOrders(bench.db, { limit: 1 })
  expect(await state()).toMatchObject({
    condition: { status: 'known', depthCm: 12, depthSincePassCm: 12, newSnowCm: 12 },
    treatment: {
      lastPassAtMs: null,
      lastPassSource: null,
      openOrders: [{ id: order?.id, level: 'dispatch', state: 'requested' }],
    },
    sensors: [{ device: 'r1-a', status: 'ok' }],
  })
  await bench.advance(2 * HOUR_MS)
  expect(await state()).toMatchObject({
    condition: { status: 'unknown', depthCm: null, depthSincePassCm: null, newSnowCm: null },
    sensors: [{ status: 'stale', depthCm: 12 }],
  })
  expect(await routeState({ db: bench.db, sensorState: async () => undefined }, 'nowhere', 0)).toBeUndefined()
})
