import type { Criterion } from '../domain/criterion.ts'
import { looksAhead } from './route-facts.ts'

/** What criteria that look at the same points share. */
export interface SharedLook {
  readonly points: Criterion['points']
  /** At least one of them asks what is forecast. */
  readonly ahead: boolean
}

/**
 * The criteria with what each of them sees, in their order. What they look at is put together once for all that look at
 * the same points. @param look null: nothing votes there, and these criteria are left out.
 */
export async function byPoints<T>(
  criteria: readonly Criterion[],
  look: (shared: SharedLook) => Promise<T | null>,
): Promise<{ readonly criterion: Criterion; readonly seen: T }[]> {
  const looks = new Map<Criterion['points'], T | null>()
  for (const [points, those] of Map.groupBy(criteria, (it) => it.points))
    looks.set(points, await look({ points, ahead: those.some(looksAhead) }))
  return criteria.flatMap((criterion) => {
    const seen = looks.get(criterion.points) ?? null
    return seen === null ? [] : [{ criterion, seen }]
  })
}
