import { type Evaluation, evaluateThreshold, type LoneRise } from '../criteria/evaluate.ts'
import { reasonText } from '../criteria/reason-text.ts'
import { tellWithdrawn } from '../dispatch/commands.ts'
import { moveOrder } from '../dispatch/move-order.ts'
import { raiseOrder } from '../dispatch/raise-order.ts'
import type { Criterion } from '../domain/criterion.ts'
import type { Decision, Reason } from '../domain/decision.ts'
import type { Device } from '../domain/device.ts'
import type { Actor } from '../domain/order.ts'
import type { Route } from '../domain/route.ts'
import type { SensorState } from '../snow/fold.ts'
import type { Db, Trx } from '../store/database.ts'
import { insertDecision } from '../store/decisions/insert-decision.ts'
import { setDecisionOrder } from '../store/decisions/set-decision-order.ts'
import { recordEvent } from '../store/events/record-event.ts'
import { newId } from '../store/ids.ts'
import { findLatch, type Latch } from '../store/latches/find-latch.ts'
import { saveLatch } from '../store/latches/save-latch.ts'
import { findOpenOrder } from '../store/orders/find-open-order.ts'
import { findOrder } from '../store/orders/find-order.ts'
import { sensorEvidence, sensorView } from './route-view.ts'

export interface Subject {
  readonly route: Route
  readonly sensors: readonly { readonly device: Device; readonly state: SensorState | undefined }[]
  /** Quick rises that nothing around bears out, by device. */
  readonly loneRises?: ReadonlyMap<string, LoneRise>
}

/**
 * Judges a route by one criterion and acts on the result: the decision, what it changes (order, offer, webhook) and the
 * latch commit together or not at all. A judgement that says the same as the last recorded one writes nothing.
 * @returns true when anything was written.
 */
export async function judgeRoute(db: Db, criterion: Criterion, subject: Subject, nowMs: number): Promise<boolean> {
  const views = subject.sensors.map(({ device, state }) =>
    sensorView(device, state, subject.loneRises?.get(device.id) ?? null),
  )
  const before = await findLatch(db, criterion.id, subject.route.id)
  const quick = evaluateThreshold(criterion.rule, views, activeSince(before), nowMs)
  if (before !== undefined && before.fingerprint === fingerprint(criterion, quick) && !acts(quick, before)) return false
  return db.transaction().execute(async (trx) => {
    const latch = await findLatch(trx, criterion.id, subject.route.id)
    const evaluation = evaluateThreshold(criterion.rule, views, activeSince(latch), nowMs)
    return record(trx, { criterion, subject, evaluation, latch, nowMs })
  })
}

interface Judgement {
  readonly criterion: Criterion
  readonly subject: Subject
  readonly evaluation: Evaluation
  readonly latch: Latch | undefined
  readonly nowMs: number
}

async function record(trx: Trx, it: Judgement): Promise<boolean> {
  const { criterion, subject, evaluation, latch, nowMs } = it
  const active = latch?.active ?? false
  const fires = evaluation.result === 'fire' && !active
  const releases = evaluation.result === 'release' && active
  const automatic = criterion.mode === 'automatic' && !evaluation.weak
  const open = fires ? await findOpenOrder(trx, subject.route.id, criterion.level) : undefined
  const reasons = [...evaluation.reasons]
  if (fires && open !== undefined) reasons.push({ code: 'order-already-open', orderId: open.id })
  if (fires && open === undefined && criterion.mode === 'automatic' && !automatic)
    reasons.push({ code: 'fallback-to-support' })

  const decision = decisionOf(it, reasons)
  await insertDecision(trx, decision)
  await announce(trx, decision)
  let orderId = releases ? null : (latch?.orderId ?? null)
  if (fires) {
    const state = automatic ? 'requested' : 'proposed'
    const raised = open ?? (await raiseOrder(trx, { ...orderRequest(it, decision), state }))
    orderId = raised?.id ?? null
  }
  if (releases && latch?.orderId != null) await withdrawUnneeded(trx, latch.orderId, it, reasons)
  const decided = orderId ?? latch?.orderId ?? null
  if (decided !== null) await setDecisionOrder(trx, decision.id, decided)
  const changed = fires || releases
  await saveLatch(trx, criterion.id, subject.route.id, {
    active: fires || (active && !releases),
    sinceMs: changed ? nowMs : (latch?.sinceMs ?? nowMs),
    fingerprint: fingerprint(criterion, evaluation),
    orderId,
  })
  return true
}

function activeSince(latch: Latch | undefined): number | null {
  return latch?.active ? latch.sinceMs : null
}

function acts(evaluation: Evaluation, latch: Latch): boolean {
  return latch.active ? evaluation.result === 'release' : evaluation.result === 'fire'
}

/** Two judgements with the same fingerprint say the same: result, reasons by code and sensor, criterion version. */
function fingerprint(criterion: Criterion, evaluation: Evaluation): string {
  const codes = evaluation.reasons.map((it) => ('device' in it ? `${it.code}:${it.device}` : it.code)).sort()
  return JSON.stringify([criterion.version, evaluation.result, codes])
}

function decisionOf(it: Judgement, reasons: readonly Reason[]): Decision {
  const { criterion, subject, evaluation, nowMs } = it
  const { staleMin } = criterion.rule
  return {
    id: newId('dec', nowMs),
    authorityId: criterion.authorityId,
    routeId: subject.route.id,
    criterionId: criterion.id,
    criterionVersion: criterion.version,
    level: criterion.level,
    atMs: nowMs,
    result: evaluation.result,
    reasons,
    evidence: {
      sensors: subject.sensors.map(({ device, state }) => sensorEvidence(device, state, staleMin, nowMs)),
      forecastRun: null,
    },
    orderId: null,
  }
}

function ruleActor(criterion: Criterion): Actor {
  return { kind: 'rule', id: `${criterion.id}@${criterion.version}` }
}

async function announce(trx: Trx, decision: Decision): Promise<void> {
  await recordEvent(trx, {
    authorityId: decision.authorityId,
    atMs: decision.atMs,
    type: `decision.${decision.result}`,
    actor: { kind: 'rule', id: `${decision.criterionId}@${decision.criterionVersion}` },
    subject: decision.id,
    data: { routeId: decision.routeId, level: decision.level, reasons: decision.reasons },
  })
}

function orderRequest({ criterion, subject, nowMs }: Judgement, decision: Decision) {
  return {
    route: subject.route,
    level: criterion.level,
    decisionId: decision.id,
    criterionId: criterion.id,
    respondMin: criterion.respondMin,
    actor: ruleActor(criterion),
    nowMs,
  }
}

/** A rule takes back what nobody has accepted yet, and stand-by: a crew already called out is an officer's to recall. */
async function withdrawUnneeded(trx: Trx, orderId: string, it: Judgement, reasons: readonly Reason[]): Promise<void> {
  const order = await findOrder(trx, orderId)
  const unaccepted = order?.state === 'proposed' || order?.state === 'requested'
  const standingBy = order?.state === 'accepted' && order.level === 'standby'
  if (order === undefined || !(unaccepted || standingBy)) return
  const reason = reasons.map((one) => reasonText(one, 'en')).join('; ')
  const by = { actor: ruleActor(it.criterion), reason, nowMs: it.nowMs }
  const moved = await moveOrder(trx, { orderId, command: 'withdraw', atMs: it.nowMs, ...by })
  await tellWithdrawn(trx, moved, by)
}
