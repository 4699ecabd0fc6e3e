import type { Language } from '../criteria/reason-text.ts'
import { staleMinOfRule } from '../domain/criterion.ts'
import { SECOND_MS } from '../domain/time.ts'
import type { History } from './history.ts'
import { type ReplayPlan, routesOf } from './plan.ts'

/** Something a reader should know before believing a figure. */
export type Note = Readonly<Record<Language, string>>

/** Devices named in one note. */
const SHOWN = 3

/** What of the criteria does not fit the history: it would show as unknown, and nobody would see why. */
export function notesOn(history: History, plan: ReplayPlan): Note[] {
  const routes = new Set(routesOf(plan, history.routes).map((it) => it.id))
  const devices = history.devices.filter((it) => it.routeId !== null && routes.has(it.routeId))
  const notes: Note[] = []
  for (const criterion of plan.criteria) {
    const staleMin = staleMinOfRule(criterion.rule)
    const rare = devices.filter((it) => (it.intervalS * SECOND_MS) / 60_000 > staleMin)
    if (rare.length === 0) continue
    const named = rare.slice(0, SHOWN).map((it) => it.id)
    const names = rare.length > SHOWN ? `${named.join(', ')} …` : named.join(', ')
    notes.push({
      ja: `基準 ${criterion.id} は ${staleMin} 分の無応答までしか認めないが、${names} はそれより長い間隔で測る。staleMin を大きくしないと、その間は「不明」となる。`,
      en: `Criterion ${criterion.id} lets a sensor be silent for ${staleMin} min only, but ${names} measures less often: raise staleMin, or the time between readings stays unknown.`,
    })
  }
  for (const id of plan.routeIds ?? []) {
    if (routes.has(id)) continue
    notes.push({
      ja: `路線 ${id} は、再現した基準の対象外か、登録がない。`,
      en: `Route ${id} is not registered, or no criterion replayed concerns it.`,
    })
  }
  return notes
}
