import { useWholeList } from '../../shared/queries.ts'

interface Firm {
  readonly id: string
  readonly name: string
}

/** The authority's contractors, for people who work for one. */
export function useFirms() {
  const { data } = useWholeList<Firm>('/api/v1/contractors')
  const firms = data ?? []
  return { firms, nameOf: (id: string) => firms.find((it) => it.id === id)?.name ?? id }
}
