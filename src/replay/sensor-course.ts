import type { Device } from '../domain/device.ts'
import { inOrderMade } from '../domain/reading.ts'
import { DAY_MS, type EpochMs, HOUR_MS } from '../domain/time.ts'
import { NO_WITNESS, type Witness } from '../domain/witness.ts'
import { WITNESS_AHEAD_MS, WITNESS_BACK_MS } from '../quality/judge.ts'
import { EMPTY_SENSOR, foldPass, foldReading, type SensorState } from '../snow/fold.ts'
import type { KnownState, RecordedReading } from './history.ts'

/** Something that is folded into a sensor's state. */
export type CourseEvent =
  | { readonly kind: 'reading'; readonly atMs: EpochMs; readonly reading: RecordedReading }
  | { readonly kind: 'pass'; readonly atMs: EpochMs; readonly source: 'contractor' | 'officer' }

/** A state that holds everything up to and including `atMs`. */
interface Mark {
  readonly atMs: EpochMs
  readonly state: SensorState
}

/** Between marks; what is late is folded again from the mark before it. */
const MARK_EVERY_MS = 12 * HOUR_MS
/** Weather is asked for over so long a piece of the record at a time. */
const WITNESS_PIECE_MS = 2 * DAY_MS

/** What others know of the weather at the sensor, for a span of the record. */
export type WitnessOf = (device: Device, fromMs: EpochMs, toMs: EpochMs) => Promise<Witness>

/**
 * One sensor on its way through the record, by the very fold that the service runs. What comes late is worked in from
 * the mark before it, as the service does within its replay window; what is older than that stays out.
 */
export class SensorCourse {
  readonly device: Device
  readonly #windowMs: number
  readonly #witnessOf: WitnessOf
  #state: SensorState
  #upToMs: EpochMs
  #marks: Mark[]
  /** Everything after the oldest mark, in the order in which it is folded. */
  #recent: CourseEvent[] = []
  #witness: { readonly fromMs: EpochMs; readonly toMs: EpochMs; readonly witness: Witness } | undefined

  /**
   * @param windowMs how far back what is late is worked in (`YUKIBAN_REPLAY_WINDOW_H`).
   * @param known where to begin; the default: with nothing.
   */
  constructor(device: Device, windowMs: number, witnessOf: WitnessOf, known?: KnownState) {
    this.device = device
    this.#windowMs = windowMs
    this.#witnessOf = witnessOf
    this.#state = known?.state ?? EMPTY_SENSOR
    this.#upToMs = known?.atMs ?? Number.NEGATIVE_INFINITY
    this.#marks = [{ atMs: this.#upToMs, state: this.#state }]
  }

  get state(): SensorState {
    return this.#state
  }

  /** Takes in what has become known. */
  async take(events: readonly CourseEvent[]): Promise<void> {
    const oldestMs = this.#marks[0]?.atMs ?? Number.NEGATIVE_INFINITY
    const news = events.filter((it) => it.atMs > oldestMs).sort(inOrder)
    const [first, last] = [news[0], news.at(-1)]
    if (first === undefined || last === undefined) return
    let queue: readonly CourseEvent[] = news
    if (first.atMs <= this.#upToMs) queue = this.#goBack(first.atMs, news)
    for (const event of queue) {
      const witness = event.kind === 'reading' ? await this.#witnessAt(event.atMs) : NO_WITNESS
      this.#fold(event, witness)
    }
    this.#forget()
  }

  /** Returns to the mark before `atMs`; gives what is to be folded from there. */
  #goBack(atMs: EpochMs, news: readonly CourseEvent[]): readonly CourseEvent[] {
    const index = Math.max(
      0,
      this.#marks.findLastIndex((it) => it.atMs < atMs),
    )
    const mark = this.#marks[index]
    if (mark === undefined) return news
    this.#marks = this.#marks.slice(0, index + 1)
    const from = this.#recent.findIndex((it) => it.atMs > mark.atMs)
    const again = from < 0 ? [] : this.#recent.splice(from)
    this.#state = mark.state
    this.#upToMs = mark.atMs
    return [...again, ...news].sort(inOrder)
  }

  #fold(event: CourseEvent, witness: Witness): void {
    const marked = this.#marks.at(-1)?.atMs ?? Number.NEGATIVE_INFINITY
    if (event.atMs > this.#upToMs && this.#upToMs - marked >= MARK_EVERY_MS)
      this.#marks.push({ atMs: this.#upToMs, state: this.#state })
    this.#state =
      event.kind === 'pass'
        ? foldPass(this.#state, event.atMs, event.source)
        : foldReading(this.#state, event.reading, this.device, witness).state
    this.#upToMs = Math.max(this.#upToMs, event.atMs)
    this.#recent.push(event)
  }

  async #witnessAt(atMs: EpochMs): Promise<Witness> {
    const known = this.#witness
    if (known !== undefined && atMs >= known.fromMs && atMs < known.toMs) return known.witness
    const fromMs = Math.floor(atMs / WITNESS_PIECE_MS) * WITNESS_PIECE_MS
    const toMs = fromMs + WITNESS_PIECE_MS
    const witness = await this.#witnessOf(this.device, fromMs - WITNESS_BACK_MS, toMs + WITNESS_AHEAD_MS)
    this.#witness = { fromMs, toMs, witness }
    return witness
  }

  /** Marks that are older than the window are needed no more, but for the youngest of them. */
  #forget(): void {
    const cutMs = this.#upToMs - this.#windowMs
    const keep = this.#marks.findLastIndex((it) => it.atMs <= cutMs)
    if (keep <= 0) return
    this.#marks = this.#marks.slice(keep)
    const oldestMs = this.#marks[0]?.atMs ?? Number.NEGATIVE_INFINITY
    this.#recent = this.#recent.filter((it) => it.atMs > oldestMs)
  }
}

/** By time; of one moment readings before passes, as the service folds them, and readings by identity. */
function inOrder(a: CourseEvent, b: CourseEvent): number {
  if (a.atMs !== b.atMs) return a.atMs - b.atMs
  if (a.kind !== b.kind) return a.kind === 'reading' ? -1 : 1
  if (a.kind === 'pass' || b.kind === 'pass') return 0
  return inOrderMade(a.reading, b.reading)
}
