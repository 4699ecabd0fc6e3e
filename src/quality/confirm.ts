import { median } from 'simple-statistics'
import { HOUR_MS, MINUTE_MS } from '../domain/time.ts'
import type { DepthAt } from './gate.ts'

/**
 * When are suspects that agree with one another believed? A fall soon (a plow pass, a slide: nothing stands in the air
 * and makes a surface seem lower). A small rise soon. A large rise only after hours, since a vehicle or a berm under the
 * beam looks the same, unless others saw snow falling that explains half of it, or it only goes back to where the
 * surface was before a fall some hours ago: then that fall was the error.
 *
 * Constants: measured on seven recorded winters.
 */
const AGREE_CM = 3
/** Snowfall that carries a run of suspects with it; of samples further apart than DENSE_MS too many would agree. */
const RISE_CM_PER_H = 8
const DENSE_MS = 30 * MINUTE_MS
/** So near to where it fell from the surface is back there: both levels have the error of a run. */
const BACK_CM = 2 * AGREE_CM
const CONFIRM_SAMPLES = 3
const CONFIRM_MS = 15 * MINUTE_MS
/** Two samples suffice where they are an hour apart and no scatter goes before them: in scatter two agree by chance. */
const CONFIRM_SPARSE_MS = 60 * MINUTE_MS
const LARGE_RISE_CM = 12
const LARGE_RISE_HOLD_MS = 6 * HOUR_MS
/** Share of a large rise that snowfall known from elsewhere must explain for it to be believed at once. */
const EXPLAINED_SHARE = 0.5

/**
 * The run of suspects that `sample` carries on; empty when it begins a new one. It agrees with the middle of the run,
 * or lies no lower than its latest and no higher than snow can have made it since: a surface that snow falls on rises
 * under suspicion too.
 */
export function agreeing(suspects: readonly DepthAt[], sample: DepthAt): readonly DepthAt[] {
  const latest = suspects.at(-1)
  if (latest === undefined) return suspects
  const fromMiddleCm = sample.depthCm - median(suspects.map((it) => it.depthCm))
  const riseCm = sample.depthCm - latest.depthCm
  const gapMs = sample.atMs - latest.atMs
  const rises = gapMs <= DENSE_MS && riseCm >= -AGREE_CM && riseCm <= AGREE_CM + (RISE_CM_PER_H * gapMs) / HOUR_MS
  const agrees = Math.abs(fromMiddleCm) <= AGREE_CM || rises
  return agrees ? suspects : []
}

/** What went before a run of suspects. */
export interface Before {
  /** The level, cm. */
  readonly referenceCm: number
  /** How far above it the first suspect lay from which they follow, cm; what rose since then, snow can have made. */
  readonly firstRiseCm: number
  /** What snow can have added until that first one, cm. */
  readonly possibleRiseCm: number
  /** Other suspects, which did not agree. */
  readonly scattered: boolean
  /** The level from which it fell in a step some hours ago, and when; null: it did not. */
  readonly fellFrom: DepthAt | null
}

/**
 * Which step a run of agreeing suspects is, once it is believed; undefined as long as it is not.
 * @param snowfallCm fallen since then as others know, cm; null: none says.
 */
export function confirmedStep(
  suspects: readonly DepthAt[],
  before: Before,
  snowfallCm: () => number | null,
): 'step-down' | 'step-up' | undefined {
  const first = suspects[0]
  const latest = suspects.at(-1)
  if (first === undefined || latest === undefined) return undefined
  const spanMs = latest.atMs - first.atMs
  const enough =
    (suspects.length >= CONFIRM_SAMPLES && spanMs >= CONFIRM_MS) ||
    (suspects.length >= 2 && spanMs >= CONFIRM_SPARSE_MS && !before.scattered)
  if (!enough) return undefined
  const levelCm = median(suspects.map((it) => it.depthCm))
  const stepCm = levelCm - before.referenceCm
  if (stepCm < 0) return 'step-down'
  if (before.firstRiseCm <= Math.max(LARGE_RISE_CM, before.possibleRiseCm) || spanMs >= LARGE_RISE_HOLD_MS)
    return 'step-up'
  if (isBackAt({ ...latest, depthCm: levelCm }, before.fellFrom)) return 'step-up'
  return (snowfallCm() ?? 0) >= EXPLAINED_SHARE * stepCm ? 'step-up' : undefined
}

/** Whether the surface is back where it fell from before, or at what snow can have made of that since. */
export function isBackAt(now: DepthAt, fellFrom: DepthAt | null): boolean {
  if (fellFrom === null) return false
  const overCm = now.depthCm - fellFrom.depthCm
  return overCm >= -BACK_CM && overCm <= BACK_CM + (RISE_CM_PER_H * (now.atMs - fellFrom.atMs)) / HOUR_MS
}
