import { localHhMm } from '../../src/domain/time.ts'
import type { Lines } from './lines.ts'
import { type Look, THRESHOLD_CM } from './outlook.ts'
import type { Phrases } from './phrases.ts'
import { MARK } from './told.ts'

export interface OutlookStoryOptions {
  readonly lines: Lines
  readonly say: Phrases
  /** IANA zone of the authority's wall clock. */
  readonly timeZone: string
  readonly routeName: (id: string) => string
}

/** A probability that has moved by less is no news. */
const LEAST_CHANGE = 0.2
/** Hours of forecast snow that are told. */
const FORECAST_H = 6
/** From here on it is more likely than not, and drawn so. */
const LIKELY = 0.5

/** Tells what may come: with each new forecast, and when the risk has changed since, on whichever route it is. */
export class OutlookStory {
  readonly #options: OutlookStoryOptions
  #issuedAtMs: number | undefined
  #probability: number | undefined

  constructor(options: OutlookStoryOptions) {
    this.#options = options
  }

  /** One line at most. */
  tell(atMs: number, look: Look): void {
    const { forecast } = look
    const isNew = forecast !== null && forecast.issuedAtMs !== this.#issuedAtMs
    if (!isNew && !this.#hasMoved(look.probability)) return
    const { lines, say, routeName } = this.#options
    const parts = [...(isNew ? [this.#forecastText(forecast)] : []), this.#predictionText(look)]
    this.#issuedAtMs = forecast?.issuedAtMs
    this.#probability = look.probability
    const tone = look.probability >= LIKELY ? 'doubt' : 'quiet'
    lines.tell({ atMs, mark: MARK.outlook, tone, place: routeName(look.routeId), text: parts.join(say.gap) })
  }

  #hasMoved(probability: number): boolean {
    return this.#probability === undefined || Math.abs(this.#probability - probability) >= LEAST_CHANGE
  }

  #forecastText({ issuedAtMs, snowfallCm }: NonNullable<Look['forecast']>): string {
    const cm = (snowfallCm[FORECAST_H - 1] ?? 0).toFixed(0)
    return this.#options.say.forecast(this.#time(issuedAtMs), cm, FORECAST_H)
  }

  #predictionText({ probability, deadlineMs, depthCm }: Look): string {
    const { p10, p90 } = depthCm
    const { say } = this.#options
    const deadline = this.#time(deadlineMs)
    return say.predicted(THRESHOLD_CM, deadline, percentText(probability), p10.toFixed(0), p90.toFixed(0))
  }

  #time(atMs: number): string {
    return localHhMm(atMs, this.#options.timeZone)
  }
}

/** Nothing that may come is certain, or out of the question. */
function percentText(probability: number): string {
  const percent = Math.round(probability * 100)
  if (percent >= 100) return '>99'
  return percent <= 0 ? '<1' : `${percent}`
}
