import type { Device, Surface } from '../domain/device.ts'
import { inOrderMade } from '../domain/reading.ts'
import { DAY_MS, type EpochMs, MINUTE_MS, SECOND_MS } from '../domain/time.ts'
import { NO_WITNESS, type Witness } from '../domain/witness.ts'
import { WITNESS_AHEAD_MS, WITNESS_BACK_MS } from '../quality/judge.ts'
import { EMPTY_SENSOR, foldPass, foldReading, type SensorState, STATE_VERSION } from '../snow/fold.ts'
import type { ResetSource } from '../snow/state.ts'
import type { Db } from '../store/database.ts'
import { listPasses, type Pass } from '../store/passes/list-passes.ts'
import type { ReadingStore, StoredReading } from '../store/readings/port.ts'
import { roundedOrNull, sensorEvidence } from './route-view.ts'
import type { WitnessFor } from './sensor-tracker.ts'
import { staleMinOf } from './stale.ts'

/** Readings taken from the store at a time. */
const PAGE = 2000
/** Folded before the span where no state is kept: longer than a road lies under snow without any pass. */
const LEAD_MS = 60 * DAY_MS
/** Of a fast device so many readings at most. */
const LEAD_READINGS = 10_000

/** One reading, and how the snow under the sensor stood with it. */
export interface TracePoint {
  readonly atMs: EpochMs
  /** The reading's own depth after compensation, cm; null: it holds none. */
  readonly rawCm: number | null
  readonly accepted: boolean
  /** The newest accepted reading as of then; null: none yet. */
  readonly acceptedAtMs: EpochMs | null
  /** A digit per quality test, in the order of FLAG_TESTS. */
  readonly flags: string
  /** As decisions saw the sensor then; values of one that is not `ok` did not count. */
  readonly status: 'ok' | 'suspect' | 'stale' | 'no-data'
  readonly depthCm: number | null
  /** Null also where the fold began amid the record and no pass has been since: nobody knows from where to count. */
  readonly depthSincePassCm: number | null
  readonly newSnowCm: number | null
}

/** A plow pass that the sensor saw itself: its surface fell and stayed down. */
export interface SeenPass {
  readonly atMs: EpochMs
}

/** The course of one sensor through a span of time, made by the very fold that decides. */
export interface SensorTrace {
  readonly device: string
  readonly surface: Surface
  /** Silence after which its newest reading says nothing of the road any more. */
  readonly staleMs: number
  /** The newest reading before the span, from which it begins; null: none. */
  readonly before: TracePoint | null
  readonly points: readonly TracePoint[]
  readonly passes: readonly SeenPass[]
}

export interface TraceDeps {
  readonly db: Db
  readonly readings: ReadingStore
  readonly witnessFor: WitnessFor
  /** What arrives later than this is not worked in any more: states older than it are final. */
  readonly replayWindowMs: number
}

export interface TraceSpan {
  readonly fromMs: EpochMs
  /** Exclusive. */
  readonly toMs: EpochMs
}

/** Where a fold begins, and whether what it counts since the last pass means anything from the start. */
interface Start {
  readonly state: SensorState
  readonly afterMs: EpochMs
  /** Passes up to and including then are folded in; one of the same moment as a reading comes after it. */
  readonly passesAfterMs: EpochMs
  readonly counts: boolean
  /** The reading it stands after; null: not told. */
  readonly before: TracePoint | null
}

/** Final states kept so that the next chart of a sensor need not fold its whole winter: a few kB each. */
const MARKS_KEPT = 300

/** Traces sensors through time. Reads, and changes nothing in the store. */
export class SensorTracer {
  readonly #deps: TraceDeps
  /** By device as it is registered: another mounting height makes other depths. Least lately used first. */
  readonly #marks = new Map<string, Start>()

  constructor(deps: TraceDeps) {
    this.#deps = deps
  }

  /** The course of a sensor; undefined for a device that measures no snow. */
  async trace(device: Device, span: TraceSpan): Promise<SensorTrace | undefined> {
    if (device.kind !== 'ultrasonic') return undefined
    const { db, readings, witnessFor } = this.#deps
    const start = await this.#startOf(device, span.fromMs)
    const passes = device.routeId === null ? [] : await listPasses(db, device.routeId, start.passesAfterMs)
    const course = new Course(device, start, passes, span.fromMs)
    let after: { atMs: EpochMs; identity: string } | undefined
    for (;;) {
      const fromMs = after?.atMs ?? start.afterMs + 1
      const query = { deviceId: device.id, fromMs, toMs: span.toMs, limit: PAGE }
      const page = await readings.readings(after === undefined ? query : { ...query, after })
      const witness = await witnessOf(witnessFor, device, page)
      for (const reading of page.toSorted(inOrderMade)) course.take(reading, witness)
      const last = page.at(-1)
      if (page.length < PAGE || last === undefined) break
      after = { atMs: last.atMs, identity: last.identity }
    }
    if (course.entry !== null && course.entry.afterMs < span.toMs - this.#deps.replayWindowMs)
      this.#keep(keyOf(device), course.entry)
    const { id, surface } = device
    const before = course.entry?.before ?? start.before
    const { points } = course
    const seen = course.passes.filter((it) => it.atMs >= span.fromMs)
    return { device: id, surface, staleMs: staleMinOf(device) * MINUTE_MS, before, points, passes: seen }
  }

  /** From the nearest state kept that lies before the span, else from nothing, far enough back to have seen a pass. */
  async #startOf(device: Device, fromMs: EpochMs): Promise<Start> {
    const { readings } = this.#deps
    const leadMs = Math.min(LEAD_MS, LEAD_READINGS * device.intervalS * SECOND_MS)
    const mark = this.#marks.get(keyOf(device))
    if (mark !== undefined && mark.afterMs < fromMs && mark.afterMs > fromMs - leadMs) return mark
    const kept = await readings.checkpoint(device.id)
    if (kept !== undefined && kept.version === STATE_VERSION && kept.atMs < fromMs)
      return {
        state: JSON.parse(kept.stateJson) as SensorState,
        afterMs: kept.atMs,
        passesAfterMs: kept.atMs,
        counts: true,
        before: null,
      }
    const afterMs = fromMs - leadMs - 1
    const earlier = { deviceId: device.id, fromMs: 0, toMs: afterMs + 1, limit: 1 }
    const counts = (await readings.readings(earlier)).length === 0
    return { state: EMPTY_SENSOR, afterMs, passesAfterMs: afterMs, counts, before: null }
  }

  #keep(key: string, mark: Start): void {
    this.#marks.delete(key)
    this.#marks.set(key, mark)
    const [oldest] = this.#marks.keys()
    if (this.#marks.size > MARKS_KEPT && oldest !== undefined) this.#marks.delete(oldest)
  }
}

function keyOf(device: Device): string {
  return JSON.stringify(device)
}

async function witnessOf(witnessFor: WitnessFor, device: Device, page: readonly StoredReading[]): Promise<Witness> {
  const [first, last] = [page[0], page.at(-1)]
  if (first === undefined || last === undefined) return NO_WITNESS
  return witnessFor(device, first.atMs - WITNESS_BACK_MS, last.atMs + WITNESS_AHEAD_MS)
}

/** A fold that remembers its way from `fromMs` on. */
class Course {
  readonly points: TracePoint[] = []
  /** How it stood when the span began: with the last reading before it; null: there was none. */
  entry: Start | null = null
  passes: SeenPass[] = []
  readonly #device: Device
  readonly #staleMin: number
  readonly #fromMs: EpochMs
  readonly #queue: Pass[]
  #state: SensorState
  #counts: boolean

  constructor(device: Device, start: Start, passes: readonly Pass[], fromMs: EpochMs) {
    this.#device = device
    this.#staleMin = staleMinOf(device)
    this.#fromMs = fromMs
    this.#state = start.state
    this.#counts = start.counts
    this.#queue = [...passes]
  }

  take(reading: StoredReading, witness: Witness): void {
    for (let pass = this.#queue[0]; pass !== undefined && pass.atMs < reading.atMs; pass = this.#queue[0]) {
      this.#queue.shift()
      this.#state = foldPass(this.#state, pass.atMs, pass.source)
      this.#counts = true
    }
    const resetBeforeMs = this.#state.snow.resetAtMs
    const { state, judged } = foldReading(this.#state, reading, this.#device, witness)
    this.#state = state
    if (state.snow.resetAtMs !== resetBeforeMs) this.#takeReset(state.snow.resetAtMs, state.snow.resetSource)
    const seen = sensorEvidence(this.#device, state, this.#staleMin, reading.atMs)
    const point: TracePoint = {
      atMs: reading.atMs,
      rawCm: roundedOrNull(judged.depthCm),
      accepted: judged.accepted,
      acceptedAtMs: seen.readingAtMs,
      flags: judged.flags.join(''),
      status: seen.status,
      depthCm: seen.depthCm,
      depthSincePassCm: this.#counts ? seen.depthSincePassCm : null,
      newSnowCm: this.#counts ? seen.newSnowCm : null,
    }
    if (reading.atMs >= this.#fromMs) {
      this.points.push(point)
      return
    }
    const { atMs } = reading
    this.entry = { state, afterMs: atMs, passesAfterMs: atMs - 1, counts: this.#counts, before: point }
  }

  /** A fall that turns out to be an error gives the reset before it back: the pass was none. */
  #takeReset(atMs: EpochMs | null, source: ResetSource | null): void {
    this.passes = this.passes.filter((it) => it.atMs <= (atMs ?? 0))
    if (source !== 'step-down' || atMs === null) return
    this.#counts = true
    if (this.passes.at(-1)?.atMs !== atMs) this.passes.push({ atMs })
  }
}
