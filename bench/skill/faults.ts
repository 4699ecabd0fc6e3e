import { HOUR_MS, MINUTE_MS } from '../../src/domain/time.ts'
import type { QcSample } from './qc-series.ts'
import { between, gaussian, seeded } from './random.ts'

/**
 * Labelled faults and events for a clean series. Sizes are those of faults seen in the recorded series:
 *
 * - spike: one sample off by 20–150 cm, nearer or (where the snow is that deep) further;
 * - burst: two to six samples, each off by 15–150 cm of its own, likewise;
 * - obstacle: 20–120 cm nearer for 30 min to 5 h, ± 1 cm (a vehicle, a person, a berm pushed away again);
 * - heavy-snow: 5–12 cm/h of true snow for 2–6 h, begun in air of at most 1 °C and no warmer while it falls, which then
 *   settles by 1.2 %/h;
 * - plow: a true fall of 5–20 cm (never below the ground) from one sample to the next;
 * - stuck: the value stands still for 4–10 h while 2–5 cm/h of true snow fall on it.
 */
export type FaultKind = 'spike' | 'burst' | 'obstacle' | 'heavy-snow' | 'plow' | 'stuck'

export interface LabelledSample extends QcSample {
  /** What lies there, cm. */
  readonly truthCm: number
  readonly label: FaultKind | 'clean'
}

/** One event that was put in: from its first sample to its last. */
export interface FaultEvent {
  readonly kind: FaultKind
  readonly fromMs: number
  readonly toMs: number
}

export interface FaultySeries {
  readonly samples: readonly LabelledSample[]
  readonly events: readonly FaultEvent[]
  /** Times and amounts of the true snow put in. */
  readonly snow: readonly { readonly atMs: number; readonly cm: number }[]
}

/** Time from the end of an event to the next: this, and up to as much again. */
const PAUSE_MS = 12 * HOUR_MS
const SETTLING_PER_H = 0.012
const NOISE_CM = 0.3
const MAX_OFF_CM = 150
/** A pass that takes less cannot be told from settling, and nobody plows for it. */
const LEAST_PLOWED_CM = 5
const GAP_INTERVALS = 1.5
/** The warmest air in which snow falls thick and lies. */
const STORM_C = 1

/** One event under way: how long it lasts, how fast snow falls in it, and what the sensor says of a true depth. */
interface Course {
  readonly lengthMs: number
  readonly snowCmPerH: number
  /** Taken from the true depth at its first sample, cm. */
  readonly removedCm: number
  says(truthCm: number): number
}

/**
 * Puts events of the given kinds into a series, in turn. The same seed gives the same faults.
 * @param samples clean, ascending.
 */
export function withFaults(samples: readonly QcSample[], kinds: readonly FaultKind[], seed: number): FaultySeries {
  const random = seeded(seed)
  const out: LabelledSample[] = []
  const events: FaultEvent[] = []
  const snow: { atMs: number; cm: number }[] = []
  let offsetCm = 0
  let turn = 0
  const nextKind = (sample: QcSample, depthCm: number) => {
    const inTurn = kinds.map((_, index) => kinds[(turn + index) % kinds.length] as FaultKind)
    return inTurn.find((it) => isTimeFor(it, sample.airTempC, depthCm))
  }
  let under: { kind: FaultKind; course: Course; untilMs: number } | null = null
  let nextMs = (samples[0]?.atMs ?? 0) + 2 * PAUSE_MS
  for (const [index, sample] of samples.entries()) {
    const { atMs } = sample
    const before = out.at(-1)
    const stepH = before === undefined ? 0 : Math.min((atMs - before.atMs) / HOUR_MS, 1)
    offsetCm *= Math.exp(-SETTLING_PER_H * stepH)
    if (under !== null && atMs >= under.untilMs) {
      under = null
      nextMs = atMs + PAUSE_MS * (1 + random())
    }
    const kind: FaultKind | undefined =
      under === null && atMs >= nextMs && isDense(out, sample) ? nextKind(sample, sample.depthCm + offsetCm) : undefined
    if (kind !== undefined) {
      const intervalMs = (samples[index + 1]?.atMs ?? atMs + HOUR_MS) - atMs
      const course = begin(kind, intervalMs, before?.depthCm ?? 0, random)
      under = { kind, course, untilMs: atMs + course.lengthMs - intervalMs / 2 }
      turn = kinds.indexOf(kind) + 1
      events.push({ kind, fromMs: atMs, toMs: atMs })
      offsetCm -= Math.min(course.removedCm, Math.max(sample.depthCm + offsetCm, 0))
    }
    const fallenCm = (under?.course.snowCmPerH ?? 0) * stepH
    if (fallenCm > 0) snow.push({ atMs, cm: fallenCm })
    offsetCm += fallenCm
    const truthCm = Math.max(sample.depthCm + offsetCm, 0)
    const depthCm = under === null ? sample.depthCm + offsetCm : under.course.says(truthCm)
    const event = events.at(-1)
    if (under !== null && event !== undefined) events[events.length - 1] = { ...event, toMs: atMs }
    const airTempC = fallenCm > 0 ? Math.min(sample.airTempC ?? STORM_C, STORM_C) : sample.airTempC
    out.push({ ...sample, airTempC, depthCm, truthCm, label: under?.kind ?? 'clean' })
  }
  return { samples: out, events, snow }
}

function begin(kind: FaultKind, intervalMs: number, heldCm: number, random: () => number): Course {
  const one = { lengthMs: intervalMs, snowCmPerH: 0, removedCm: 0, says: (truthCm: number) => truthCm }
  switch (kind) {
    case 'spike':
      return { ...one, says: (truthCm) => offBy(truthCm, 20, random) }
    case 'burst': {
      const lengthMs = intervalMs * Math.floor(between(random, 2, 7))
      return { ...one, lengthMs, says: (truthCm) => offBy(truthCm, 15, random) }
    }
    case 'obstacle': {
      const heightCm = logBetween(random, 20, 120)
      const lengthMs = between(random, 30 * MINUTE_MS, 5 * HOUR_MS)
      return { ...one, lengthMs, says: (truthCm) => truthCm + heightCm + between(random, -1, 1) }
    }
    case 'heavy-snow': {
      const lengthMs = between(random, 2, 6) * HOUR_MS
      return { ...one, lengthMs, snowCmPerH: between(random, 5, 12), says: (it) => it + NOISE_CM * gaussian(random) }
    }
    case 'plow':
      return { ...one, removedCm: between(random, LEAST_PLOWED_CM, 20) }
    case 'stuck': {
      const lengthMs = between(random, 4, 10) * HOUR_MS
      return { ...one, lengthMs, snowCmPerH: between(random, 2, 5), says: () => heldCm }
    }
  }
}

/** After a gap nobody can tell a fault from weather: no event begins there. */
function isDense(before: readonly QcSample[], sample: QcSample): boolean {
  const [one, other] = before.slice(-2)
  if (one === undefined || other === undefined) return false
  return sample.atMs - other.atMs < GAP_INTERVALS * (other.atMs - one.atMs) && sample.atMs - other.atMs <= HOUR_MS
}

/** Snow falls and is plowed in the cold; the other faults know no season. */
function isTimeFor(kind: FaultKind, airTempC: number | null, depthCm: number): boolean {
  const cold = (airTempC ?? 0) <= STORM_C
  switch (kind) {
    case 'plow':
      return cold && depthCm >= LEAST_PLOWED_CM
    case 'heavy-snow':
    case 'stuck':
      return cold
    default:
      return true
  }
}

/** Wrong by `leastCm` to 150 cm: nearer, or further as far as there is snow to be seen through. */
function offBy(truthCm: number, leastCm: number, random: () => number): number {
  const nearer = random() < 0.5 || truthCm < leastCm
  return truthCm + (nearer ? 1 : -1) * logBetween(random, leastCm, nearer ? MAX_OFF_CM : Math.min(truthCm, MAX_OFF_CM))
}

function logBetween(random: () => number, from: number, to: number): number {
  return Math.exp(between(random, Math.log(from), Math.log(to)))
}
