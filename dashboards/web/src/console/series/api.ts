import type { Level } from '../../shared/api-terms.ts'
import type { DeadlineState, OrderState } from '../ui/Badge.tsx'
import type { BothLanguages } from '../ui/parts.tsx'

/** What the pages of this area read, as the API writes it (docs/api.md). */

export type Measure = 'depth' | 'depth-since-pass' | 'new-snow'
export const MEASURES: readonly Measure[] = ['depth', 'depth-since-pass', 'new-snow']
export type Column = readonly (number | null)[]

export interface Route {
  readonly id: string
  readonly blockId: string
  readonly name: string
  /** How the name is read, in hiragana; null: not said. */
  readonly nameKana: string | null
  readonly roadClass: string
  readonly lengthM: number
  readonly plowMinutes: number
  readonly deadline: string | null
}

export interface Block {
  readonly id: string
  readonly name: string
}

export interface SensorFault {
  readonly fault: string
  readonly since: string
}

export interface SensorSnow {
  readonly device: string
  readonly readingAt: string | null
  readonly depthCm: number | null
  readonly depthSincePassCm: number | null
  readonly newSnowCm: number | null
  readonly status: 'ok' | 'suspect' | 'stale' | 'no-data'
  readonly lastPassAt: string | null
  readonly lastPassSource: string | null
  readonly surface: 'carriageway' | 'roadside'
  readonly youngLayerCm: number | null
  readonly snowfall: readonly { readonly hours: number; readonly newSnowCm: number | null }[]
  readonly lastDrop: { readonly at: string; readonly cm: number; readonly cause: string } | null
  readonly faults: readonly SensorFault[]
}

export interface RouteState {
  readonly routeId: string
  readonly at: string
  readonly condition: {
    readonly status: 'known' | 'unknown'
    readonly depthCm: number | null
    readonly depthSincePassCm: number | null
    readonly newSnowCm: number | null
    readonly snowfall: readonly {
      readonly hours: number
      readonly newSnowCm: number | null
      readonly sensors: number
    }[]
  }
  readonly treatment: {
    readonly lastPassAt: string | null
    readonly lastPassSource: string | null
    readonly openOrders: readonly { readonly id: string; readonly level: Level; readonly state: OrderState }[]
  }
  readonly sensors: readonly SensorSnow[]
}

export interface Quantiles {
  readonly p10: number
  readonly p25: number
  readonly p50: number
  readonly p75: number
  readonly p90: number
}

export interface Crossing {
  readonly thresholdCm: number
  readonly measure: Measure
  readonly criteria: readonly string[]
  readonly by: '1h' | '3h' | '6h' | '12h' | 'deadline'
  readonly byAt: string
  readonly probability: number | null
  readonly reason: { readonly text: BothLanguages } | null
}

export interface Prediction {
  readonly at: string
  readonly status: 'known' | 'unknown'
  readonly reason: { readonly code: string; readonly text: BothLanguages } | null
  readonly degraded: readonly { readonly mode: string; readonly text: BothLanguages }[]
  readonly deadline: { readonly at: string; readonly startBy: string; readonly canStillBeMet: boolean } | null
  readonly leads: readonly { readonly at: string; readonly depthCm: Quantiles; readonly depthSincePassCm: Quantiles }[]
  readonly crossings: readonly Crossing[]
}

export interface RouteForecast {
  readonly stale: boolean
  readonly run: {
    readonly issuedAt: string
    readonly hours: readonly { readonly from: string; readonly snowfallCm: number | null }[]
  } | null
  readonly attribution: readonly string[]
}

export interface RefusedReading {
  readonly at: string
  readonly rawCm: number | null
  readonly flags: Readonly<Record<string, number>>
}

export interface Course {
  readonly at: readonly number[]
  readonly depthCm: Column
  readonly depthSincePassCm: Column
  readonly newSnowCm: Column
  readonly minCm: Column
  readonly maxCm: Column
}

export interface SensorSeries extends Course {
  readonly device: string
  readonly surface: 'carriageway' | 'roadside'
  readonly gapS: number
  readonly rawCm: Column
  readonly refused: readonly RefusedReading[]
  readonly refusedTotal: number
}

export type UnknownWhy = 'no-sensors' | 'silent' | 'suspect'

export interface CriterionLine {
  readonly criterionId: string
  readonly criterionVersion: number
  readonly name: string | null
  readonly level: Level
  readonly kind: 'threshold' | 'forecast' | 'probability'
  readonly measure: Measure
  readonly triggerCm: number
  readonly releaseCm: number | null
  readonly by: string | null
  readonly probability: number | null
}

/** What both series share. */
export interface SeriesBase {
  readonly at: string
  readonly from: string
  readonly to: string
  readonly timeZone: string
  readonly resolution: 'reading' | 'hour' | 'day'
  readonly unknown: readonly { readonly from: string; readonly to: string; readonly why: UnknownWhy }[]
  readonly passes: readonly {
    readonly at: string
    readonly source: 'contractor' | 'officer' | 'step-down'
    readonly device: string | null
    readonly orderId: string | null
  }[]
  readonly orders:
    | readonly {
        readonly id: string
        readonly level: Level
        readonly createdAt: string
        readonly requestedAt: string | null
        readonly acceptedAt: string | null
        readonly startedAt: string | null
        readonly completedAt: string | null
        readonly closedAt: string | null
        readonly state: OrderState
      }[]
    | null
  readonly decisions:
    | readonly {
        readonly id: string
        readonly at: string
        readonly result: 'fire' | 'release'
        readonly level: Level
        readonly text: BothLanguages
      }[]
    | null
  readonly silences:
    | readonly {
        readonly id: string
        readonly kind: 'silence' | 'maintenance'
        readonly device: string | null
        readonly from: string
        readonly to: string
        readonly reason: string
      }[]
    | null
  readonly lines: readonly CriterionLine[] | null
}

export interface RouteSeries extends SeriesBase {
  readonly routeId: string
  readonly route: Course
  readonly sensors: readonly SensorSeries[]
}

export interface DeviceSeries extends SeriesBase {
  readonly device: string
  readonly routeId: string | null
  readonly sensor: SensorSeries | null
}

export interface Order {
  readonly id: string
  readonly level: Level
  readonly state: OrderState
  readonly deadlineState: DeadlineState
  readonly contractorId: string | null
  readonly createdAt: string
  readonly startedAt: string | null
  readonly completedAt: string | null
  readonly reason: string | null
  readonly criterionId: string | null
}

export interface Decision {
  readonly id: string
  readonly criterionId: string
  readonly criterionVersion: number
  readonly level: Level
  readonly at: string
  readonly result: 'fire' | 'hold' | 'release' | 'unknown'
  readonly reasons: readonly BothLanguages[]
  readonly orderId: string | null
}

export interface Silence {
  readonly id: string
  readonly target:
    | { readonly kind: 'device'; readonly device: string }
    | {
        readonly kind: 'scope'
        readonly scope: { readonly kind: string; readonly id?: string; readonly roadClass?: string }
      }
  readonly from: string
  readonly to: string
  readonly reason: string
  readonly state: 'coming' | 'standing' | 'over'
}

export interface Page<T> {
  readonly items: readonly T[]
}
