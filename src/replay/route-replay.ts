import type { Facts } from '../criteria/facts.ts'
import { judge, type LatchState, nextLatch } from '../criteria/latch.ts'
import { type Deadline, nextDeadline } from '../decide/crossings.ts'
import type { Criterion } from '../domain/criterion.ts'
import { staleMinOfRule } from '../domain/criterion.ts'
import type { Route } from '../domain/route.ts'
import type { Silence } from '../domain/silence.ts'
import type { EpochMs } from '../domain/time.ts'
import type { ReplayPlan } from './plan.ts'
import { PlotCourse } from './plot-course.ts'
import { type Approval, type Call, Responder } from './responder.ts'
import type { Spent } from './route-tally.ts'
import { snowNow, snowStands } from './snow-now.ts'

/** A criterion with what it sees at a step. */
export interface Seen {
  readonly criterion: Criterion
  readonly facts: Facts
}

/** The service's latch, with the call its firing made or joined. */
interface ReplayLatch extends LatchState {
  readonly call: Call | null
}

/** When a criterion fired or released in the replay. */
export interface Mark {
  readonly atMs: EpochMs
  readonly criterionId: string
  readonly kind: 'fire' | 'release'
}

/** Of a season, so many fire and release marks are kept for the plot. */
const MAX_MARKS = 2000

/** One route on its way through the record. */
export class RouteReplay {
  readonly route: Route
  readonly plot: PlotCourse
  readonly marks: Mark[] = []
  readonly #plan: ReplayPlan
  readonly #timeZone: string
  readonly #responder: Responder
  readonly #latches = new Map<string, ReplayLatch>()
  #deadline: Deadline | null | undefined
  #plowed = false
  #spent = { judgedMs: 0, unknownMs: 0, withoutCriterionMs: 0, standing: { missed: 0, clear: 0, unknown: 0 } }

  constructor(route: Route, plan: ReplayPlan, timeZone: string) {
    this.route = route
    this.#plan = plan
    this.#timeZone = timeZone
    this.#responder = new Responder(plan.response, route.plowMinutes)
    this.plot = new PlotCourse(plan.fromMs, plan.toMs, plan.stepMs)
  }

  /** Calls made within the replayed span. */
  get calls(): readonly Call[] {
    return this.#responder.calls.filter((it) => it.calledAtMs >= this.#plan.fromMs)
  }

  get spent(): Spent {
    return this.#spent
  }

  /** Time has come to `nowMs`. @returns when the model plowed the route meanwhile; null: it did not. */
  advance(nowMs: EpochMs): EpochMs | null {
    const plowedAtMs = this.#responder.advance(nowMs)
    if (plowedAtMs !== null) this.#plowed = true
    return plowedAtMs
  }

  /** A pass on record has become known. */
  recordedPass(atMs: EpochMs): void {
    this.#responder.recordedPass(atMs)
  }

  /** Judges the route at a step. @param seen criteria in force, in the order in which the service judges. */
  step(seen: readonly Seen[], silence: Silence | null, nowMs: EpochMs): void {
    const counts = nowMs >= this.#plan.fromMs
    const deadline = this.#deadlineAt(nowMs)
    if (counts && deadline.passed) this.#countStanding(seen, nowMs)
    let unknown = false
    for (const one of seen) unknown = this.#judge(one, silence, deadline.next, nowMs) || unknown
    if (counts) this.#count(seen, unknown, nowMs)
  }

  #judge({ criterion, facts }: Seen, silence: Silence | null, deadline: Deadline | null, nowMs: EpochMs): boolean {
    const latch = this.#latches.get(criterion.id)
    const judged = judge(criterion, facts, latch, silence)
    let call = judged.releases ? null : (latch?.call ?? null)
    if (judged.fires) {
      call = this.#responder.openCall(criterion.level) ?? null
      call ??= this.#responder.call({
        routeId: this.route.id,
        level: criterion.level,
        criterionId: criterion.id,
        mode: criterion.mode,
        approval: approvalOf(criterion, judged.evaluation.weak),
        calledAtMs: nowMs,
        reasons: judged.evaluation.reasons,
        deadline: deadline && { atMs: deadline.atMs, startByMs: deadline.startByMs },
      })
    }
    if (judged.releases && latch?.call != null) this.#responder.release(latch.call, nowMs)
    this.#latches.set(criterion.id, { ...nextLatch(latch, judged, nowMs), call })
    if ((judged.fires || judged.releases) && nowMs >= this.#plan.fromMs && this.marks.length < MAX_MARKS)
      this.marks.push({ atMs: nowMs, criterionId: criterion.id, kind: judged.fires ? 'fire' : 'release' })
    return judged.evaluation.result === 'unknown'
  }

  /** The next deadline, and whether one has come since the step before. */
  #deadlineAt(nowMs: EpochMs): { readonly next: Deadline | null; readonly passed: boolean } {
    const known = this.#deadline
    if (known === null) return { next: null, passed: false }
    const passed = known !== undefined && known.atMs <= nowMs
    if (known === undefined || passed) this.#deadline = nextDeadline(this.route, this.#timeZone, nowMs)
    return { next: this.#deadline ?? null, passed }
  }

  #countStanding(seen: readonly Seen[], nowMs: EpochMs): void {
    const dispatch = seen.find(({ criterion }) => criterion.level === 'dispatch')
    const { standing } = this.#spent
    const stands =
      dispatch === undefined
        ? null
        : snowStands(dispatch.criterion, dispatch.facts.sensors, nowMs, {
            needCm: this.#plan.needCm,
            plowed: this.#plowed,
          })
    if (stands === null) standing.unknown++
    else if (stands && this.#responder.openCall('dispatch') === undefined) standing.missed++
    else standing.clear++
  }

  #count(seen: readonly Seen[], unknown: boolean, nowMs: EpochMs): void {
    const { stepMs } = this.#plan
    const [first] = seen
    if (first === undefined) {
      this.#spent.withoutCriterionMs += stepMs
      this.plot.add(nowMs, null, null, true)
      return
    }
    this.#spent.judgedMs += stepMs
    if (unknown) this.#spent.unknownMs += stepMs
    const { sincePassCm, newSnowCm } = snowNow(first.facts.sensors, staleMinOfRule(first.criterion.rule), nowMs)
    this.plot.add(nowMs, sincePassCm, newSnowCm, unknown || sincePassCm === null)
  }
}

function approvalOf(criterion: Criterion, weak: boolean): Approval {
  if (criterion.mode === 'support') return 'support'
  return weak ? 'fallback' : 'none'
}
