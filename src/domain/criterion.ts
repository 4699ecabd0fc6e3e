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

/** at-least: 10 cm fires at 10.0 cm. above: only beyond it. */
export type Comparison = 'at-least' | 'above'

/** Windows over which snowfall is counted, h (snow/windows.ts). */
export type WindowH = 1 | 3 | 6 | 12 | 24 | 72

/**
 * A moment ahead: `deadline` (the route's own), a wall-clock time of the authority (`07:00`: the next one), or hours from
 * now (`6h`).
 */
export type By = string

/** When the sensors' evidence carries a rule. */
export interface Quorum {
  /** A sensor silent for longer takes no part. */
  readonly staleMin: number
  /** Fewer usable sensors than this: the answer is unknown. */
  readonly minSensors: number
  /** Usable sensors that must say so: their number, or more than half of them. */
  readonly vote: number | 'majority'
  /** Usable sensors further apart than this disagree, and automatic mode falls back to support. */
  readonly disagreeCm: number
}

/** Fires once the measure has stayed at the trigger for `sustainMin`; releases below `releaseCm`. */
export interface ThresholdRule extends Quorum {
  readonly kind: 'threshold'
  readonly measure: Measure
  readonly comparison: Comparison
  readonly triggerCm: number
  readonly releaseCm: number
  readonly sustainMin: number
}

/** Snow fallen in the last `windowH` hours, plowed away or not. */
export interface SnowfallRule extends Quorum {
  readonly kind: 'snowfall'
  readonly windowH: WindowH
  readonly comparison: Comparison
  readonly triggerCm: number
  readonly releaseCm: number
}

/** How hard it snows: new snow of the last `windowH` hours by the hour. */
export interface RateRule extends Quorum {
  readonly kind: 'rate'
  readonly windowH: 1 | 3 | 6
  readonly comparison: Comparison
  readonly triggerCmPerH: number
  readonly releaseCmPerH: number
  readonly sustainMin: number
}

/** What is expected by a moment ahead: the measure as it will stand (`level`), or only what is still to come (`added`). */
export interface ForecastRule extends Quorum {
  readonly kind: 'forecast'
  readonly measure: 'depth-since-pass' | 'new-snow'
  readonly quantity: 'level' | 'added'
  readonly by: By
  /** Quantile of the prediction that is held against the trigger. */
  readonly quantile: 'p10' | 'p25' | 'p50' | 'p75' | 'p90'
  readonly comparison: Comparison
  readonly triggerCm: number
  readonly releaseCm: number
}

/**
 * Fires when it is probable enough that the measure reaches `triggerCm` by a moment ahead. Where acting costs C and not
 * acting in time loses L, acting pays from the probability C / L on (algorithms: p* = cost / loss).
 */
export interface ProbabilityRule extends Quorum {
  readonly kind: 'probability'
  readonly measure: 'depth-since-pass' | 'new-snow'
  readonly by: By
  readonly triggerCm: number
  /** 0 … 1. */
  readonly probability: number
  readonly releaseProbability: number
  /** What the probability was derived from, in one unit of money; null: it was set directly. */
  readonly costLoss: { readonly cost: number; readonly loss: number } | null
}

/** A rule that looks at one thing. */
export type PlainRule = ThresholdRule | SnowfallRule | RateRule | ForecastRule | ProbabilityRule
/** all: every part must say so. any: one is enough. Unknown parts make the whole unknown unless the others settle it. */
export interface CompoundRule {
  readonly kind: 'all' | 'any'
  readonly of: readonly Rule[]
}
export type Rule = PlainRule | CompoundRule

/** Why a rule that fires is held back nevertheless. One whose input is not known holds nothing back, but is doubt. */
export type Suppressor =
  /** Warm air ahead: the mean forecast over `withinH` is at or above `airTempC`. */
  | { readonly kind: 'warming'; readonly airTempC: number; readonly withinH: number }
  /** Rain ahead: at least `rainMm` within `withinH`. */
  | { readonly kind: 'rain'; readonly rainMm: number; readonly withinH: number }
  /** The route can no longer be finished by its deadline, `marginMin` included. */
  | { readonly kind: 'too-late'; readonly marginMin: number }
  /** Traffic has packed it: depth since pass is at most `share` of the new snow since the pass. */
  | { readonly kind: 'compacted'; readonly share: number }

/**
 * When a rule may fire: at any time, or only at fixed times: cron expressions (minute hour day month weekday) on the
 * authority's wall clock, each open for `windowMin`. It may release at any time.
 */
export type DecideAt = 'continuous' | { readonly cron: readonly string[]; readonly windowMin: number }

/** Days on which a version holds, both included, `YYYY-MM-DD` on the authority's calendar; null: open. */
export interface Effective {
  readonly from: string | null
  readonly to: string | null
}

export interface Criterion {
  readonly id: string
  readonly authorityId: string
  readonly version: number
  readonly enabled: boolean
  /** For people; null: the id is all there is. */
  readonly name: string | null
  readonly scope: Scope
  /** City-wide mode in which alone it applies; then it goes before those of the same scope without one. */
  readonly cityMode: string | null
  readonly effective: Effective
  readonly mode: Mode
  readonly level: Level
  /** Whose sensors vote: the route's own, or all of its block's. */
  readonly points: 'route' | 'block'
  readonly rule: Rule
  readonly decideAt: DecideAt
  readonly suppressors: readonly Suppressor[]
  /** How long it must have ceased to hold before it releases, minutes. */
  readonly releaseSustainMin: number
  /** How long a contractor may take to answer an offer, minutes. */
  readonly respondMin: number
  /** The same for single road classes; a class that is not named here has `respondMin`. */
  readonly respondMinByClass: Readonly<Record<string, number>>
}

export const QUORUM_DEFAULTS = { staleMin: 45, minSensors: 1, vote: 'majority', disagreeCm: 8 } as const

export const THRESHOLD_DEFAULTS = {
  measure: 'depth-since-pass',
  comparison: 'at-least',
  sustainMin: 20,
  ...QUORUM_DEFAULTS,
} as const

/** Default answer time for an offer, minutes: short, since a foreman calls operators within minutes of 02:00. */
export const DEFAULT_RESPOND_MIN = 10

/** What a criterion is beside its rule, where nothing else is said. */
export const CRITERION_DEFAULTS = {
  enabled: true,
  name: null,
  cityMode: null,
  effective: { from: null, to: null },
  points: 'route',
  decideAt: 'continuous',
  suppressors: [],
  releaseSustainMin: 0,
  respondMin: DEFAULT_RESPOND_MIN,
  respondMinByClass: {},
} as const satisfies Partial<Criterion>

/** The plain rules a rule is made of, in order. */
export function plainRules(rule: Rule): readonly PlainRule[] {
  return 'of' in rule ? rule.of.flatMap(plainRules) : [rule]
}

/** A sensor silent for longer than this is stale to some part of the rule, minutes: the shortest of them. */
export function staleMinOfRule(rule: Rule): number {
  return Math.min(...plainRules(rule).map((it) => it.staleMin))
}

/** How long a contractor may take to answer for a route of this class, minutes. */
export function respondMinFor(
  criterion: Pick<Criterion, 'respondMin' | 'respondMinByClass'>,
  roadClass: string,
): number {
  return criterion.respondMinByClass[roadClass] ?? criterion.respondMin
}

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
 * class before authority); of equals one for a city-wide mode that is on goes first, then the smallest id.
 * @param activeModes ids of the city-wide modes that are on.
 */
export function criteriaInForce(
  criteria: readonly Criterion[],
  route: ScopedPlace & { authorityId: string },
  activeModes: ReadonlySet<string> = NO_MODES,
): Criterion[] {
  const best = new Map<Level, Criterion>()
  for (const one of criteria) {
    if (!one.enabled || one.authorityId !== route.authorityId || !inScope(one.scope, route)) continue
    if (one.cityMode !== null && !activeModes.has(one.cityMode)) continue
    const other = best.get(one.level)
    if (other === undefined || narrower(one, other)) best.set(one.level, one)
  }
  return [...best.values()].sort((a, b) => (a.level < b.level ? -1 : 1))
}

const NO_MODES: ReadonlySet<string> = new Set()

function narrower(one: Criterion, other: Criterion): boolean {
  const difference = PRECEDENCE[one.scope.kind] - PRECEDENCE[other.scope.kind]
  if (difference !== 0) return difference > 0
  if ((one.cityMode === null) !== (other.cityMode === null)) return one.cityMode !== null
  return one.id < other.id
}
