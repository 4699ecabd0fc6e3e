import { addDays, nightHours, nightOf } from '../calendar.ts'
import type { CoveredPlace, DutySpan, Firm } from './types.ts'

/** What a night or a fortnight of the roster shows, from the spans that the service gives. */

/** A stretch within a window. */
export interface Stretch {
  readonly fromMs: number
  readonly toMs: number
  /** Ids of contractors, first to last. */
  readonly asked: readonly string[]
  readonly gap: DutySpan['gap']
}

/** What of a place's spans lies in a window. */
export function within(spans: readonly DutySpan[], fromMs: number, toMs: number): Stretch[] {
  return spans.flatMap((it) => {
    const from = Math.max(fromMs, Date.parse(it.from))
    const to = Math.min(toMs, Date.parse(it.to))
    return from < to ? [{ fromMs: from, toMs: to, asked: it.asked.map((one) => one.contractor), gap: it.gap }] : []
  })
}

/** Hours in which nobody can be asked at a place by which routes go. */
export interface Gap {
  readonly place: CoveredPlace
  readonly fromMs: number
  readonly toMs: number
  readonly why: 'no-roster' | 'nobody-on-duty'
  /** Some of it lies in a night. */
  readonly night: boolean
}

/** Every gap of the places that matter, soonest first. */
export function gapsIn(places: readonly CoveredPlace[], timeZone: string): Gap[] {
  return places
    .filter((it) => it.routes > 0)
    .flatMap((place) =>
      place.spans.flatMap(({ from, to, gap }) => {
        if (gap === null) return []
        const [fromMs, toMs] = [Date.parse(from), Date.parse(to)]
        return [{ place, fromMs, toMs, why: gap, night: touchesNight(fromMs, toMs, timeZone) }]
      }),
    )
    .sort((a, b) => a.fromMs - b.fromMs)
}

function touchesNight(fromMs: number, toMs: number, timeZone: string): boolean {
  const last = nightOf(toMs - 1, timeZone)
  for (let date = nightOf(fromMs, timeZone); date <= last; date = addDays(date, 1)) {
    const night = nightHours(date, timeZone)
    if (fromMs < night.toMs && night.fromMs < toMs) return true
  }
  return false
}

/** A contractor that is first in more places at once than it has crews for. */
export interface Stretched {
  readonly firm: Firm
  readonly places: readonly CoveredPlace[]
  readonly routes: number
  readonly capacity: number
}

/** Who is first for more routes at one moment of the window than it can carry; each at its worst moment. */
export function stretchedIn(
  places: readonly CoveredPlace[],
  firms: readonly Firm[],
  fromMs: number,
  toMs: number,
): Stretched[] {
  const cut = places
    .filter((it) => it.routes > 0)
    .map((place) => ({ place, stretches: within(place.spans, fromMs, toMs) }))
  const moments = [...new Set(cut.flatMap((it) => it.stretches.map((one) => one.fromMs)))]
  return firms.flatMap((firm) => {
    const { capacity } = firm
    if (capacity === null) return []
    const loads = moments.map((atMs) => {
      const first = cut.filter(({ stretches }) =>
        stretches.some((it) => it.fromMs <= atMs && atMs < it.toMs && it.asked[0] === firm.id),
      )
      return first.map((it) => it.place)
    })
    const routesOf = (some: readonly CoveredPlace[]) => some.reduce((sum, it) => sum + it.routes, 0)
    const worst = loads.reduce<readonly CoveredPlace[]>((a, b) => (routesOf(b) > routesOf(a) ? b : a), [])
    const routes = routesOf(worst)
    return routes > capacity && worst.length > 1 ? [{ firm, places: worst, routes, capacity }] : []
  })
}
