import { type Criterion, criteriaInForce, inScope, type Scope, type ScopedPlace } from '../domain/criterion.ts'

/** Why of two criteria of one level one goes before the other on a route. */
export type PrecedenceReason = 'alone' | 'narrower-scope' | 'city-mode' | 'smaller-id'

/** What a criterion would be on one route of its scope. */
export interface Standing {
  readonly routeId: string
  readonly inForce: boolean
  /** The other one it is held against: what it would supersede, or what goes before it; null: there is no other. */
  readonly other: Criterion | null
  readonly because: PrecedenceReason | 'disabled'
}

/** A route, as far as scopes ask. */
export type Place = ScopedPlace & { readonly authorityId: string }

/**
 * Where a criterion would be in force, and before what, on each route of its scope.
 * @param candidate taken for in force, in the place of what `others` has under its id; its city-wide mode is taken for on.
 * @param others those in force beside it.
 */
export function standings(
  candidate: Criterion,
  others: readonly Criterion[],
  routes: readonly Place[],
  activeModes: ReadonlySet<string>,
): Standing[] {
  const modes = candidate.cityMode === null ? activeModes : new Set([...activeModes, candidate.cityMode])
  const rest = others.filter((it) => it.id !== candidate.id)
  return routes
    .filter((route) => candidate.authorityId === route.authorityId && inScope(candidate.scope, route))
    .map((route) => standingOn(route, candidate, rest, modes))
}

function standingOn(
  route: Place,
  candidate: Criterion,
  rest: readonly Criterion[],
  modes: ReadonlySet<string>,
): Standing {
  const ofLevel = (criteria: readonly Criterion[]) =>
    criteriaInForce(criteria, route, modes).find((it) => it.level === candidate.level)
  const other = ofLevel(rest) ?? null
  if (!candidate.enabled) return { routeId: route.id, inForce: false, other, because: 'disabled' }
  const inForce = ofLevel([candidate, ...rest]) === candidate
  return { routeId: route.id, inForce, other, because: other === null ? 'alone' : difference(candidate, other) }
}

function difference(one: Criterion, other: Criterion): PrecedenceReason {
  if (one.scope.kind !== other.scope.kind) return 'narrower-scope'
  return (one.cityMode === null) === (other.cityMode === null) ? 'smaller-id' : 'city-mode'
}

const SCOPES: Readonly<Record<Scope['kind'], { readonly ja: string; readonly en: string }>> = {
  route: { ja: '路線', en: 'route' },
  block: { ja: '工区', en: 'block' },
  'road-class': { ja: '道路種別', en: 'road class' },
  authority: { ja: '管理者全域', en: 'whole authority' },
}

/** A standing as a sentence for officers. */
export function standingText(candidate: Criterion, standing: Standing): { readonly ja: string; readonly en: string } {
  const { other, because, inForce } = standing
  if (because === 'disabled') return { ja: '無効になっているため適用されません', en: 'not in force: it is disabled' }
  if (other === null) return { ja: 'この区分の基準は他にありません', en: 'in force: there is no other of its level' }
  const [winner, loser] = inForce ? [candidate, other] : [other, candidate]
  const ja = `${winner.id} が ${loser.id} に優先します`
  const en = `${winner.id} goes before ${loser.id}`
  switch (because) {
    case 'narrower-scope': {
      const [narrow, wide] = [SCOPES[winner.scope.kind], SCOPES[loser.scope.kind]]
      return { ja: `${ja}（${narrow.ja}は${wide.ja}より優先）`, en: `${en}: a ${narrow.en} before a ${wide.en}` }
    }
    case 'city-mode':
      return { ja: `${ja}（発令中のモードの基準が優先）`, en: `${en}: it is for a city-wide mode that is on` }
    default:
      return { ja: `${ja}（同じ範囲では識別子の順）`, en: `${en}: of equal scopes the smaller id` }
  }
}
