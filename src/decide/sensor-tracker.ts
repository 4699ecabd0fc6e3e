import type { Device } from '../domain/device.ts'
import { inOrderMade } from '../domain/reading.ts'
import { NO_WITNESS, type Witness } from '../domain/witness.ts'
import { WITNESS_AHEAD_MS, WITNESS_BACK_MS } from '../quality/judge.ts'
import { EMPTY_SENSOR, foldPass, foldReading, type SensorState, STATE_VERSION } from '../snow/fold.ts'
import type { Db } from '../store/database.ts'
import { findDevice } from '../store/devices/find-device.ts'
import { listPasses, type Pass } from '../store/passes/list-passes.ts'
import type { Checkpoint, Judgement, ReadingStore, StoredReading } from '../store/readings/port.ts'

/** Readings taken from the store at a time. */
const PAGE = 2000
const BEFORE_TIME = Number.MIN_SAFE_INTEGER
const END_OF_TIME = Number.MAX_SAFE_INTEGER

/** A fold under way. */
interface Fold {
  state: SensorState
  /** Everything up to and including this moment is folded in. */
  upToMs: number
  /** Where the next checkpoint is counted from: the last one, or the first reading. */
  checkpointFromMs: number | null
}

interface Tracked extends Fold {
  checkpoint: { readonly atMs: number; readonly state: SensorState }
}

/** What others know of the weather at a device from `fromMs` to `toMs`. */
export type WitnessFor = (device: Device, fromMs: number, toMs: number) => Promise<Witness>

/**
 * Keeps the folded state of every sensor. In order, a new reading costs one step; a late reading or pass makes the
 * sensor's state be folded again, in time order, from its checkpoint, so the same log gives the same state whatever the
 * order of arrival (within the replay window: older readings stay in the log, not evaluated).
 */
export class SensorTracker {
  readonly #db: Db
  readonly #readings: ReadingStore
  readonly #replayWindowMs: number
  readonly #witnessFor: WitnessFor
  /** Finished folds only: never changed in place, so that a reader never meets one half done. */
  readonly #tracked = new Map<string, Tracked>()
  /** The newest update of each device under way; the next one waits for it, or both would fold the same readings. */
  readonly #updating = new Map<string, Promise<unknown>>()

  /** @param witnessFor asked once for each page of readings that is folded; the default knows nothing. */
  constructor(
    db: Db,
    readings: ReadingStore,
    replayWindowMs: number,
    witnessFor: WitnessFor = () => Promise.resolve(NO_WITNESS),
  ) {
    this.#db = db
    this.#readings = readings
    this.#replayWindowMs = replayWindowMs
    this.#witnessFor = witnessFor
  }

  /** State as last updated; undefined when the device was never updated here. */
  current(deviceId: string): SensorState | undefined {
    return this.#tracked.get(deviceId)?.state
  }

  /**
   * Takes in what the store has that is new.
   * @param changedFromMs earliest time at which something was added; the default only looks forward.
   */
  async update(deviceId: string, changedFromMs = END_OF_TIME): Promise<SensorState | undefined> {
    const before = this.#updating.get(deviceId) ?? Promise.resolve()
    const update = before.then(() => this.#update(deviceId, changedFromMs))
    const settled = update.catch(() => {})
    this.#updating.set(deviceId, settled)
    try {
      return await update
    } finally {
      if (this.#updating.get(deviceId) === settled) this.#updating.delete(deviceId)
    }
  }

  async #update(deviceId: string, changedFromMs: number): Promise<SensorState | undefined> {
    const device = await findDevice(this.#db, deviceId)
    if (device === undefined || device.kind !== 'ultrasonic') return undefined
    const tracked = { ...(this.#tracked.get(deviceId) ?? (await this.#load(deviceId))) }
    if (changedFromMs <= tracked.upToMs) {
      tracked.state = tracked.checkpoint.state
      tracked.upToMs = tracked.checkpoint.atMs
    }
    await this.#advance(device, tracked, END_OF_TIME, true)
    await this.#moveCheckpoint(device, tracked)
    this.#tracked.set(deviceId, tracked)
    return tracked.state
  }

  async #load(deviceId: string): Promise<Tracked> {
    const stored: Checkpoint | undefined = await this.#readings.checkpoint(deviceId)
    const usable = stored !== undefined && stored.version === STATE_VERSION
    const checkpoint = usable
      ? { atMs: stored.atMs, state: JSON.parse(stored.stateJson) as SensorState }
      : { atMs: BEFORE_TIME, state: EMPTY_SENSOR }
    const checkpointFromMs = usable ? checkpoint.atMs : null
    return { state: checkpoint.state, upToMs: checkpoint.atMs, checkpointFromMs, checkpoint }
  }

  /** Folds readings and passes after `upToMs` up to and including `untilMs`, page by page. */
  async #advance(device: Device, tracked: Fold, untilMs: number, save: boolean): Promise<void> {
    const passes = device.routeId === null ? [] : await listPasses(this.#db, device.routeId, tracked.upToMs)
    const queue = passes.filter((it) => it.atMs <= untilMs)
    let after: { atMs: number; identity: string } | undefined
    for (;;) {
      const page = await this.#page(device.id, tracked.upToMs + 1, untilMs, after)
      const judgements = fold(tracked, page.toSorted(inOrderMade), queue, device, await this.#witness(device, page))
      if (save && judgements.length > 0) await this.#readings.saveJudgements(device.id, judgements)
      const last = page.at(-1)
      if (page.length < PAGE || last === undefined) break
      after = { atMs: last.atMs, identity: last.identity }
    }
    for (const pass of queue.splice(0)) takePass(tracked, pass)
  }

  /** For the span of a page, and as far around it as quality control looks. */
  async #witness(device: Device, page: readonly StoredReading[]): Promise<Witness> {
    const [first, last] = [page[0], page.at(-1)]
    if (first === undefined || last === undefined) return NO_WITNESS
    return this.#witnessFor(device, first.atMs - WITNESS_BACK_MS, last.atMs + WITNESS_AHEAD_MS)
  }

  #page(
    deviceId: string,
    fromMs: number,
    untilMs: number,
    after?: { atMs: number; identity: string },
  ): Promise<StoredReading[]> {
    const toMs = untilMs === END_OF_TIME ? END_OF_TIME : untilMs + 1
    const from = after === undefined ? fromMs : after.atMs
    return this.#readings.readings({
      deviceId,
      fromMs: from,
      toMs,
      limit: PAGE,
      ...(after === undefined ? {} : { after }),
    })
  }

  /** Once the state has run two windows ahead, the checkpoint follows to one window behind. */
  async #moveCheckpoint(device: Device, tracked: Tracked): Promise<void> {
    const readingAtMs = tracked.state.lastReadingAtMs
    if (readingAtMs === null || tracked.checkpointFromMs === null) return
    const cutMs = readingAtMs - this.#replayWindowMs
    if (cutMs - tracked.checkpointFromMs < this.#replayWindowMs) return
    const next: Fold = { state: tracked.checkpoint.state, upToMs: tracked.checkpoint.atMs, checkpointFromMs: null }
    await this.#advance(device, next, cutMs, false)
    if (next.state.lastReadingAtMs === null) return
    tracked.checkpoint = { atMs: cutMs, state: next.state }
    tracked.checkpointFromMs = cutMs
    const stateJson = JSON.stringify(next.state)
    await this.#readings.saveCheckpoint(device.id, { atMs: cutMs, version: STATE_VERSION, stateJson })
  }
}

/** Folds a page into `tracked`, passes from `queue` in their places; returns what was found of each reading. */
function fold(
  tracked: Fold,
  page: readonly StoredReading[],
  queue: Pass[],
  device: Device,
  witness: Witness,
): Judgement[] {
  const judgements: Judgement[] = []
  for (const reading of page) {
    while (queue[0] !== undefined && queue[0].atMs < reading.atMs) takePass(tracked, queue.shift() as Pass)
    const { state, judged } = foldReading(tracked.state, reading, device, witness)
    tracked.state = state
    tracked.upToMs = Math.max(tracked.upToMs, reading.atMs)
    tracked.checkpointFromMs ??= reading.atMs
    judgements.push({
      atMs: reading.atMs,
      identity: reading.identity,
      // A tenth of a millimetre: finer than any sensor.
      depthMm: judged.depthCm === null ? null : Math.round(judged.depthCm * 100) / 10,
      flags: judged.flags.join(''),
      accepted: judged.accepted,
    })
  }
  return judgements
}

function takePass(tracked: Fold, pass: Pass): void {
  tracked.state = foldPass(tracked.state, pass.atMs, pass.source)
  tracked.upToMs = Math.max(tracked.upToMs, pass.atMs)
}
