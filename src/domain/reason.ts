import type { By, Comparison, Measure, Suppressor, WindowH } from './criterion.ts'
import type { SensorFault } from './sensor-fault.ts'
import type { EpochMs } from './time.ts'

/** A reason by code, with the figures that fill its sentence. Texts: criteria/reason-text.ts. */
export type Reason =
  | ThresholdReason
  | SnowfallReason
  | RateReason
  | ForecastReason
  | ProbabilityReason
  | OutlookReason
  | SensorReason
  | CourseReason

/** Variants that differ by code alone. */
type Coded<C extends string, Figures> = C extends string ? { readonly code: C } & Figures : never

interface Votes {
  readonly voting: number
  readonly usable: number
}

interface Sustained {
  readonly sustainedMin: number
}

interface NotYetSustained extends Sustained {
  readonly sustainMin: number
}

interface OverTrigger {
  readonly measure: Measure
  readonly valueCm: number
  readonly triggerCm: number
}

type ThresholdReason =
  | Coded<'at-or-above-trigger' | 'above-trigger', OverTrigger & Votes & Sustained>
  | Coded<'not-yet-sustained', OverTrigger & NotYetSustained>
  /** not-above-trigger: the rule fires above its trigger only, and the value may be equal to it. */
  | Coded<'below-trigger' | 'not-above-trigger', OverTrigger>
  | Coded<
      'still-above-release' | 'below-release',
      { readonly measure: Measure; readonly valueCm: number; readonly releaseCm: number }
    >
  | Coded<'plowed-since', { readonly measure: Measure; readonly valueCm: number }>

interface SnowfallLimit {
  readonly windowH: WindowH
  readonly valueCm: number
  readonly comparison: Comparison
  readonly triggerCm: number
}

type SnowfallReason =
  | Coded<'snowfall-reached', SnowfallLimit & Votes>
  | Coded<'snowfall-short', SnowfallLimit>
  | Coded<
      'snowfall-above-release' | 'snowfall-below-release',
      { readonly windowH: WindowH; readonly valueCm: number; readonly releaseCm: number }
    >

interface RateLimit {
  readonly windowH: WindowH
  readonly valueCmPerH: number
  readonly comparison: Comparison
  readonly triggerCmPerH: number
}

type RateReason =
  | Coded<'rate-reached', RateLimit & Votes & Sustained>
  | Coded<'rate-not-yet-sustained', RateLimit & NotYetSustained>
  | Coded<'rate-short', RateLimit>
  | Coded<
      'rate-above-release' | 'rate-below-release',
      { readonly windowH: WindowH; readonly valueCmPerH: number; readonly releaseCmPerH: number }
    >

/** A moment ahead: as the rule names it, when that is, and what the authority's clock will show (`HH:MM`). */
export interface ByMoment {
  readonly by: By
  readonly byAtMs: EpochMs
  readonly byLocal: string
}

interface Expected extends ByMoment {
  readonly measure: Measure
  readonly quantity: 'level' | 'added'
  readonly quantile: 'p10' | 'p25' | 'p50' | 'p75' | 'p90'
  readonly valueCm: number
}

type ForecastReason =
  | Coded<
      'forecast-reached' | 'forecast-short',
      Expected & { readonly comparison: Comparison; readonly triggerCm: number }
    >
  | Coded<'forecast-above-release' | 'forecast-below-release', Expected & { readonly releaseCm: number }>

interface Likely extends ByMoment {
  readonly measure: Measure
  readonly triggerCm: number
  /** 0 … 1. */
  readonly probability: number
}

type ProbabilityReason =
  | Coded<
      'probability-reached' | 'probability-short',
      Likely & {
        readonly neededProbability: number
        readonly costLoss: { readonly cost: number; readonly loss: number } | null
      }
    >
  | Coded<'probability-above-release' | 'probability-below-release', Likely & { readonly releaseProbability: number }>

/** What is wrong with what is known of the hours to come. */
type OutlookReason =
  | Coded<'no-forecast' | 'stale-forecast' | 'no-deadline', unknown>
  | Coded<'no-outlook' | 'beyond-horizon', ByMoment>

interface OfDevice {
  readonly device: string
}

type SensorReason =
  | Coded<'vote-not-reached', { readonly voting: number; readonly needed: number; readonly usable: number }>
  | Coded<'too-few-sensors', { readonly usable: number; readonly needed: number }>
  | Coded<'sensor-suspect' | 'sensor-clock' | 'sensor-maintenance', OfDevice>
  /** silentMin null: it has never spoken. */
  | Coded<'sensor-stale', OfDevice & { readonly silentMin: number | null }>
  | Coded<'sensor-fault', OfDevice & { readonly fault: SensorFault }>
  /** neighbours: sensors around that could be asked. */
  | Coded<'neighbours-disagree', OfDevice & { readonly riseCm: number; readonly neighbours: number }>
  /** coveredH: how much of the window the sensor's record covers. */
  | Coded<'window-not-covered', OfDevice & { readonly windowH: WindowH; readonly coveredH: number }>
  | Coded<'sensors-disagree', { readonly spreadCm: number; readonly limitCm: number }>

/** What became of a rule that holds or has ceased to. */
type CourseReason =
  | Coded<'suppressed', { readonly by: SuppressedBy }>
  | Coded<'suppressor-unknown', { readonly suppressor: Suppressor['kind']; readonly because: NotKnown }>
  /** nextLocal: `MM-DD HH:MM` on the authority's wall clock. Null: there is none. */
  | Coded<'waits-for-decision-time', { readonly nextAtMs: EpochMs | null; readonly nextLocal: string | null }>
  /** It has ceased to hold, but not for long enough to release. */
  | Coded<'clearing', { readonly clearingMin: number; readonly sustainMin: number }>
  | Coded<'fallback-to-support', unknown>
  /** Somebody has silenced the route for a time: nothing is raised. */
  | Coded<'silenced', { readonly silenceId: string; readonly why: string }>
  | Coded<'order-already-open', { readonly orderId: string }>

/** What held a firing back, with its figures. */
export type SuppressedBy =
  | {
      readonly kind: 'warming'
      readonly meanAirTempC: number
      readonly limitC: number
      readonly withinH: number
    }
  | { readonly kind: 'rain'; readonly rainMm: number; readonly limitMm: number; readonly withinH: number }
  /** finishLocal, deadlineLocal: `HH:MM` on the authority's wall clock. */
  | {
      readonly kind: 'too-late'
      readonly finishLocal: string
      readonly deadlineLocal: string
      readonly plowMinutes: number
      readonly marginMin: number
    }
  | {
      readonly kind: 'compacted'
      readonly depthSincePassCm: number
      readonly newSnowCm: number
      readonly share: number
    }

/** Why a suppressor cannot be asked. incomplete: the forecast does not cover its hours. */
export type NotKnown = 'no-forecast' | 'stale-forecast' | 'incomplete-forecast' | 'no-sensor'
