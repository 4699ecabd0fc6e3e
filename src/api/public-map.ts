import type { RouteState } from '../decide/route-state.ts'
import type { Authority, Route } from '../domain/route.ts'
import { DAY_MS, type EpochMs, toIso } from '../domain/time.ts'
import { isoOrNull } from './times.ts'

/** A pass this long ago no longer counts as "done". */
export const DONE_FOR_MS = DAY_MS

export type TreatmentStatus = 'none' | 'ordered' | 'working' | 'done'

export interface PublicRoute {
  readonly type: 'Feature'
  readonly id: string
  readonly geometry: Route['geometry']
  readonly properties: {
    readonly name: string
    readonly authority: string
    readonly condition: { readonly status: 'known' | 'unknown'; readonly depthCm: number | null; readonly at: string }
    readonly treatment: { readonly lastPassAt: string | null; readonly status: TreatmentStatus }
  }
}

/** A route as residents may see it: snow now and what is being done, apart; no names of firms or people. */
export function publicRoute(
  route: Route,
  authority: Authority | undefined,
  state: RouteState | undefined,
  nowMs: EpochMs,
): PublicRoute {
  const known = state !== undefined && state.condition.status === 'known'
  const depthCm = known ? state.condition.depthCm : null
  return {
    type: 'Feature',
    id: route.id,
    geometry: route.geometry,
    properties: {
      name: route.name,
      authority: authority?.name ?? route.authorityId,
      condition: {
        status: known ? 'known' : 'unknown',
        depthCm: depthCm === null ? null : Math.round(depthCm),
        at: toIso(state?.atMs ?? nowMs),
      },
      treatment: {
        lastPassAt: isoOrNull(state?.treatment.lastPassAtMs ?? null),
        status: state === undefined ? 'none' : treatmentStatus(state.treatment, nowMs),
      },
    },
  }
}

/** Only orders to go count: a crew standing by has not been sent, and a proposal is not decided. */
function treatmentStatus(treatment: RouteState['treatment'], nowMs: EpochMs): TreatmentStatus {
  const states = treatment.openOrders.filter((it) => it.level === 'dispatch').map((it) => it.state)
  if (states.includes('started')) return 'working'
  if (states.includes('requested') || states.includes('accepted')) return 'ordered'
  const { lastPassAtMs } = treatment
  return lastPassAtMs !== null && nowMs - lastPassAtMs <= DONE_FOR_MS ? 'done' : 'none'
}
