import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { ApiProblem } from '../../shared/api-client.ts'
import { Loading, Problem } from './Problem.tsx'

/** A list as `usePages` has it. */
interface Pages<T> {
  readonly items: readonly T[]
  readonly data: readonly T[] | undefined
  readonly error: ApiProblem | null
  readonly isPending: boolean
  readonly hasNextPage: boolean
  refetch(): unknown
  fetchNextPage(): unknown
}

interface PagedProps<T> {
  readonly pages: Pages<T>
  /** In place of a list that has nothing. */
  readonly empty: ReactNode
  /** On the button that reads on. */
  readonly more?: string
  children(items: readonly T[]): ReactNode
}

/** A list read page by page: asked for, refused, empty or there, with a button for more. */
export function Paged<T>({ pages, empty, more, children }: PagedProps<T>) {
  const { t } = useTranslation()
  return (
    <>
      {pages.error !== null && <Problem error={pages.error} onRetry={() => pages.refetch()} />}
      {pages.isPending && <Loading />}
      {pages.data?.length === 0 && empty}
      {pages.items.length > 0 && children(pages.items)}
      {pages.hasNextPage && (
        <button type="button" className="button no-print" onClick={() => pages.fetchNextPage()}>
          {more ?? t('ui.more')}
        </button>
      )}
    </>
  )
}
