import type { Route } from '../../src/domain/route.ts'
import { getJson, problemOf } from '../api-client.ts'

/** Snow whose coming is asked for: what most towns plow at, cm of depth since the last pass. */
export const THRESHOLD_CM = 10

/** The route that needs an eye on it most, and what may come there. */
export interface Look {
  readonly routeId: string
  /** That it reaches `THRESHOLD_CM` by its deadline, 0 … 1. */
  readonly probability: number
  readonly deadlineMs: number
  /** Depth since the last pass at the deadline, cm; nine in ten outcomes are above `p10`, one in ten above `p90`. */
  readonly depthCm: { readonly p10: number; readonly p90: number }
  /** What was used of it; null: there is none. */
  readonly forecast: { readonly issuedAtMs: number; readonly snowfallCm: readonly number[] } | null
}

export interface OutlookOptions {
  readonly api: string
  readonly apiKey: string
  readonly routes: readonly Pick<Route, 'id'>[]
  /** Whether a plow is called for already. */
  readonly isCalled: (routeId: string) => Promise<boolean>
}

/** As `GET /api/v1/routes/{id}/prediction` answers, as far as it is used here. */
interface PredictionBody {
  readonly status: 'known' | 'unknown'
  readonly leads: readonly { readonly at: string; readonly depthSincePassCm: Look['depthCm'] }[]
  readonly crossings: readonly {
    readonly thresholdCm: number
    readonly measure: string
    readonly by: string
    readonly byAt: string
    readonly probability: number | null
  }[]
  readonly inputs: readonly {
    readonly forecast: { readonly issuedAt: string; readonly snowfallCm: readonly number[] } | null
  }[]
}

/** Asks the service's API what may come, as a viewer would. */
export class Outlook {
  readonly #options: OutlookOptions
  readonly #errors: string[] = []
  #predictions = 0

  constructor(options: OutlookOptions) {
    this.#options = options
  }

  /** Predictions the service has made so far, those that were unknown left out. */
  get predictions(): number {
    return this.#predictions
  }

  /** What went wrong, for the summary. */
  get errors(): readonly string[] {
    return this.#errors
  }

  /**
   * Looks at every route that no plow is called for and that is not yet so deep, within the hours that are predicted.
   * @returns the one most likely to become so by its deadline, of equals the one whose deadline is next; undefined when
   * there is none. Never rejects.
   */
  async look(): Promise<Look | undefined> {
    const looks: Look[] = []
    for (const { id } of this.#options.routes) {
      if (await this.#options.isCalled(id)) continue
      const look = lookOf(id, await this.#ask(id))
      if (look !== undefined && look.probability < 1) looks.push(look)
    }
    return looks.sort((a, b) => b.probability - a.probability || a.deadlineMs - b.deadlineMs)[0]
  }

  async #ask(routeId: string): Promise<PredictionBody | undefined> {
    const { api, apiKey } = this.#options
    const path = `/api/v1/routes/${routeId}/prediction?thresholdCm=${THRESHOLD_CM}`
    try {
      const answer = await getJson({ api, apiKey, path })
      if (answer.status !== 200) throw new Error(problemOf(answer))
      const body = answer.body as PredictionBody
      if (body.status === 'unknown') return undefined
      this.#predictions++
      return body
    } catch (error) {
      this.#errors.push(`prediction of ${routeId}: ${error instanceof Error ? error.message : String(error)}`)
      return undefined
    }
  }
}

function lookOf(routeId: string, body: PredictionBody | undefined): Look | undefined {
  const crossing = body?.crossings.find(
    (it) => it.thresholdCm === THRESHOLD_CM && it.measure === 'depth-since-pass' && it.by === 'deadline',
  )
  if (body === undefined || crossing === undefined || crossing.probability === null) return undefined
  const deadlineMs = Date.parse(crossing.byAt)
  const fromDeadline = (at: string) => Math.abs(Date.parse(at) - deadlineMs)
  const [lead] = body.leads.toSorted((a, b) => fromDeadline(a.at) - fromDeadline(b.at))
  if (lead === undefined) return undefined
  const forecast = body.inputs.find((it) => it.forecast !== null)?.forecast ?? null
  return {
    routeId,
    probability: crossing.probability,
    deadlineMs,
    depthCm: lead.depthSincePassCm,
    forecast: forecast && { issuedAtMs: Date.parse(forecast.issuedAt), snowfallCm: forecast.snowfallCm },
  }
}
