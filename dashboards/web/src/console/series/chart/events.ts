import type { Level } from '../../../shared/api-terms.ts'
import type { BothLanguages } from '../../ui/parts.tsx'
import type { SeriesBase } from '../api.ts'

/** Something that happened on a route, on its time axis. */
export type ChartEvent = { readonly atMs: number } & (
  | { readonly kind: 'pass'; readonly source: 'contractor' | 'officer' | 'step-down'; readonly device: string | null }
  | {
      readonly kind: 'decision'
      readonly id: string
      readonly result: 'fire' | 'release'
      readonly level: Level
      readonly text: BothLanguages
    }
  | { readonly kind: 'order'; readonly id: string; readonly level: Level; readonly step: OrderStep }
)

export const ORDER_STEPS = ['raised', 'requested', 'accepted', 'started', 'completed', 'rejected', 'withdrawn'] as const
export type OrderStep = (typeof ORDER_STEPS)[number]

type Orders = NonNullable<SeriesBase['orders']>

/** Every event of a series, in time order. */
export function eventsOf({
  passes,
  decisions,
  orders,
}: Pick<SeriesBase, 'passes' | 'decisions' | 'orders'>): ChartEvent[] {
  const events: ChartEvent[] = [
    ...passes.map(({ at, source, device }) => ({ atMs: Date.parse(at), kind: 'pass' as const, source, device })),
    ...(decisions ?? []).map(({ id, at, result, level, text }) => {
      return { atMs: Date.parse(at), kind: 'decision' as const, id, result, level, text }
    }),
    ...(orders ?? []).flatMap(stepsOf),
  ]
  return events.sort((a, b) => a.atMs - b.atMs)
}

function stepsOf(order: Orders[number]): ChartEvent[] {
  const { id, level, createdAt, requestedAt, acceptedAt, startedAt, completedAt, closedAt, state } = order
  const steps: (readonly [OrderStep, string | null])[] = [
    ['raised', createdAt],
    // one that needed no approval is asked for as it is raised: one event, not two
    ['requested', requestedAt === createdAt ? null : requestedAt],
    ['accepted', acceptedAt],
    ['started', startedAt],
    ['completed', completedAt],
  ]
  if (state === 'rejected' || state === 'withdrawn') steps.push([state, closedAt])
  return steps.flatMap(([step, at]) =>
    at === null ? [] : [{ atMs: Date.parse(at), kind: 'order' as const, id, level, step }],
  )
}

/** Events that lie closer together than `apartMs`, as groups: a group has one mark, and is told whole. */
export function grouped(events: readonly ChartEvent[], apartMs: number): readonly (readonly ChartEvent[])[] {
  const groups: ChartEvent[][] = []
  for (const event of events) {
    const last = groups.at(-1)
    if (last?.[0] !== undefined && event.atMs - last[0].atMs < apartMs) last.push(event)
    else groups.push([event])
  }
  return groups
}
