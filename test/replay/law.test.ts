import { expect, test } from 'vitest'
import { acceptOffer, completeOrder, startOrder } from '../../src/dispatch/commands.ts'
import type { Criterion } from '../../src/domain/criterion.ts'
import { HOUR_MS, MINUTE_MS } from '../../src/domain/time.ts'
import type { ReplayPlan } from '../../src/replay/plan.ts'
import { RESPONSE_DEFAULTS } from '../../src/replay/responder.ts'
import { runReplay } from '../../src/replay/run.ts'
import { openStoredHistory } from '../../src/replay/stored-history.ts'
import { findAuthority } from '../../src/store/authorities/find-authority.ts'
import { listDecisions } from '../../src/store/decisions/list-decisions.ts'
import { listOffers } from '../../src/store/offers/list-offers.ts'
import { openDatabaseReadOnly } from '../../src/store/open-read-only.ts'
import { AUTHORITY, addCriterion, smallDistrict } from '../support/district.ts'
import { connectDevice, publishReading } from '../support/mqtt.ts'
import { steppedClock, testService } from '../support/service.ts'

const START = '2026-01-20T09:00:00Z'
const STEP_MS = 5 * MINUTE_MS

/** Snow on the three roads, cm, so many minutes into the night: heavy early, slow and late, and none to speak of. */
const SNOW: readonly ((minute: number) => number)[] = [
  (minute) => Math.max(0, (minute - 120) / 12),
  (minute) => Math.max(0, (minute - 240) / 30),
  (minute) => Math.min(5, minute / 60),
]

/** A night of the real service: readings over MQTT, an order taken and done, a sensor that falls silent for hours. */
async function recordedNight() {
  const { clock, advance } = steppedClock(START)
  const service = await testService({ clock })
  const { tokens } = await smallDistrict(service.db, { routes: 3 })
  const criteria = [
    await addCriterion(service.db),
    await addCriterion(service.db, { id: 'standby-6', level: 'standby', rule: { triggerCm: 6, releaseCm: 2 } }),
  ]
  const devices = await Promise.all(
    [1, 2, 3].map((n) => connectDevice(service.mqttUrl ?? '', `r${n}-a`, tokens[`r${n}-a`] ?? '')),
  )
  const plowedCm = [0, 0, 0]
  let seq = 0
  let done = false
  const work = async (minute: number) => {
    const [order] = await service.db
      .selectFrom('orders')
      .select(['id', 'created_at', 'state', 'contractor_id'])
      .where('route_id', '=', 'r1')
      .where('level', '=', 'dispatch')
      .orderBy('id')
      .execute()
    if (order === undefined || done) return
    const orderId = order.id
    const [offer] = await listOffers(service.db, { orderId, state: 'open', limit: 1 })
    if (offer !== undefined) {
      await acceptOffer(service.commands, { offerId: offer.id, actor: { kind: 'contractor', id: offer.contractorId } })
    } else if (order.state === 'accepted' && clock.now() - order.created_at >= HOUR_MS) {
      const actor = { kind: 'contractor', id: order.contractor_id ?? '' } as const
      await startOrder(service.commands, { orderId, actor })
      await completeOrder(service.commands, { orderId, actor })
      plowedCm[0] = SNOW[0]?.(minute) ?? 0
      done = true
    }
  }
  for (let minute = 10; minute <= 14 * 60; minute += 10) {
    await advance(10 * MINUTE_MS)
    for (const [index, device] of devices.entries()) {
      if (index === 1 && minute > 420 && minute < 560) continue
      const depthCm = (SNOW[index]?.(minute) ?? 0) - (plowedCm[index] ?? 0)
      const body = {
        boot: 'b',
        seq: seq++,
        at: clock.now(),
        distance_mm: 2000 - Math.round(depthCm * 10),
        air_temp_c: 0,
      }
      await publishReading(device, `r${index + 1}-a`, body)
    }
    await service.settled()
    await work(minute)
    await service.settled()
  }
  return { service, criteria, endMs: clock.now() }
}

async function replayOf(dataDir: string, criteria: readonly Criterion[], change: Partial<ReplayPlan>) {
  await using control = await openDatabaseReadOnly(dataDir)
  const authority = await findAuthority(control.db, AUTHORITY)
  if (authority === undefined) throw new Error('no authority')
  const forecast = { cellDeg: 0.1, staleMs: 3 * HOUR_MS, radiusKm: 30 }
  using history = await openStoredHistory({ db: control.db, dataDir, authority, forecast })
  return await runReplay(history, {
    criteria,
    fromMs: Date.parse(START),
    toMs: Date.parse(START) + 14 * HOUR_MS,
    stepMs: STEP_MS,
    routeIds: null,
    response: { ...RESPONSE_DEFAULTS, passes: 'recorded' },
    needCm: null,
    windowMs: 48 * HOUR_MS,
    maxAheadMs: 10 * MINUTE_MS,
    ...change,
  })
}

test('a night replayed with the criteria that were in force fires and releases as it did', {
  timeout: 120_000,
}, async () => {
  const { service, criteria } = await recordedNight()
  const decisions = await listDecisions(service.db, { limit: 1000 })
  const acted = decisions.filter((it) => it.result === 'fire' || it.result === 'release').reverse()
  const result = await replayOf(service.dataDir, criteria, {})
  const replayed = result.routes
    .flatMap(({ route, plot }) => plot.marks.map((it) => ({ ...it, routeId: route.id })))
    .sort((a, b) => a.atMs - b.atMs)

  expect(acted.filter((it) => it.result === 'fire').length).toBeGreaterThanOrEqual(5)
  expect(acted.some((it) => it.result === 'release')).toBe(true)
  const key = (routeId: string, criterionId: string, kind: string) => `${routeId} ${criterionId} ${kind}`
  const keyed = (list: readonly string[]) => [...list].sort()
  expect(keyed(replayed.map((it) => key(it.routeId, it.criterionId, it.kind)))).toEqual(
    keyed(acted.map((it) => key(it.routeId, it.criterionId, it.result))),
  )
  for (const decision of acted) {
    const same = replayed.filter(
      (it) => key(it.routeId, it.criterionId, it.kind) === key(decision.routeId, decision.criterionId, decision.result),
    )
    const nearest = Math.min(...same.map((it) => Math.abs(it.atMs - decision.atMs)))
    expect(nearest, `${decision.routeId} ${decision.criterionId} ${decision.result}`).toBeLessThanOrEqual(STEP_MS)
  }

  // What was ordered is what would have been ordered.
  expect(result.differences).toEqual({
    same: result.total.calls.dispatch + result.total.calls.standby,
    earlier: 0,
    later: 0,
    onlyRecorded: 0,
    onlyReplayed: 0,
  })
  expect(result.recorded.calls).toEqual(result.total.calls)

  // A changed criterion is told from it.
  const stricter = criteria.map((it) =>
    it.rule.kind === 'threshold' && it.level === 'dispatch' ? { ...it, rule: { ...it.rule, triggerCm: 15 } } : it,
  )
  const later = await replayOf(service.dataDir, stricter, {})
  expect(later.total.calls.dispatch).toBeLessThanOrEqual(result.total.calls.dispatch)
  expect(later.differences.later + later.differences.onlyRecorded + later.differences.onlyReplayed).toBeGreaterThan(0)

  // With a model that plows, the real pass of the night still counts, and nothing reaches into the record.
  const modelled = await replayOf(service.dataDir, criteria, { response: RESPONSE_DEFAULTS })
  expect(modelled.total.plowHours).toBeGreaterThan(0)
  expect(modelled.recorded).toEqual(result.recorded)
})
