import type { Level, Measure } from './criterion.ts'
import type { SensorFault } from './sensor-fault.ts'
import type { EpochMs } from './time.ts'

/**
 * fire: act. hold: nothing to do. release: what fired no longer holds. unknown: the evidence is not good enough to
 * say, which is never taken for "no snow".
 */
export type DecisionResult = 'fire' | 'hold' | 'release' | 'unknown'

/** A reason by code, with the figures that fill its sentence. Texts: criteria/reason-text.ts. */
export type Reason =
  | {
      readonly code: 'at-or-above-trigger'
      readonly measure: Measure
      readonly valueCm: number
      readonly triggerCm: number
      readonly sustainedMin: number
      readonly voting: number
      readonly usable: number
    }
  | {
      readonly code: 'not-yet-sustained'
      readonly measure: Measure
      readonly valueCm: number
      readonly triggerCm: number
      readonly sustainedMin: number
      readonly sustainMin: number
    }
  | { readonly code: 'below-trigger'; readonly measure: Measure; readonly valueCm: number; readonly triggerCm: number }
  | { readonly code: 'vote-not-reached'; readonly voting: number; readonly needed: number; readonly usable: number }
  | {
      readonly code: 'still-above-release'
      readonly measure: Measure
      readonly valueCm: number
      readonly releaseCm: number
    }
  | { readonly code: 'below-release'; readonly measure: Measure; readonly valueCm: number; readonly releaseCm: number }
  | { readonly code: 'plowed-since'; readonly measure: Measure; readonly valueCm: number }
  | { readonly code: 'too-few-sensors'; readonly usable: number; readonly needed: number }
  | { readonly code: 'sensor-stale'; readonly device: string; readonly silentMin: number | null }
  | { readonly code: 'sensor-suspect'; readonly device: string }
  | { readonly code: 'sensor-fault'; readonly device: string; readonly fault: SensorFault }
  | { readonly code: 'sensor-clock'; readonly device: string }
  | {
      readonly code: 'neighbours-disagree'
      readonly device: string
      readonly riseCm: number
      /** Sensors around that could be asked. */
      readonly neighbours: number
    }
  | { readonly code: 'sensors-disagree'; readonly spreadCm: number; readonly limitCm: number }
  | { readonly code: 'fallback-to-support' }
  | { readonly code: 'order-already-open'; readonly orderId: string }

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
