import type { Cell, ForecastHour } from '../domain/forecast.ts'
import type { EpochMs } from '../domain/time.ts'

/** The port between the forecast stage and the services it asks: a provider builds the question and reads the answer. */

export type ProviderName = 'open-meteo' | 'met-norway' | 'file'

/** Where and how a service is asked; from the configuration. */
export interface ProviderSettings {
  readonly baseUrl: string
  readonly apiKey: string | null
  readonly model: string | null
  /** Identifies the operator; MET Norway demands it. */
  readonly userAgent: string
}

export interface HttpAsk {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
}

/** Header names are lower case, as Node's HTTP clients give them. */
export interface HttpAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** A run as a service told it; id and receive time are the archive's. */
export interface ToldRun {
  readonly cellId: string
  readonly model: string
  /** When the model run began or was published; null: the service does not say. */
  readonly issuedAtMs: EpochMs | null
  readonly hours: readonly ForecastHour[]
}

export type RefusedWhy = 'rate-limited' | 'overloaded' | 'bad-request' | 'unauthorised' | 'unreadable' | 'unavailable'

export type Told =
  | {
      readonly kind: 'runs'
      readonly runs: readonly ToldRun[]
      /** Not to be asked again before; null: it does not say. */
      readonly expiresAtMs: EpochMs | null
    }
  | { readonly kind: 'unchanged'; readonly expiresAtMs: EpochMs | null }
  | {
      readonly kind: 'refused'
      readonly why: RefusedWhy
      readonly detail: string
      readonly retryAfterMs: number | null
    }

export interface HttpProvider {
  readonly name: 'open-meteo' | 'met-norway'
  readonly maxCellsPerRequest: number
  /** Requests the service's terms allow: default budget. */
  readonly budget: { readonly perMinute: number; readonly perDay: number }
  /**
   * The question for at most `maxCellsPerRequest` cells. Validators (If-Modified-Since) are the caller's to add.
   * Throws `config-invalid` when the settings lack what the service's terms demand.
   */
  ask(cells: readonly Cell[], settings: ProviderSettings): HttpAsk
  /** Never throws: what cannot be read is `refused` with field, value and why. */
  read(answer: HttpAnswer, cells: readonly Cell[], settings: ProviderSettings, nowMs: EpochMs): Told
}
