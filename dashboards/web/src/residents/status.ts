import type { UnknownReason } from '../shared/api-terms.ts'

/** What the public API says of a route; src/api/public-map.ts is its other side. */

export const TREATMENTS = ['working', 'ordered', 'done', 'none'] as const
export type Treatment = (typeof TREATMENTS)[number]

export interface RouteStatus {
  readonly name: string
  /** How the name is read, in hiragana; null: not said. */
  readonly nameKana: string | null
  readonly authority: string
  readonly block: string | null
  readonly blockKana: string | null
  readonly timeZone: string
  readonly condition: {
    readonly status: 'known' | 'unknown'
    readonly depthCm: number | null
    readonly observedAt: string | null
    readonly validUntil: string | null
    readonly why: UnknownReason | null
  }
  readonly treatment: {
    readonly status: Treatment
    readonly lastPassAt: string | null
    readonly orderedAt: string | null
    readonly startedAt: string | null
  }
  readonly deadline: { readonly time: string; readonly nextAt: string } | null
}

export interface ListedRoute extends RouteStatus {
  readonly id: string
  readonly located: boolean
}

/** Snow now at `nowMs`: a value that has run out since it was sent is stale, not known. */
export type ConditionNow =
  | { readonly kind: 'known'; readonly depthCm: number; readonly observedAtMs: number | null }
  | { readonly kind: 'stale'; readonly depthCm: number; readonly observedAtMs: number | null }
  | { readonly kind: 'unknown'; readonly why: UnknownReason; readonly observedAtMs: number | null }

export function conditionNow({ condition }: RouteStatus, nowMs: number): ConditionNow {
  const observedAtMs = msOrNull(condition.observedAt)
  const { depthCm, why, validUntil } = condition
  if (condition.status === 'unknown' || depthCm === null) {
    return { kind: 'unknown', why: why ?? 'never-reported', observedAtMs }
  }
  const validUntilMs = msOrNull(validUntil)
  const over = validUntilMs !== null && nowMs > validUntilMs
  return { kind: over ? 'stale' : 'known', depthCm, observedAtMs }
}

export function msOrNull(iso: string | null): number | null {
  return iso === null ? null : Date.parse(iso)
}
