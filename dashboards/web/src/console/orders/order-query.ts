import { addDays, fromWallText, nightOf, PLAN_CHANGES } from '../calendar.ts'

/** Value of `night` in the page's address for every night. */
export const ALL_NIGHTS = 'all'
/** Value of `state` for orders that still ask for something. */
export const OPEN = 'open'

/** The night a page's address names: this one unless it names another; null: all of them. */
export function nightIn(search: URLSearchParams, nowMs: number, timeZone: string): string | null {
  const named = search.get('night')
  if (named === ALL_NIGHTS) return null
  return named !== null && nightSpan(named, timeZone) !== null ? named : nightOf(nowMs, timeZone)
}

/** The query of the list and of its CSV for a page's address, `?` included; empty for no condition. */
export function orderQuery(search: URLSearchParams, nowMs: number, timeZone: string): string {
  const query = new URLSearchParams()
  const night = nightIn(search, nowMs, timeZone)
  const span = night === null ? null : nightSpan(night, timeZone)
  if (span !== null) {
    query.set('since', new Date(span.fromMs).toISOString())
    query.set('until', new Date(span.toMs).toISOString())
  }
  const state = search.get('state')
  if (state === OPEN) query.set('open', 'true')
  else if (state !== null) query.set('state', state)
  for (const name of ['q', 'block', 'contractor', 'route']) {
    const value = search.get(name)
    if (value !== null) query.set(name, value)
  }
  const text = query.toString()
  return text === '' ? '' : `?${text}`
}

/** From noon to noon, ms; null for no day. */
function nightSpan(night: string, timeZone: string): { readonly fromMs: number; readonly toMs: number } | null {
  const fromMs = fromWallText(`${night}T${PLAN_CHANGES}`, timeZone)
  const toMs = fromWallText(`${addDays(night, 1)}T${PLAN_CHANGES}`, timeZone)
  return fromMs === null || toMs === null ? null : { fromMs, toMs }
}
