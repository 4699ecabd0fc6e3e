import { searchable, seeker } from '../../shared/fold.ts'
import { setSearch, useSearch } from '../../shared/router.tsx'
import type { Picked, View } from './canvas.ts'
import type { Shown } from './looks.ts'
import { CONDITIONS, type Condition, type RoadNow, TREATMENTS, type Treatment, urgencyOf } from './model.ts'

/** What is looked for, as the address has it, so that it can be kept and sent on. */
export interface Sought {
  readonly text: string
  readonly block: string | null
  readonly treatment: Treatment | null
  readonly condition: Condition | null
  readonly shown: Shown
  readonly picked: Picked | null
}

export function useSought(): Sought {
  const search = useSearch()
  const [route, sensor] = [search.get('route'), search.get('sensor')]
  return {
    text: search.get('q') ?? '',
    block: search.get('block'),
    treatment: TREATMENTS.find((it) => it === search.get('treatment')) ?? null,
    condition: CONDITIONS.find((it) => it === search.get('condition')) ?? null,
    shown: search.get('by') === 'treatment' ? 'treatment' : 'condition',
    picked: route !== null ? { kind: 'route', id: route } : sensor !== null ? { kind: 'sensor', id: sensor } : null,
  }
}

/** @param picked null: nothing. */
export function pick(picked: Picked | null): void {
  setSearch({
    route: picked?.kind === 'route' ? picked.id : null,
    sensor: picked?.kind === 'sensor' ? picked.id : null,
  })
}

const texts = new WeakMap<RoadNow['road'], string>()

/** Roads that fit the text (every word of it in name, block, their readings or id), the block, and both states. */
export function seek(
  roads: readonly RoadNow[],
  { text, block, treatment, condition }: Pick<Sought, 'text' | 'block' | 'treatment' | 'condition'>,
): readonly RoadNow[] {
  const isSought = seeker(text)
  return roads.filter(
    (it) =>
      (block === null || it.road.blockId === block) &&
      (treatment === null || it.treatment === treatment) &&
      (condition === null || it.condition === condition) &&
      isSought(textOf(it.road)),
  )
}

/** Those whose middle lies in view, what needs somebody soonest first; without a view all. */
export function inView(roads: readonly RoadNow[], view: View | null): readonly RoadNow[] {
  const [west, south, east, north] = view ?? [-180, -90, 180, 90]
  return roads
    .filter(({ road: { middle } }) => {
      if (middle === null) return true
      const [lon, lat] = middle
      return lon >= west && lon <= east && lat >= south && lat <= north
    })
    .map((it) => ({ it, urgency: urgencyOf(it) }))
    .sort((a, b) => b.urgency - a.urgency || compare(a.it.road.name, b.it.road.name))
    .map(({ it }) => it)
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

function textOf(road: RoadNow['road']): string {
  let text = texts.get(road)
  if (text === undefined) {
    text = searchable([road.name, road.nameKana, road.blockName, road.blockKana, road.id])
    texts.set(road, text)
  }
  return text
}
