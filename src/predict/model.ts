import type { Analogs } from './analogs.ts'
import type { Isotonic } from './isotonic.ts'

/** Everything prediction has learnt. Fitted by `npm run fit:predict`, documented in docs/prediction.md. */
export interface Model {
  /** Where a forecast covers the hours ahead. */
  readonly withForecast: Analogs
  readonly withoutForecast: Analogs
  /** Raw share of paths that cross → probability. */
  readonly crossing: Isotonic
}
