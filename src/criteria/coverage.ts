import { type Criterion, criteriaInForce, inScope, type Level } from '../domain/criterion.ts'
import type { Place } from './precedence.ts'

/** Where a criterion is in force, and what goes before it elsewhere in its scope. */
export interface Coverage {
  readonly inScope: number
  readonly inForce: number
  /** Routes of its scope on which another one is in force, by that one's id. */
  readonly yieldsTo: ReadonlyMap<string, number>
}

/** Who decides on which route, counted over a whole authority. */
export interface WholeCoverage {
  readonly byCriterion: ReadonlyMap<string, Coverage>
  /** Routes for which nothing of the level is in force. */
  readonly without: Readonly<Record<Level, number>>
}

const LEVELS: readonly Level[] = ['dispatch', 'standby']

interface Count {
  inScope: number
  inForce: number
  readonly yieldsTo: Map<string, number>
}

/** @param criteria one version of each. @param activeModes ids of the city-wide modes that are on. */
export function coverage(
  criteria: readonly Criterion[],
  routes: readonly Place[],
  activeModes: ReadonlySet<string>,
): WholeCoverage {
  const byCriterion = new Map<string, Count>(
    criteria.map((it) => [it.id, { inScope: 0, inForce: 0, yieldsTo: new Map() }]),
  )
  const without: Record<Level, number> = { standby: 0, dispatch: 0 }
  for (const route of routes) {
    const ruling = new Map(criteriaInForce(criteria, route, activeModes).map((it) => [it.level, it.id]))
    for (const level of LEVELS) if (!ruling.has(level)) without[level]++
    for (const one of criteria) {
      const count = byCriterion.get(one.id)
      if (count !== undefined && inScope(one.scope, route)) note(count, one.id, ruling.get(one.level))
    }
  }
  return { byCriterion, without }
}

function note(count: Count, id: string, ruling: string | undefined): void {
  count.inScope++
  if (ruling === id) count.inForce++
  else if (ruling !== undefined) count.yieldsTo.set(ruling, (count.yieldsTo.get(ruling) ?? 0) + 1)
}
