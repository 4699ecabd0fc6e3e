import type { Level } from './criterion.ts'
import type { Reason } from './reason.ts'
import type { EpochMs } from './time.ts'

/**
 * fire: act. hold: nothing to do. release: what fired no longer holds. unknown: the evidence is not good enough to
 * say, which is never taken for "no snow".
 */
export type DecisionResult = 'fire' | 'hold' | 'release' | 'unknown'

export type { Reason } from './reason.ts'

/** What one sensor contributed to a decision. */
export interface SensorEvidence {
  readonly device: string
  /** Identity and time of the newest reading behind the value. */
  readonly readingAtMs: EpochMs | null
  readonly readingIdentity: string | null
  readonly depthCm: number | null
  readonly depthSincePassCm: number | null
  readonly newSnowCm: number | null
  readonly status: 'ok' | 'suspect' | 'stale' | 'no-data'
  readonly lastPassAtMs: EpochMs | null
  readonly lastPassSource: string | null
}

export interface Evidence {
  readonly sensors: readonly SensorEvidence[]
  /** Forecast run used; null: none was. */
  readonly forecastRun: string | null
}

/** A decision as it is recorded. */
export interface Decision {
  readonly id: string
  readonly authorityId: string
  readonly routeId: string
  readonly criterionId: string
  readonly criterionVersion: number
  readonly level: Level
  readonly atMs: EpochMs
  readonly result: DecisionResult
  readonly reasons: readonly Reason[]
  readonly evidence: Evidence
  readonly orderId: string | null
}
