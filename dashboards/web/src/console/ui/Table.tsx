import { type ReactNode, useDeferredValue, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'

export interface Column<T> {
  readonly id: string
  readonly title: string
  cell(row: T): ReactNode
  /** What rows are sorted by; a column without it cannot be sorted. null goes last. */
  sortBy?(row: T): number | string | null
  readonly align?: 'end'
  /** Left out on a phone. */
  readonly wideOnly?: true
}

interface TableProps<T> {
  /** What the table is, for readers. */
  readonly caption: string
  readonly columns: readonly Column<T>[]
  readonly rows: readonly T[]
  rowKey(row: T): string
  readonly sortedBy?: { readonly id: string; readonly descending?: boolean }
  /** So many rows at once; the others by a button. */
  readonly pageSize?: number
}

/** A table that sorts by its headings; on a phone each row becomes a card. */
export function Table<T>({ caption, columns, rows, rowKey, sortedBy, pageSize = 200 }: TableProps<T>) {
  const { t } = useTranslation()
  const [sort, setSort] = useState(sortedBy)
  const [shown, setShown] = useState(pageSize)
  // the heading answers at once; a hundred rows follow as soon as they are drawn
  const sortShown = useDeferredValue(sort)
  const shownRows = useDeferredValue(shown)
  const sorted = useMemo(() => sortRows(rows, columns, sortShown), [rows, columns, sortShown])
  const body = useMemo(
    () => (
      <tbody>
        {sorted.slice(0, shownRows).map((row) => (
          <tr key={rowKey(row)}>
            {columns.map((it) => (
              <td key={it.id} className={cellClass(it)} data-title={it.title}>
                {it.cell(row)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    ),
    [sorted, shownRows, columns, rowKey],
  )
  const by = (id: string) => setSort({ id, descending: sort?.id === id && sort.descending !== true })
  return (
    <>
      <table className="table">
        <caption className="hidden-text">{caption}</caption>
        <thead>
          <tr>
            {columns.map((it) => (
              <th key={it.id} scope="col" className={cellClass(it)} {...ariaSort(it.id, sort)}>
                {it.sortBy === undefined ? (
                  it.title
                ) : (
                  <button
                    type="button"
                    className="sort"
                    onClick={() => by(it.id)}
                    title={t('ui.sortBy', { column: it.title })}
                  >
                    {it.title}
                    <span aria-hidden="true">{sort?.id !== it.id ? '↕' : sort.descending === true ? '▼' : '▲'}</span>
                  </button>
                )}
              </th>
            ))}
          </tr>
        </thead>
        {body}
      </table>
      {sorted.length > shown && (
        <button type="button" className="button no-print" onClick={() => setShown(shown + pageSize)}>
          {t('ui.more')} ({sorted.length - shown})
        </button>
      )}
    </>
  )
}

type Sort = { readonly id: string; readonly descending?: boolean } | undefined

function ariaSort(id: string, sort: Sort) {
  if (sort?.id !== id) return {}
  return { 'aria-sort': sort.descending === true ? 'descending' : 'ascending' } as const
}

function cellClass<T>({ align, wideOnly }: Column<T>): string {
  return `${align === 'end' ? 'align-end number' : ''}${wideOnly === true ? ' wide-only' : ''}`.trim()
}

const collator = new Intl.Collator('ja', { numeric: true })

/** Rows in the order of a column; what is not known goes last, whichever way. */
function sortRows<T>(rows: readonly T[], columns: readonly Column<T>[], sort: Sort): readonly T[] {
  const sortBy = columns.find((it) => it.id === sort?.id)?.sortBy
  if (sortBy === undefined) return rows
  const sign = sort?.descending === true ? -1 : 1
  return rows
    .map((row) => ({ row, value: sortBy(row) }))
    .sort((a, b) => {
      if (a.value === null || b.value === null) return Number(a.value === null) - Number(b.value === null)
      if (typeof a.value === 'number' && typeof b.value === 'number') return sign * (a.value - b.value)
      return sign * collator.compare(String(a.value), String(b.value))
    })
    .map((it) => it.row)
}
