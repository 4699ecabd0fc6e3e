import type { Level, Mode } from '../domain/criterion.ts'
import type { Reason } from '../domain/decision.ts'
import { type EpochMs, MINUTE_MS } from '../domain/time.ts'

/**
 * What a contractor would have done when called. A call is made; an officer approves it where one is needed; the
 * contractor answers; the crew gets ready; the route is plowed once. Stand-by is called, accepted, and ends when its
 * criterion releases, or when the crew that stands by goes to plow. All of it is a model with four figures, not a fact.
 *
 * A criterion that releases takes back what nobody has accepted yet and ends stand-by, as the service does. A pass that
 * was really reported after the call and before the modelled pass would have ended completes the call: the work was
 * done then.
 */

export interface ResponseModel {
  /** modelled: a call is answered and plowed by this model. recorded: only passes on record clear the road. */
  readonly passes: 'modelled' | 'recorded'
  /** Until an officer approves what must be approved, minutes. */
  readonly approveMin: number
  /** Until a contractor accepts, minutes. */
  readonly answerMin: number
  /** From acceptance until the crew is on the route, minutes. A crew that stands by has used it already. */
  readonly mobiliseMin: number
}

/** Answer within 5 min and 30 min to the road: a foreman who patrols from midnight calls crews that wait at home. */
export const RESPONSE_DEFAULTS: ResponseModel = { passes: 'modelled', approveMin: 5, answerMin: 5, mobiliseMin: 30 }

/** none: the rule itself asked. support: the criterion's mode wants approval. fallback: automatic, but weak evidence. */
export type Approval = 'none' | 'support' | 'fallback'

/**
 * plowed: by the model. recorded-pass: by a pass on record. withdrawn: before anybody accepted. released: stand-by that
 * was no longer needed, or a dispatch where passes come from the record alone and nobody reported one. turned-out:
 * stand-by whose crew went to plow. open: the replayed span ended first.
 */
export type CallEnd = 'plowed' | 'recorded-pass' | 'withdrawn' | 'released' | 'turned-out' | 'open'

/** One call of a replay; changes while it is open. */
export interface Call {
  readonly routeId: string
  readonly level: Level
  readonly criterionId: string
  readonly mode: Mode
  readonly approval: Approval
  readonly calledAtMs: EpochMs
  readonly reasons: readonly Reason[]
  /** By when the route must be done, and the latest start; null: it has no deadline. */
  readonly deadline: { readonly atMs: EpochMs; readonly startByMs: EpochMs } | null
  /** Null: withdrawn before, or the span ended. */
  acceptedAtMs: EpochMs | null
  /** When plowing begins; null for stand-by and for what came to nothing. */
  startedAtMs: EpochMs | null
  /** When it ended in the replay; null while it is open. */
  endedAtMs: EpochMs | null
  end: CallEnd
}

export type NewCall = Omit<Call, 'acceptedAtMs' | 'startedAtMs' | 'endedAtMs' | 'end'>

/** The calls of one route. */
export class Responder {
  readonly #model: ResponseModel
  readonly #plowMs: number
  readonly #open = new Map<Level, Call>()
  readonly calls: Call[] = []

  constructor(model: ResponseModel, plowMinutes: number) {
    this.#model = model
    this.#plowMs = plowMinutes * MINUTE_MS
  }

  /** At most one call of a level is open on a route. */
  openCall(level: Level): Call | undefined {
    return this.#open.get(level)
  }

  call(request: NewCall): Call {
    const call: Call = { ...request, acceptedAtMs: null, startedAtMs: null, endedAtMs: null, end: 'open' }
    this.#open.set(call.level, call)
    this.calls.push(call)
    return call
  }

  /** Its criterion no longer holds at `nowMs`. A crew that has accepted and goes to plow is not called back. */
  release(call: Call, nowMs: EpochMs): void {
    if (this.#open.get(call.level) !== call) return
    if (call.acceptedAtMs === null) this.#close(call, 'withdrawn', nowMs)
    else if (call.level === 'standby' || this.#model.passes === 'recorded') this.#close(call, 'released', nowMs)
  }

  /** A pass on record at `atMs` has become known: what was called before it is done. */
  recordedPass(atMs: EpochMs): void {
    const call = this.#open.get('dispatch')
    if (call === undefined || atMs <= call.calledAtMs) return
    this.#turnOut(Math.min(atMs, call.startedAtMs ?? atMs))
    this.#close(call, 'recorded-pass', atMs)
  }

  /** Time passes until `nowMs`. @returns when the route was plowed meanwhile by the model; null: it was not. */
  advance(nowMs: EpochMs): EpochMs | null {
    const standby = this.#open.get('standby')
    if (standby !== undefined) this.#accept(standby, nowMs)
    const call = this.#open.get('dispatch')
    if (call === undefined) return null
    this.#accept(call, nowMs)
    if (call.acceptedAtMs === null || this.#model.passes === 'recorded') return null
    call.startedAtMs ??= this.#startOf(call.acceptedAtMs)
    if (call.startedAtMs <= nowMs) this.#turnOut(call.startedAtMs)
    const doneAtMs = call.startedAtMs + this.#plowMs
    if (doneAtMs > nowMs) return null
    this.#close(call, 'plowed', doneAtMs)
    return doneAtMs
  }

  #accept(call: Call, nowMs: EpochMs): void {
    const { approveMin, answerMin } = this.#model
    const waitMin = answerMin + (call.approval === 'none' ? 0 : approveMin)
    const acceptedAtMs = call.calledAtMs + waitMin * MINUTE_MS
    if (acceptedAtMs <= nowMs) call.acceptedAtMs ??= acceptedAtMs
  }

  #startOf(acceptedAtMs: EpochMs): EpochMs {
    const standby = this.#open.get('standby')?.acceptedAtMs ?? acceptedAtMs
    return Math.max(acceptedAtMs, Math.min(standby, acceptedAtMs) + this.#model.mobiliseMin * MINUTE_MS)
  }

  #turnOut(atMs: EpochMs): void {
    const standby = this.#open.get('standby')
    if (standby !== undefined && standby.acceptedAtMs !== null) this.#close(standby, 'turned-out', atMs)
  }

  #close(call: Call, end: CallEnd, atMs: EpochMs): void {
    call.end = end
    call.endedAtMs = Math.max(atMs, call.acceptedAtMs ?? atMs)
    this.#open.delete(call.level)
  }
}
