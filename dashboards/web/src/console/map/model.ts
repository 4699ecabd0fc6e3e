import type { LineString } from 'geojson'
import type { UnknownReason } from '../../shared/api-terms.ts'
import { groupedBy } from '../../shared/grouped.ts'
import { type DepthStep, depthStep } from '../../shared/map/depth.ts'
import { middleOf } from '../../shared/map/middle.ts'
import type { DeadlineState } from '../ui/Badge.tsx'

/** What the map's two calls answer (src/api/map-schema.ts is their other side), and what is made of it. */

type OpenState = 'proposed' | 'requested' | 'accepted' | 'started'
export type SensorStatus = 'ok' | 'suspect' | 'stale' | 'no-data'

export interface RouteNow {
  readonly id: string
  readonly condition: {
    readonly depthCm: number | null
    readonly depthSincePassCm: number | null
    readonly newSnowCm: number | null
    readonly observedAt: string | null
    readonly validUntil: string | null
    readonly why: UnknownReason | null
  }
  readonly treatment: { readonly status: 'none' | 'ordered' | 'working' | 'done'; readonly lastPassAt: string | null }
  readonly nextDeadlineAt: string | null
}

export interface OrderNow {
  readonly id: string
  readonly routeId: string
  readonly level: 'standby' | 'dispatch'
  readonly state: OpenState
  readonly deadlineState: DeadlineState
  readonly requestedAt: string | null
  readonly startedAt: string | null
  readonly startBy: string | null
  readonly finishBy: string | null
  readonly alarmAt: string | null
}

export interface SensorNow {
  readonly id: string
  readonly routeId: string | null
  readonly lat: number | null
  readonly lon: number | null
  readonly health: 'ok' | 'late' | 'offline' | 'never-seen'
  readonly status: SensorStatus
  readonly depthCm: number | null
  readonly readingAt: string | null
  readonly maintenanceUntil: string | null
}

export interface Cell {
  readonly id: string
  readonly lat: number
  readonly lon: number
  readonly issuedAt: string | null
  readonly stale: boolean
  /** From now to 1, 2 … 24 h, cm. */
  readonly snowfallCm: readonly (number | null)[]
}

export interface MapState {
  readonly timeZone: string
  readonly routes: readonly RouteNow[]
  readonly orders: readonly OrderNow[] | null
  readonly sensors: readonly SensorNow[] | null
  readonly forecast: {
    readonly cellDeg: number
    readonly cells: readonly Cell[]
    readonly attribution: string[]
  } | null
}

export interface MapLines {
  readonly blocks: readonly { readonly id: string; readonly name: string; readonly nameKana: string | null }[]
  readonly features: readonly {
    readonly id: string
    readonly geometry: LineString | null
    readonly properties: {
      readonly name: string
      readonly nameKana: string | null
      readonly block: string
      readonly roadClass: string
      readonly lengthM: number
      readonly plowMinutes: number
      readonly deadline: string | null
    }
  }[]
}

/** A route that does not move while one looks. */
export interface Road {
  readonly id: string
  readonly name: string
  readonly nameKana: string | null
  readonly blockId: string
  readonly blockName: string
  readonly blockKana: string | null
  readonly roadClass: string
  readonly lengthM: number
  readonly line: LineString | null
  readonly middle: readonly [lon: number, lat: number] | null
}

export type Condition = DepthStep
/** What needs a plow most comes first. */
export const CONDITIONS = ['deep', 'medium', 'light', 'bare', 'unknown'] as const satisfies readonly Condition[]

/** What is being done, as an officer sees it. */
export const TREATMENTS = ['proposed', 'ordered', 'accepted', 'working', 'done', 'none'] as const
export type Treatment = (typeof TREATMENTS)[number]

/** A road with everything known of it now. */
export interface RoadNow {
  readonly road: Road
  readonly now: RouteNow | undefined
  readonly orders: readonly OrderNow[]
  readonly condition: Condition
  readonly treatment: Treatment
}

export function roadsOf(lines: MapLines): readonly Road[] {
  const blocks = new Map(lines.blocks.map((it) => [it.id, it]))
  return lines.features.map(({ id, geometry, properties: { name, nameKana, block, roadClass, lengthM } }) => ({
    id,
    name,
    nameKana,
    blockId: block,
    blockName: blocks.get(block)?.name ?? block,
    blockKana: blocks.get(block)?.nameKana ?? null,
    roadClass,
    lengthM,
    line: geometry,
    middle: geometry === null ? null : middleOf(geometry),
  }))
}

export function roadsNow(roads: readonly Road[], state: MapState | undefined): readonly RoadNow[] {
  const now = new Map(state?.routes.map((it) => [it.id, it]))
  const orders = groupedBy(state?.orders ?? [], (it) => it.routeId)
  return roads.map((road) => {
    const own = now.get(road.id)
    const open = orders.get(road.id) ?? NONE
    return { road, now: own, orders: open, condition: conditionOf(own), treatment: treatmentOf(own, open) }
  })
}

const NONE: readonly OrderNow[] = []

export function conditionOf(now: RouteNow | undefined): Condition {
  return depthStep(now?.condition.depthCm ?? null)
}

function treatmentOf(now: RouteNow | undefined, orders: readonly OrderNow[]): Treatment {
  const dispatch = orders.find((it) => it.level === 'dispatch')
  if (dispatch === undefined) return now?.treatment.status ?? 'none'
  return ({ proposed: 'proposed', requested: 'ordered', accepted: 'accepted', started: 'working' } as const)[
    dispatch.state
  ]
}

/** What of a road needs somebody soonest: nobody took it, its deadline is in danger, somebody must approve, deep snow. */
export function urgencyOf({ now, orders, treatment }: RoadNow): number {
  const order = orders.find((it) => it.level === 'dispatch')
  const depth = Math.min(99, now?.condition.depthCm ?? 0)
  if (order?.alarmAt) return 5000 + depth
  if (order?.deadlineState === 'missed') return 4000 + depth
  if (order?.deadlineState === 'at-risk') return 3000 + depth
  if (treatment === 'proposed') return 2000 + depth
  return treatment === 'none' || treatment === 'ordered' ? 1000 + depth : depth
}
