import type { Device } from '../domain/device.ts'
import type { EpochMs } from '../domain/time.ts'
import type { SensorState } from '../snow/fold.ts'
import type { History, RecordedPass } from './history.ts'
import { FOLDED_BEFORE_MS, type ReplayPlan, stepsOf } from './plan.ts'
import { ReadingFeed } from './reading-feed.ts'
import { type CourseEvent, SensorCourse } from './sensor-course.ts'

interface Followed {
  readonly course: SensorCourse
  readonly feed: ReadingFeed
  /** Passes of its route on record, by when they became known. */
  readonly passes: readonly RecordedPass[]
  nextPass: number
  /** How many of the modelled passes of its route it has taken in. */
  modelled: number
}

/** The sensors that a replay looks at; each is followed from the first time it is asked for. */
export class Sensors {
  readonly #history: History
  readonly #plan: ReplayPlan
  readonly #followed = new Map<string, Followed>()
  readonly #modelled = new Map<string, EpochMs[]>()

  constructor(history: History, plan: ReplayPlan) {
    this.#history = history
    this.#plan = plan
  }

  /** The model plowed a route at `atMs`: its sensors count anew from there. */
  plowed(routeId: string, atMs: EpochMs): void {
    const passes = this.#modelled.get(routeId)
    if (passes === undefined) this.#modelled.set(routeId, [atMs])
    else passes.push(atMs)
  }

  /** A sensor's state with everything that was known at `nowMs`, which never goes back. */
  async stateAt(device: Device, nowMs: EpochMs): Promise<SensorState> {
    const followed = this.#followed.get(device.id) ?? (await this.#follow(device))
    const events = newsOf(followed, this.#modelled.get(device.routeId ?? '') ?? [], nowMs)
    if (events.length > 0) await followed.course.take(events)
    return followed.course.state
  }

  async #follow(device: Device): Promise<Followed> {
    const { firstMs } = stepsOf(this.#plan)
    const known = this.#history.stateBefore(device.id, firstMs)
    const fromMs = known === undefined ? firstMs - FOLDED_BEFORE_MS : known.atMs + 1
    const witnessOf = (of: Device, witnessFromMs: EpochMs, toMs: EpochMs) =>
      this.#history.witness(of, witnessFromMs, toMs)
    const passes = device.routeId === null ? [] : await this.#history.passes(device.routeId)
    const followed: Followed = {
      course: new SensorCourse(device, this.#plan.windowMs, witnessOf, known),
      feed: new ReadingFeed(this.#history, device.id, fromMs, this.#plan.maxAheadMs),
      passes: passes.filter((it) => it.atMs >= fromMs).sort((a, b) => a.recordedAtMs - b.recordedAtMs),
      nextPass: 0,
      modelled: 0,
    }
    this.#followed.set(device.id, followed)
    return followed
  }
}

function newsOf(followed: Followed, modelled: readonly EpochMs[], nowMs: EpochMs): CourseEvent[] {
  const events: CourseEvent[] = followed.feed
    .take(nowMs)
    .map((reading) => ({ kind: 'reading', atMs: reading.atMs, reading }))
  for (; followed.nextPass < followed.passes.length; followed.nextPass++) {
    const pass = followed.passes[followed.nextPass]
    if (pass === undefined || pass.recordedAtMs > nowMs) break
    events.push({ kind: 'pass', atMs: pass.atMs, source: pass.source })
  }
  for (; followed.modelled < modelled.length; followed.modelled++)
    events.push({ kind: 'pass', atMs: modelled[followed.modelled] ?? nowMs, source: 'contractor' })
  return events
}
