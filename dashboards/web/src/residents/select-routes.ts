import { fold } from '../shared/fold.ts'
import type { ListedRoute, Treatment } from './status.ts'

export interface Selection {
  readonly text: string
  readonly treatment: Treatment | null
  readonly distances: ReadonlyMap<string, number> | null
  readonly language: string
}

const folded = new WeakMap<ListedRoute, string>()

/** The routes looked for: every word of the text in name, block or authority; nearest first when distances are known. */
export function selectRoutes(routes: readonly ListedRoute[], selection: Selection): readonly ListedRoute[] {
  const words = selection.text
    .split(/\s+/u)
    .map(fold)
    .filter((it) => it !== '')
  const { treatment, distances } = selection
  const found = routes.filter(
    (it) =>
      (treatment === null || it.treatment.status === treatment) && words.every((word) => foldedOf(it).includes(word)),
  )
  const collator = new Intl.Collator(selection.language, { numeric: true })
  const away = (it: ListedRoute) => distances?.get(it.id) ?? Number.POSITIVE_INFINITY
  const near = (a: ListedRoute, b: ListedRoute) => (away(a) === away(b) ? 0 : away(a) - away(b))
  return found.sort(
    (a, b) => near(a, b) || collator.compare(a.block ?? '', b.block ?? '') || collator.compare(a.name, b.name),
  )
}

function foldedOf(route: ListedRoute): string {
  let text = folded.get(route)
  if (text === undefined) {
    text = [route.name, route.block ?? '', route.authority, route.id].map(fold).join('\n')
    folded.set(route, text)
  }
  return text
}
