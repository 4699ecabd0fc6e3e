import type { Measure } from '../domain/criterion.ts'
import type { EpochMs } from '../domain/time.ts'
import type { DegradedMode, Quantiles } from '../predict/predict.ts'
import type { SensorView } from './evaluate.ts'

/** What is expected at the sensors that vote, their paths pooled. */
export interface Outlook {
  /** Forecast run it rests on; null: the trend alone. */
  readonly runId: string | null
  /** Every mode that any of the sensors is in. */
  readonly degraded: readonly DegradedMode[]
  /** What is still to come until `byMs` beyond what the measures say now, cm; null: further ahead than is predicted. */
  addedCm(byMs: EpochMs): Quantiles | null
  /** That the measure reaches `thresholdCm` at some time until `byMs`, 0 … 1; null: further ahead than is predicted. */
  probability(measure: Measure, thresholdCm: number, byMs: EpochMs): number | null
}

/** One hour of the newest forecast. Null: the service did not say. */
export interface WeatherHour {
  readonly fromMs: EpochMs
  readonly airTempC: number | null
  readonly rainMm: number | null
}

/** The newest forecast of the route, for suppressors. */
export interface WeatherAhead {
  readonly runId: string
  /** Not confirmed lately enough to rest a decision on. */
  readonly stale: boolean
  /** From the hour that holds now on. */
  readonly hours: readonly WeatherHour[]
}

/** Everything a criterion may look at for one route at one moment. */
export interface Facts {
  readonly nowMs: EpochMs
  /** Of the authority's wall clock, IANA. */
  readonly timeZone: string
  readonly route: {
    readonly id: string
    /** `HH:MM`; null: it has none. */
    readonly deadline: string | null
    readonly plowMinutes: number
  }
  /** Those that vote. */
  readonly sensors: readonly SensorView[]
  /** Null: nothing can be predicted. Computed when first asked for. */
  outlook(): Outlook | null
  /** Null: there is no forecast young enough. Computed when first asked for. */
  weather(): WeatherAhead | null
}

/** What is remembered of a criterion on a route between two judgements. */
export interface Memory {
  /** When it fired, if it has not released since; null: it does not hold. */
  readonly activeSinceMs: EpochMs | null
  /** Since when it has ceased to hold without having released yet; null: it holds, or is not active. */
  readonly clearingSinceMs: EpochMs | null
}

export const NO_MEMORY: Memory = { activeSinceMs: null, clearingSinceMs: null }
