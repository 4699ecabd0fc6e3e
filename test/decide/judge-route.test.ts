import { describe, expect, test } from 'vitest'
import { judgeRoute, type Seen, type Subject } from '../../src/decide/judge-route.ts'
import { routeFacts } from '../../src/decide/route-facts.ts'
import { type CommandContext, rejectOrder } from '../../src/dispatch/commands.ts'
import { moveOrder } from '../../src/dispatch/move-order.ts'
import { raiseOrder } from '../../src/dispatch/raise-order.ts'
import { requireRoute } from '../../src/dispatch/require.ts'
import { type Criterion, QUORUM_DEFAULTS } from '../../src/domain/criterion.ts'
import type { Silence } from '../../src/domain/silence.ts'
import { EMPTY_SENSOR, foldReading, type SensorState } from '../../src/snow/fold.ts'
import { saveCriterion } from '../../src/store/criteria/save-criterion.ts'
import type { Db } from '../../src/store/database.ts'
import { listDecisions } from '../../src/store/decisions/list-decisions.ts'
import { listEvents } from '../../src/store/events/list-events.ts'
import { findLatch } from '../../src/store/latches/find-latch.ts'
import { listOffers } from '../../src/store/offers/list-offers.ts'
import { listOrders } from '../../src/store/orders/list-orders.ts'
import { addCriterion, criterion, smallDistrict } from '../support/district.ts'
import { at, over, reading, sensor } from '../support/sensor.ts'
import { simulatedClock } from '../support/service.ts'
import { testDatabase } from '../support/stores.ts'
import { folded, rise, run } from './predicting.ts'

const OFFICER = { kind: 'user', id: 'officer' } as const
const CONTRACTOR = { kind: 'contractor', id: 'c1' } as const

/** Depths in cm, one every ten minutes, the first at minute `from`. */
function stateOf(depthsCm: readonly number[], from = 0): SensorState {
  return depthsCm.reduce((it, depthCm, index) => {
    return foldReading(it, reading(from + index * 10, over(depthCm)), sensor()).state
  }, EMPTY_SENSOR)
}

/** Bare at minute 0, 12 cm since minute 60: dispatch-10 fires at minute 100. */
const SNOW = [0, 0, 0, 4, 8, 12, 12, 12, 12, 12, 12]
const DEEP = stateOf(SNOW)
const BARE = stateOf(Array.from({ length: 60 }, () => 0))

/** What stands beside a route's sensors when nothing special does. */
const PLAIN = { timeZone: 'Asia/Tokyo', silence: null, forecastOf: () => undefined } as const

/** A subject with what is to be seen of it after so many minutes. */
function seen(subject: Subject, minutes: number): Seen {
  return { subject, facts: routeFacts(subject, at(minutes)) }
}

interface Bench {
  readonly db: Db
  readonly commands: CommandContext
  /** Judges r1 with one sensor in each given state. */
  judge(
    criterion: Criterion,
    minutes: number,
    states: readonly (SensorState | undefined)[],
    change?: Partial<Subject>,
  ): Promise<boolean>
  results(): Promise<string[]>
  codes(): Promise<string[][]>
  states(): Promise<string[]>
}

async function openBench(webhookUrl: string | null = null): Promise<Bench> {
  const db = await testDatabase()
  await smallDistrict(db, { webhookUrl })
  const route = await requireRoute(db, 'r1')
  const clock = simulatedClock('2026-01-20T14:00:00Z')
  const decisions = async () => (await listDecisions(db, { limit: 100 })).toReversed()
  return {
    db,
    commands: { db, clock, nudges: { deliver() {}, passRecorded() {} } },
    judge: (criterion, minutes, states, change) => {
      const sensors = states.map((state, index) => ({ device: sensor({ id: `r1-${index}` }), state }))
      return judgeRoute(db, criterion, seen({ ...PLAIN, route, sensors, ...change }, minutes))
    },
    results: async () => (await decisions()).map((it) => it.result),
    codes: async () => (await decisions()).map((it) => it.reasons.map((reason) => reason.code)),
    states: async () => (await listOrders(db, { limit: 100 })).toReversed().map((it) => it.state),
  }
}

describe('a criterion that begins to hold', () => {
  test('raises one order, with the decision behind it, however often it is judged', async () => {
    const bench = await openBench()
    const criterion = await addCriterion(bench.db)
    expect(await bench.judge(criterion, 100, [DEEP])).toBe(true)
    expect(await bench.judge(criterion, 101, [DEEP])).toBe(true)
    expect(await bench.judge(criterion, 102, [DEEP])).toBe(false)
    expect(await bench.results()).toEqual(['fire', 'hold'])
    expect(await bench.codes()).toEqual([['at-or-above-trigger'], ['still-above-release']])

    const [order, ...others] = await listOrders(bench.db, { limit: 10 })
    expect(others).toEqual([])
    const fired = (await listDecisions(bench.db, { limit: 10 })).at(-1)
    expect(order).toMatchObject({
      state: 'requested',
      level: 'dispatch',
      routeId: 'r1',
      decisionId: fired?.id,
      criterionId: 'dispatch-10',
      createdAtMs: at(100),
      finishByMs: Date.parse('2026-01-20T22:00:00Z'),
      startByMs: Date.parse('2026-01-20T21:20:00Z'),
    })
    expect(fired).toMatchObject({ orderId: order?.id, criterionId: 'dispatch-10', criterionVersion: 1, atMs: at(100) })
    expect(fired?.evidence).toEqual({
      forecastRun: null,
      sensors: [
        {
          device: 'r1-0',
          readingAtMs: at(100),
          readingIdentity: `@${at(100)}`,
          depthCm: 12,
          depthSincePassCm: 12,
          newSnowCm: 12,
          status: 'ok',
          lastPassAtMs: null,
          lastPassSource: null,
        },
      ],
    })
    expect(await listOffers(bench.db, { limit: 10 })).toMatchObject([{ contractorId: 'c1', state: 'open' }])
    expect(await findLatch(bench.db, 'dispatch-10', 'r1')).toMatchObject({
      active: true,
      sinceMs: at(100),
      orderId: order?.id,
    })
    expect((await listEvents(bench.db, { limit: 10 })).map((it) => [it.type, it.actor])).toEqual([
      ['decision.fire', 'rule:dispatch-10@1'],
      ['order.requested', 'rule:dispatch-10@1'],
      ['offer.created', 'system:dispatch'],
      ['decision.hold', 'rule:dispatch-10@1'],
    ])
  })

  test('raises one order though it is judged many times at once', async () => {
    const bench = await openBench()
    const criterion = await addCriterion(bench.db)
    await Promise.all(Array.from({ length: 8 }, () => bench.judge(criterion, 100, [DEEP])))
    expect(await bench.states()).toEqual(['requested'])
    expect((await bench.results()).filter((it) => it === 'fire')).toHaveLength(1)
  })

  test('raises none where one of its level is open already, and says which', async () => {
    const bench = await openBench()
    const [first, second] = [await addCriterion(bench.db), await addCriterion(bench.db, { id: 'other' })]
    await bench.judge(first, 100, [DEEP])
    await bench.judge(second, 100, [DEEP])
    const [order, ...others] = await listOrders(bench.db, { limit: 10 })
    expect(others).toEqual([])
    const [decision] = (await listDecisions(bench.db, { limit: 10 })).filter((it) => it.criterionId === 'other')
    expect(decision).toMatchObject({ result: 'fire', orderId: order?.id })
    expect(decision?.reasons.at(-1)).toEqual({ code: 'order-already-open', orderId: order?.id })
  })

  test('but an order of the other level is no hindrance', async () => {
    const bench = await openBench()
    const standby = await addCriterion(bench.db, { id: 'standby', level: 'standby' })
    await bench.judge(standby, 100, [DEEP])
    await bench.judge(await addCriterion(bench.db), 100, [DEEP])
    const orders = await listOrders(bench.db, { openOnly: true, limit: 10 })
    expect(orders.map((it) => it.level).toSorted()).toEqual(['dispatch', 'standby'])
  })

  test.each([
    { name: 'a silent sensor', states: [DEEP, undefined], code: 'sensor-stale' },
    { name: 'a suspect sensor', states: [DEEP, stateOf([...SNOW.slice(1), 90])], code: 'sensor-suspect' },
    {
      name: 'disagreement',
      states: [DEEP, stateOf([0, 0, 0, 5, 10, 15, 20, 21, 21, 21, 21])],
      code: 'sensors-disagree',
    },
  ])('automatic mode asks an officer when the evidence is weak: $name', async ({ states, code }) => {
    const bench = await openBench()
    await bench.judge(await addCriterion(bench.db), 100, states)
    expect(await bench.states()).toEqual(['proposed'])
    expect(await bench.codes()).toEqual([['at-or-above-trigger', code, 'fallback-to-support']])
    expect(await listOffers(bench.db, { limit: 10 })).toEqual([])
  })

  test('a quick rise that nothing bears out is proposed to an officer, with its figures', async () => {
    const bench = await openBench()
    const route = await requireRoute(bench.db, 'r1')
    const sensors = [{ device: sensor({ id: 'r1-0' }), state: DEEP }]
    const loneRises = new Map([['r1-0', { riseCm: 12, neighbours: 3 }]])
    await judgeRoute(bench.db, await addCriterion(bench.db), seen({ ...PLAIN, route, sensors, loneRises }, 100))
    expect(await bench.states()).toEqual(['proposed'])
    const [decision] = await listDecisions(bench.db, { limit: 10 })
    expect(decision?.reasons.slice(1)).toEqual([
      { code: 'neighbours-disagree', device: 'r1-0', riseCm: 12, neighbours: 3 },
      { code: 'fallback-to-support' },
    ])
  })

  test('support mode always asks an officer, and has nothing to fall back to', async () => {
    const bench = await openBench()
    await bench.judge(await addCriterion(bench.db, { mode: 'support' }), 100, [DEEP, undefined])
    expect(await bench.states()).toEqual(['proposed'])
    expect((await bench.codes()).flat()).not.toContain('fallback-to-support')
  })
})

describe('a criterion that holds no longer', () => {
  test('releases: what nobody accepted is withdrawn, its contractor told, and it may fire anew', async () => {
    const bench = await openBench('http://192.0.2.1/hook')
    const criterion = await addCriterion(bench.db)
    await bench.judge(criterion, 100, [DEEP])
    await bench.judge(criterion, 150, [BARE])
    expect(await bench.results()).toEqual(['fire', 'release'])
    const [order] = await listOrders(bench.db, { limit: 10 })
    expect(order).toMatchObject({ state: 'withdrawn', closedReason: expect.stringContaining('fallen below') })
    expect(await listOffers(bench.db, { limit: 10 })).toMatchObject([{ state: 'withdrawn', contractorId: 'c1' }])
    const deliveries = await bench.db.selectFrom('deliveries').select(['type', 'contractor_id']).execute()
    expect(deliveries.map((it) => `${it.contractor_id} ${it.type}`).toSorted()).toEqual([
      'c1 offer.created',
      'c1 order.withdrawn',
    ])
    const heard = await listEvents(bench.db, { contractorId: 'c1', limit: 10 })
    expect(heard.map((it) => [it.type, it.actor]).at(-1)).toEqual(['offer.withdrawn', 'rule:dispatch-10@1'])
    expect((await listDecisions(bench.db, { limit: 1 }))[0]?.orderId).toBe(order?.id)
    expect(await findLatch(bench.db, 'dispatch-10', 'r1')).toMatchObject({ active: false, orderId: null })

    await bench.judge(criterion, 200, [stateOf(SNOW, 100)])
    expect(await bench.states()).toEqual(['withdrawn', 'requested'])
  })

  test.each([
    { level: 'dispatch', commands: ['accept'], want: 'accepted' },
    { level: 'dispatch', commands: ['accept', 'start'], want: 'started' },
    { level: 'standby', commands: ['accept'], want: 'withdrawn' },
    { level: 'standby', commands: ['accept', 'start'], want: 'started' },
  ] as const)('a $level order after $commands is then $want', async ({ level, commands, want }) => {
    const bench = await openBench()
    const criterion = await addCriterion(bench.db, { level })
    await bench.judge(criterion, 100, [DEEP])
    const [order] = await listOrders(bench.db, { limit: 1 })
    for (const command of commands) {
      const move = { orderId: order?.id ?? '', command, actor: CONTRACTOR, atMs: at(110), nowMs: at(110) }
      await bench.db.transaction().execute((trx) => moveOrder(trx, { ...move, contractorId: 'c1' }))
    }
    await bench.judge(criterion, 150, [BARE])
    expect(await bench.states()).toEqual([want])
    expect(await findLatch(bench.db, 'dispatch-10', 'r1')).toMatchObject({ active: false })
  })

  test('after a rejection it stays quiet until it has released', async () => {
    const bench = await openBench()
    const criterion = await addCriterion(bench.db, { mode: 'support' })
    await bench.judge(criterion, 100, [DEEP])
    const [order] = await listOrders(bench.db, { limit: 1 })
    await rejectOrder(bench.commands, { orderId: order?.id ?? '', actor: OFFICER, reason: 'thaw expected' })
    for (const minutes of [110, 120, 130]) await bench.judge(criterion, minutes, [DEEP])
    expect(await bench.states()).toEqual(['rejected'])
    await bench.judge(criterion, 150, [BARE])
    await bench.judge(criterion, 200, [stateOf(SNOW, 100)])
    expect(await bench.states()).toEqual(['rejected', 'proposed'])
  })

  test('silence releases nothing', async () => {
    const bench = await openBench()
    const criterion = await addCriterion(bench.db)
    await bench.judge(criterion, 100, [DEEP])
    await bench.judge(criterion, 1000, [BARE])
    expect(await bench.results()).toEqual(['fire', 'unknown'])
    expect(await bench.states()).toEqual(['requested'])
    expect(await findLatch(bench.db, 'dispatch-10', 'r1')).toMatchObject({ active: true, sinceMs: at(100) })
  })
})

describe('what is written', () => {
  test('nothing, when a judgement says the same as the last', async () => {
    const bench = await openBench()
    const criterion = await addCriterion(bench.db)
    expect(await bench.judge(criterion, 20, [stateOf([0, 1, 2])])).toBe(true)
    expect(await bench.judge(criterion, 40, [stateOf([0, 1, 2, 3, 4])])).toBe(false)
    expect(await bench.results()).toEqual(['hold'])
    expect(await listEvents(bench.db, { limit: 10 })).toHaveLength(1)
  })

  test.each([
    { name: 'another reason', states: [stateOf([0, 0, 0, 4, 8, 12, 12])] },
    { name: 'a sensor in doubt', states: [stateOf([0, 1, 2, 3, 4, 5]), undefined] },
  ])('a decision, for $name', async ({ states }) => {
    const bench = await openBench()
    const criterion = await addCriterion(bench.db)
    await bench.judge(criterion, 50, [stateOf([0, 1, 2, 3, 4, 5])])
    expect(await bench.judge(criterion, 60, states)).toBe(true)
    expect(await bench.results()).toEqual(['hold', 'hold'])
  })

  test('a decision, for a new version of the criterion', async () => {
    const bench = await openBench()
    await bench.judge(await addCriterion(bench.db), 20, [stateOf([0, 1, 2])])
    const changed = await addCriterion(bench.db, { rule: { triggerCm: 15 } })
    expect(changed.version).toBe(2)
    expect(await bench.judge(changed, 21, [stateOf([0, 1, 2])])).toBe(true)
    expect(await listDecisions(bench.db, { limit: 1 })).toMatchObject([{ criterionVersion: 2 }])
  })

  test('all of it or nothing', async () => {
    const bench = await openBench()
    const criterion = await addCriterion(bench.db)
    const subject = {
      ...PLAIN,
      route: { ...(await requireRoute(bench.db, 'r1')), authorityId: 'nobody' },
      sensors: [{ device: sensor(), state: DEEP }],
    }
    await expect(judgeRoute(bench.db, criterion, seen(subject, 100))).rejects.toMatchObject({ code: 'not-found' })
    expect(await bench.results()).toEqual([])
    expect(await findLatch(bench.db, 'dispatch-10', 'r1')).toBeUndefined()
    expect(await listEvents(bench.db, { limit: 10 })).toEqual([])
  })
})

describe('a silence over the route', () => {
  const silence: Silence = {
    id: 'sil-1',
    authorityId: 'town',
    target: { kind: 'scope', scope: { kind: 'route', id: 'r1' } },
    fromMs: at(0),
    toMs: at(600),
    reason: '工事のため通行止め',
    createdBy: 'user:officer',
    createdAtMs: at(0),
    endedAtMs: null,
  }

  test('lets nothing be raised, says why, and once it is over the criterion fires', async () => {
    const bench = await openBench()
    const criterion = await addCriterion(bench.db)
    await bench.judge(criterion, 100, [DEEP], { silence })
    await bench.judge(criterion, 101, [DEEP], { silence })
    expect(await bench.results()).toEqual(['hold'])
    expect(await bench.codes()).toEqual([['silenced', 'at-or-above-trigger']])
    expect(await bench.states()).toEqual([])
    await bench.judge(criterion, 102, [DEEP])
    expect(await bench.results()).toEqual(['hold', 'fire'])
    expect(await bench.states()).toEqual(['requested'])
  })

  test('does not keep what has fired from releasing', async () => {
    const bench = await openBench()
    const criterion = await addCriterion(bench.db)
    await bench.judge(criterion, 100, [DEEP])
    await bench.judge(criterion, 590, [BARE], { silence })
    expect(await bench.results()).toEqual(['fire', 'release'])
    expect(await bench.states()).toEqual(['withdrawn'])
  })
})

describe('a criterion that must have ceased for a while', () => {
  test('releases only then; one that holds again meanwhile begins anew', async () => {
    const bench = await openBench()
    const criterion = await addCriterion(bench.db, { releaseSustainMin: 20 })
    const clearing = async () => (await findLatch(bench.db, 'dispatch-10', 'r1'))?.clearingSinceMs
    await bench.judge(criterion, 100, [DEEP])
    expect(await clearing()).toBeNull()
    await bench.judge(criterion, 590, [BARE])
    expect(await clearing()).toBe(at(590))
    await bench.judge(criterion, 605, [stateOf([0, ...Array.from({ length: 6 }, () => 8)], 545)])
    expect(await clearing()).toBeNull()
    await bench.judge(criterion, 606, [BARE])
    await bench.judge(criterion, 625.99, [BARE])
    expect(await bench.states()).toEqual(['requested'])
    await bench.judge(criterion, 626, [BARE])
    expect((await bench.results()).at(-1)).toBe('release')
    expect(await bench.states()).toEqual(['withdrawn'])
    expect(await clearing()).toBeNull()
  })
})

test('a class of roads may have its own time to answer', async () => {
  const bench = await openBench()
  await bench.judge(await addCriterion(bench.db, { respondMin: 15, respondMinByClass: { local: 4, bus: 2 } }), 100, [
    DEEP,
  ])
  expect(await listOffers(bench.db, { limit: 1 })).toMatchObject([{ respondByMs: at(104) }])
})

test('a forecast that took part is named in the evidence', async () => {
  const bench = await openBench()
  const rule = {
    kind: 'forecast',
    measure: 'new-snow',
    quantity: 'level',
    by: '6h',
    quantile: 'p50',
    comparison: 'at-least',
  } as const
  const { version: _, ...fields } = criterion()
  const forecastRule = { ...QUORUM_DEFAULTS, ...rule, triggerCm: 14, releaseCm: 4 }
  const saved = await bench.db
    .transaction()
    .execute((trx) => saveCriterion(trx, { criterion: { ...fields, rule: forecastRule }, actor: 'test', nowMs: 0 }))
  const rising = folded(rise(2), 240, sensor(), { airTempC: -4 })
  const forecastOf = () => ({ forecast: run(2, 240), stale: false })
  await bench.judge(saved, 240, [rising], { forecastOf })
  expect(await listDecisions(bench.db, { limit: 1 })).toMatchObject([
    { result: 'fire', evidence: { forecastRun: 'run-7' } },
  ])
  expect(await bench.states()).toEqual(['requested'])
})

test('a criterion that needs a forecast asks an officer, or says that it does not know, when there is none', async () => {
  const bench = await openBench()
  const { version: _, ...fields } = criterion()
  const rule = {
    ...QUORUM_DEFAULTS,
    kind: 'probability',
    measure: 'new-snow',
    by: '6h',
    triggerCm: 14,
    probability: 0.4,
    releaseProbability: 0.2,
    costLoss: null,
  } as const
  const saved = await bench.db
    .transaction()
    .execute((trx) => saveCriterion(trx, { criterion: { ...fields, rule }, actor: 'test', nowMs: 0 }))
  await bench.judge(saved, 240, [folded(rise(3), 240, sensor(), { airTempC: -4 })])
  expect(await bench.states()).not.toContain('requested')
  expect((await bench.codes())[0]?.some((it) => it.includes('forecast'))).toBe(true)
})

test('readings older than the stale time never raise an order', async () => {
  const bench = await openBench()
  const criterion = await addCriterion(bench.db)
  await bench.judge(criterion, 145.01, [DEEP])
  expect(await bench.results()).toEqual(['unknown'])
  expect(await bench.states()).toEqual([])
  await bench.judge(criterion, 145, [DEEP])
  expect(await bench.states()).toEqual(['requested'])
})

test('a route without deadline has no times to keep', async () => {
  const { db } = await openBench()
  const route = { ...(await requireRoute(db, 'r1')), deadline: null }
  const request = { route, level: 'standby', state: 'proposed', decisionId: null, criterionId: null } as const
  const raised = await db
    .transaction()
    .execute((trx) => raiseOrder(trx, { ...request, respondMin: 10, actor: OFFICER, nowMs: at(0) }))
  expect(raised).toMatchObject({ finishByMs: null, startByMs: null, requestedAtMs: null, state: 'proposed' })
})
