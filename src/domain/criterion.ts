/** The dispatch criterion (出動基準) as data. */

/** 待機: crews stand by. 出動: crews go. */
export type Level = 'standby' | 'dispatch'
/** support: an officer approves each order. automatic: the rule itself raises the request. */
export type Mode = 'support' | 'automatic'

export type Scope =
  | { readonly kind: 'authority' }
  | { readonly kind: 'road-class'; readonly roadClass: string }
  | { readonly kind: 'block'; readonly id: string }
  | { readonly kind: 'route'; readonly id: string }

/** depth: snow on the ground. depth-since-pass: risen since the last plow pass. new-snow: fallen since the last pass. */
export type Measure = 'depth' | 'depth-since-pass' | 'new-snow'

/** Fires once the measure has stayed at or above `triggerCm` for `sustainMin`; releases below `releaseCm`. */
export interface ThresholdRule {
  readonly kind: 'threshold'
  readonly measure: Measure
  readonly triggerCm: number
  readonly releaseCm: number
  readonly sustainMin: number
  /** A sensor silent for longer takes no part. */
  readonly staleMin: number
  /** Fewer usable sensors than this on the route: the answer is unknown. */
  readonly minSensors: number
  /** Usable sensors that must be at or above the trigger: their number, or more than half of them. */
  readonly vote: number | 'majority'
  /** Usable sensors further apart than this disagree, and automatic mode falls back to support. */
  readonly disagreeCm: number
}

export interface Criterion {
  readonly id: string
  readonly authorityId: string
  readonly version: number
  readonly enabled: boolean
  readonly scope: Scope
  readonly mode: Mode
  readonly level: Level
  readonly rule: ThresholdRule
  /** How long a contractor may take to answer an offer, minutes. */
  readonly respondMin: number
}

export const THRESHOLD_DEFAULTS = {
  measure: 'depth-since-pass',
  sustainMin: 20,
  staleMin: 45,
  minSensors: 1,
  vote: 'majority',
  disagreeCm: 8,
} as const

/** Default answer time for an offer, minutes: short, since a foreman calls operators within minutes of 02:00. */
export const DEFAULT_RESPOND_MIN = 10

const PRECEDENCE = { route: 4, block: 3, 'road-class': 2, authority: 1 } as const

export interface ScopedPlace {
  readonly id: string
  readonly blockId: string
  readonly roadClass: string
}

export function inScope(scope: Scope, route: ScopedPlace): boolean {
  switch (scope.kind) {
    case 'authority':
      return true
    case 'road-class':
      return scope.roadClass === route.roadClass
    case 'block':
      return scope.id === route.blockId
    case 'route':
      return scope.id === route.id
  }
}

/**
 * The criteria in force for a route: for each level the one with the narrowest scope (route before block before road
 * class before authority), and among equals the one with the smallest id.
 */
export function criteriaInForce(
  criteria: readonly Criterion[],
  route: ScopedPlace & { authorityId: string },
): Criterion[] {
  const best = new Map<Level, Criterion>()
  for (const one of criteria) {
    if (!one.enabled || one.authorityId !== route.authorityId || !inScope(one.scope, route)) continue
    const other = best.get(one.level)
    if (other === undefined || narrower(one, other)) best.set(one.level, one)
  }
  return [...best.values()].sort((a, b) => (a.level < b.level ? -1 : 1))
}

function narrower(one: Criterion, other: Criterion): boolean {
  const difference = PRECEDENCE[one.scope.kind] - PRECEDENCE[other.scope.kind]
  return difference > 0 || (difference === 0 && one.id < other.id)
}
