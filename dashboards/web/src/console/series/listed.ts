import { searchable } from '../../shared/fold.ts'
import type { DeadlineState } from '../ui/Badge.tsx'
import type { TreatmentNow } from './words-of.ts'

/** `GET /api/v1/map/lines`, as far as a list needs it. */
export interface MapLines {
  readonly blocks: readonly { readonly id: string; readonly name: string; readonly nameKana: string | null }[]
  readonly features: readonly {
    readonly id: string
    readonly properties: { readonly name: string; readonly nameKana: string | null; readonly block: string }
  }[]
}

/** `GET /api/v1/map/state`, likewise. */
export interface MapState {
  readonly routes: readonly {
    readonly id: string
    readonly condition: {
      readonly depthCm: number | null
      readonly depthSincePassCm: number | null
      readonly observedAt: string | null
      readonly validUntil: string | null
      readonly why: string | null
    }
    readonly treatment: { readonly status: TreatmentNow; readonly lastPassAt: string | null }
    readonly nextDeadlineAt: string | null
  }[]
  readonly orders:
    | readonly { readonly routeId: string; readonly deadlineState: DeadlineState; readonly alarmAt: string | null }[]
    | null
}

/** A row of the list of routes. */
export interface Listed {
  readonly id: string
  readonly name: string
  readonly blockId: string
  readonly block: string
  /** What a search looks through. */
  readonly text: string
  /** null: unknown, and `why` says why. */
  readonly depthCm: number | null
  readonly sinceCm: number | null
  readonly observedAt: string | null
  readonly why: string | null
  readonly treatment: TreatmentNow
  readonly lastPassAt: string | null
  readonly deadlineAt: string | null
  readonly deadlineMs: number | null
  /** Of its open order; null: it has none. */
  readonly risk: DeadlineState | null
  /** Nobody took its order. */
  readonly alarmed: boolean
}

export const SHOWS = ['all', 'unknown', 'open'] as const
export type Show = (typeof SHOWS)[number]

export function shownBy(row: Listed, show: Show): boolean {
  if (show === 'unknown') return row.depthCm === null
  return show === 'all' || row.treatment === 'ordered' || row.treatment === 'working'
}

/** Every route with how it is now, the most pressing first. */
export function listed(lines: MapLines, state: MapState, nowMs: number): Listed[] {
  const blocks = new Map(lines.blocks.map((it) => [it.id, it]))
  const named = new Map(lines.features.map((it) => [it.id, it.properties]))
  const orders = new Map<string, { risk: DeadlineState; alarmed: boolean }>()
  for (const { routeId, deadlineState, alarmAt } of state.orders ?? []) {
    const other = orders.get(routeId)
    const risk = other === undefined || RISK[deadlineState] > RISK[other.risk] ? deadlineState : other.risk
    orders.set(routeId, { risk, alarmed: alarmAt !== null || other?.alarmed === true })
  }
  const rows = state.routes.map(({ id, condition, treatment, nextDeadlineAt }): Listed => {
    const { name = id, nameKana = null, block: blockId = '' } = named.get(id) ?? {}
    const { name: block = '', nameKana: blockKana = null } = blocks.get(blockId) ?? {}
    // what nobody has confirmed since is not known any more, however old the answer
    const over = condition.validUntil !== null && Date.parse(condition.validUntil) < nowMs
    return {
      id,
      name,
      blockId,
      block,
      text: searchable([name, nameKana, block, blockKana, id]),
      depthCm: over ? null : condition.depthCm,
      sinceCm: over ? null : condition.depthSincePassCm,
      observedAt: condition.observedAt,
      why: over ? 'silent' : condition.why,
      treatment: treatment.status,
      lastPassAt: treatment.lastPassAt,
      deadlineAt: nextDeadlineAt,
      deadlineMs: nextDeadlineAt === null ? null : Date.parse(nextDeadlineAt),
      risk: orders.get(id)?.risk ?? null,
      alarmed: orders.get(id)?.alarmed ?? false,
    }
  })
  return rows.sort(
    (a, b) =>
      urgency(b) - urgency(a) ||
      (b.sinceCm ?? 0) - (a.sinceCm ?? 0) ||
      (b.depthCm ?? 0) - (a.depthCm ?? 0) ||
      (a.name < b.name ? -1 : 1),
  )
}

const RISK: Readonly<Record<DeadlineState, number>> = { 'on-time': 0, 'at-risk': 1, missed: 2 }

/** Nobody takes its order; it is late; then by its snow; then those whose sensors fail; last those that have none. */
function urgency({ alarmed, risk, depthCm, why }: Listed): number {
  if (alarmed) return 5
  if (risk !== null && risk !== 'on-time') return 2 + RISK[risk]
  if (depthCm !== null) return 2
  return why === 'silent' || why === 'in-doubt' ? 1 : 0
}
