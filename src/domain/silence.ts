import type { Scope } from './criterion.ts'
import type { EpochMs } from './time.ts'

/**
 * A time in which something is not acted on, with its reason. `silence`: criteria are judged, but raise no orders in the
 * scope (roadworks, an event, a road closed for the winter). `maintenance`: a device's readings take no part.
 */
export interface Silence {
  readonly id: string
  readonly authorityId: string
  readonly target:
    | { readonly kind: 'scope'; readonly scope: Scope }
    | { readonly kind: 'device'; readonly device: string }
  readonly fromMs: EpochMs
  readonly toMs: EpochMs
  readonly reason: string
  /** `kind:id` of who set it. */
  readonly createdBy: string
  readonly createdAtMs: EpochMs
  /** Ended before its time; null: not. */
  readonly endedAtMs: EpochMs | null
}

/** Whether it stands at a moment. */
export function silenceStands(silence: Silence, atMs: EpochMs): boolean {
  return atMs >= silence.fromMs && atMs < Math.min(silence.toMs, silence.endedAtMs ?? silence.toMs)
}
