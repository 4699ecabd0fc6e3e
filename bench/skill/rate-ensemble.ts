import type { Case } from './cases.ts'
import { dampedHours } from './scores.ts'

const MEMBERS = 120

/**
 * The rate-only ensemble: the damped three-hour trend, and around it what came out differently in the 120 past cases of
 * other stations with the rate nearest to this one. No forecast, no young layer, no level filter.
 */
export class RateEnsemble {
  readonly #cases: readonly { readonly rate: number; readonly errors: readonly number[] }[]

  constructor(cases: readonly Case[]) {
    this.#cases = cases
      .filter((it) => it.truthCm.every((cm) => cm !== null))
      .map((it) => ({ rate: it.trendCmPerH, errors: it.truthCm.map((cm, lead) => (cm ?? 0) - trend(it, lead)) }))
      .sort((a, b) => a.rate - b.rate)
  }

  /** Depths at a lead, ascending, cm. */
  members(one: Case, lead: number): number[] {
    const [from, to] = this.#around(one.trendCmPerH)
    const at = trend(one, lead)
    return this.#cases
      .slice(from, to)
      .map((it) => Math.max(0, at + (it.errors[lead] ?? 0)))
      .sort((a, b) => a - b)
  }

  #around(rate: number): [number, number] {
    let [low, high] = [0, this.#cases.length]
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((this.#cases[middle]?.rate ?? 0) < rate) low = middle + 1
      else high = middle
    }
    let [from, to] = [low, low]
    while (to - from < MEMBERS && (from > 0 || to < this.#cases.length)) {
      const below = from > 0 ? rate - (this.#cases[from - 1]?.rate ?? 0) : Number.POSITIVE_INFINITY
      const above = to < this.#cases.length ? (this.#cases[to]?.rate ?? 0) - rate : Number.POSITIVE_INFINITY
      if (below <= above) from--
      else to++
    }
    return [from, to]
  }
}

function trend(one: Case, lead: number): number {
  return one.sampleCm + one.trendCmPerH * dampedHours(lead)
}
