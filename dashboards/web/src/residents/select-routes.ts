import { searchable, seeker } from '../shared/fold.ts'
import type { ListedRoute, Treatment } from './status.ts'

export interface Selection {
  readonly text: string
  readonly treatment: Treatment | null
  readonly distances: ReadonlyMap<string, number> | null
  readonly language: string
}

const texts = new WeakMap<ListedRoute, string>()

/** The routes looked for: every word in name, block, their readings or authority; nearest first if distances are known. */
export function selectRoutes(routes: readonly ListedRoute[], selection: Selection): readonly ListedRoute[] {
  const { treatment, distances } = selection
  const isSought = seeker(selection.text)
  const found = routes.filter((it) => (treatment === null || it.treatment.status === treatment) && isSought(textOf(it)))
  const collator = new Intl.Collator(selection.language, { numeric: true })
  const away = (it: ListedRoute) => distances?.get(it.id) ?? Number.POSITIVE_INFINITY
  const near = (a: ListedRoute, b: ListedRoute) => (away(a) === away(b) ? 0 : away(a) - away(b))
  return found.sort(
    (a, b) => near(a, b) || collator.compare(a.block ?? '', b.block ?? '') || collator.compare(a.name, b.name),
  )
}

function textOf(route: ListedRoute): string {
  let text = texts.get(route)
  if (text === undefined) {
    text = searchable([route.name, route.nameKana, route.block, route.blockKana, route.authority, route.id])
    texts.set(route, text)
  }
  return text
}
