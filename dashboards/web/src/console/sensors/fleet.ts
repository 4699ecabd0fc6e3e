import { type UseQueryResult, useQuery } from '@tanstack/react-query'
import { type ApiProblem, apiGet } from '../../shared/api-client.ts'

/** What `GET /api/v1/fleet` says of a device (src/api/fleet-view.ts is its other side). */
export interface FleetDevice {
  readonly id: string
  readonly kind: 'ultrasonic' | 'camera'
  readonly surface: 'carriageway' | 'roadside'
  readonly routeId: string | null
  readonly routeName: string | null
  readonly routeKana: string | null
  readonly blockId: string | null
  readonly blockName: string | null
  readonly blockKana: string | null
  readonly intervalS: number
  readonly hasToken: boolean
  readonly health: 'ok' | 'late' | 'offline' | 'never-seen'
  readonly battery: 'ok' | 'low' | 'unknown'
  readonly batteryV: number | null
  readonly clock: 'ok' | 'drifting' | 'implausible' | 'unknown'
  readonly lastSeenAt: string | null
  readonly flags: Readonly<Record<string, number>> | null
  readonly snow: {
    readonly status: 'ok' | 'suspect' | 'stale' | 'no-data'
    readonly depthCm: number | null
    readonly readingAt: string | null
    readonly faults: readonly { readonly fault: Fault; readonly since: string }[]
  } | null
  readonly maintenance: { readonly id: string; readonly until: string; readonly reason: string } | null
}

export type Fault = 'stuck' | 'zero-drift' | 'scatter' | 'no-echo'

const AGAIN_MS = 20_000

/** All devices, live: events of the journal renew it, and a timer the readings. */
export function useFleet(): UseQueryResult<{ readonly items: readonly FleetDevice[] }, ApiProblem> {
  return useQuery<{ readonly items: readonly FleetDevice[] }, ApiProblem>({
    queryKey: ['/api/v1/fleet'],
    queryFn: ({ signal }) => apiGet('/api/v1/fleet', signal),
    refetchInterval: AGAIN_MS,
  })
}

/** What an officer looks through the fleet for. */
export const CONCERNS = ['all', 'doubt', 'silent', 'battery', 'maintenance', 'good'] as const
export type Concern = (typeof CONCERNS)[number]

export function concerns(it: FleetDevice, concern: Concern): boolean {
  switch (concern) {
    case 'all':
      return true
    case 'doubt':
      return isDoubtful(it)
    case 'silent':
      return it.health !== 'ok'
    case 'battery':
      return it.battery === 'low'
    case 'maintenance':
      return it.maintenance !== null
    case 'good':
      return it.health === 'ok' && it.battery !== 'low' && !isDoubtful(it) && it.maintenance === null
  }
}

/** Its newest values are being checked, or something is wrong with what it measures. */
function isDoubtful({ snow, clock }: FleetDevice): boolean {
  return snow?.status === 'suspect' || (snow?.faults.length ?? 0) > 0 || clock === 'implausible'
}

/** Tests that the newest reading did not pass: 3 suspect, 4 bad, 9 missing. */
export function failedTests(flags: FleetDevice['flags']): readonly string[] {
  return Object.entries(flags ?? {}).flatMap(([test, flag]) => (test !== 'aggregate' && flag >= 3 ? [test] : []))
}

/** Worst first: offline, late, in doubt, low battery, never heard; those under maintenance after all that need somebody. */
export function severityOf(it: FleetDevice): number {
  if (it.maintenance !== null) return 1
  if (it.health === 'offline') return 6
  if (it.health === 'late') return 5
  if (isDoubtful(it)) return 4
  if (it.battery === 'low') return 3
  return it.health === 'never-seen' ? 2 : 0
}
