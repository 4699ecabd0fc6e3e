import type { Evaluation } from '../criteria/evaluate.ts'
import type { Facts } from '../criteria/facts.ts'
import { type Judged, judge, nextLatch } from '../criteria/latch.ts'
import { reasonText } from '../criteria/reason-text.ts'
import { DISPATCH_DEFAULTS, type DispatchPolicy } from '../dispatch/policy.ts'
import { raiseOrder } from '../dispatch/raise-order.ts'
import { releaseOrder } from '../dispatch/release-order.ts'
import { type Criterion, respondMinFor, staleMinOfRule } from '../domain/criterion.ts'
import type { Decision, Reason } from '../domain/decision.ts'
import type { Actor } from '../domain/order.ts'
import type { Route } from '../domain/route.ts'
import type { Silence } from '../domain/silence.ts'
import type { Db, Trx } from '../store/database.ts'
import { insertDecision } from '../store/decisions/insert-decision.ts'
import { setDecisionOrder } from '../store/decisions/set-decision-order.ts'
import { recordEvent } from '../store/events/record-event.ts'
import { newId } from '../store/ids.ts'
import { findLatch, type Latch } from '../store/latches/find-latch.ts'
import { saveLatch } from '../store/latches/save-latch.ts'
import { findOpenOrder } from '../store/orders/find-open-order.ts'
import type { RouteToJudge } from './route-facts.ts'
import { sensorEvidence } from './route-view.ts'

/** A route as it is judged, and what keeps its criteria from raising orders. */
export interface Subject extends RouteToJudge {
  readonly route: Route
  /** Stands over the route now; null: none. */
  readonly silence: Silence | null
}

/** A subject, and what a criterion sees of it at a moment. */
export interface Seen {
  readonly subject: Subject
  readonly facts: Facts
}

/**
 * Judges a route by one criterion and acts on the result: the decision, what it changes (order, offer, webhook) and the
 * latch commit together or not at all. A judgement that says the same as the last recorded one writes nothing.
 * @returns true when anything was decided.
 */
export async function judgeRoute(
  db: Db,
  criterion: Criterion,
  { subject, facts }: Seen,
  policy: DispatchPolicy = DISPATCH_DEFAULTS,
): Promise<boolean> {
  const before = await findLatch(db, criterion.id, subject.route.id)
  const quick = judge(criterion, facts, before, subject.silence)
  if (before !== undefined && saysTheSame(criterion, quick, before)) return false
  return db.transaction().execute(async (trx) => {
    const latch = await findLatch(trx, criterion.id, subject.route.id)
    const judged = judge(criterion, facts, latch, subject.silence)
    return record(trx, { criterion, subject, judged, latch, nowMs: facts.nowMs, policy })
  })
}

function saysTheSame(criterion: Criterion, judged: Judged, latch: Latch): boolean {
  const { evaluation, fires, releases } = judged
  const clears = latch.active && evaluation.clearing !== (latch.clearingSinceMs !== null)
  return !fires && !releases && !clears && latch.fingerprint === fingerprint(criterion, evaluation)
}

interface Judgement {
  readonly criterion: Criterion
  readonly subject: Subject
  readonly judged: Judged
  readonly latch: Latch | undefined
  readonly nowMs: number
  readonly policy: DispatchPolicy
}

async function record(trx: Trx, it: Judgement): Promise<boolean> {
  const { criterion, subject, latch, nowMs } = it
  const { evaluation, fires, releases } = it.judged
  const automatic = criterion.mode === 'automatic' && !evaluation.weak
  const open = fires ? await findOpenOrder(trx, subject.route.id, criterion.level) : undefined
  const next = nextLatch(latch, it.judged, nowMs)
  if (latch !== undefined && !fires && !releases && latch.fingerprint === fingerprint(criterion, evaluation)) {
    await saveLatch(trx, criterion.id, subject.route.id, { ...latch, ...next })
    return false
  }
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
  const kept: Latch = { ...next, fingerprint: fingerprint(criterion, evaluation), orderId }
  await saveLatch(trx, criterion.id, subject.route.id, kept)
  return true
}

/** Two judgements with the same fingerprint say the same: result, reasons by what they are about, criterion version. */
function fingerprint(criterion: Criterion, evaluation: Evaluation): string {
  const codes = evaluation.reasons.map(reasonKey).sort()
  return JSON.stringify([criterion.version, evaluation.result, codes])
}

/** What of a reason makes it another one: figures move all the time, whom or what it is about does not. */
function reasonKey(reason: Reason): string {
  if ('device' in reason) return `${reason.code}:${reason.device}`
  if (reason.code === 'suppressed') return `${reason.code}:${reason.by.kind}`
  return reason.code === 'suppressor-unknown' ? `${reason.code}:${reason.suppressor}` : reason.code
}

function decisionOf(it: Judgement, reasons: readonly Reason[]): Decision {
  const { criterion, subject, nowMs } = it
  const { evaluation } = it.judged
  const staleMin = staleMinOfRule(criterion.rule)
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
      forecastRun: evaluation.forecastRunId,
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

function orderRequest({ criterion, subject, nowMs, policy }: Judgement, decision: Decision) {
  return {
    route: subject.route,
    level: criterion.level,
    decisionId: decision.id,
    criterionId: criterion.id,
    respondMin: respondMinFor(criterion, subject.route.roadClass),
    actor: ruleActor(criterion),
    nowMs,
    policy,
  }
}

/** A rule takes back what nobody has accepted yet, and stand-by: a crew already called out is an officer's to recall. */
async function withdrawUnneeded(trx: Trx, orderId: string, it: Judgement, reasons: readonly Reason[]): Promise<void> {
  const reason = reasons.map((one) => reasonText(one, 'en')).join('; ')
  await releaseOrder(trx, orderId, { actor: ruleActor(it.criterion), reason, nowMs: it.nowMs })
}
