import { useMemo, useState } from 'react'
import { Icon } from '../../../shared/icons.tsx'
import { type Column, Table } from '../../ui/Table.tsx'
import { MEASURES } from '../api.ts'
import { type T, useWords } from '../words.ts'
import type { ChartModel } from './model.ts'
import { cmText } from './readout.ts'
import { csvOf, type Row, rowsOf } from './table.ts'

const ROWS_SHOWN = 50
const FIELDS = { depth: 'depth', 'depth-since-pass': 'since', 'new-snow': 'fresh' } as const

interface SeriesTableProps {
  readonly name: string
  readonly model: ChartModel
  timeText(atMs: number): string
}

/** The chart's data as a table and as a file. Made only when it is opened. */
export function SeriesTable({ name, model, timeText }: SeriesTableProps) {
  const { t } = useWords()
  const [open, setOpen] = useState(false)
  return (
    <details className="series-table" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{t('chart.table')}</summary>
      {open && <Rows {...{ name, model, timeText }} />}
    </details>
  )
}

function Rows({ name, model, timeText }: SeriesTableProps) {
  const { t } = useWords()
  const rows = useMemo(() => rowsOf(model, t), [model, t])
  const columns: Column<Row>[] = [
    {
      id: 'time',
      title: t('chart.time'),
      cell: (it) => <time dateTime={new Date(it.atMs).toISOString()}>{timeText(it.atMs)}</time>,
    },
    ...MEASURES.map((measure): Column<Row> => {
      const field = FIELDS[measure]
      return { id: measure, title: t(`measure.${measure}`), align: 'end', cell: (it) => figure(it[field], t) }
    }),
    { id: 'raw', title: t('chart.raw'), wideOnly: true, cell: (it) => it.raw },
    { id: 'notes', title: t('chart.events'), cell: (it) => it.notes.join(' / ') },
  ]
  const save = () => {
    const file = new Blob([csvOf(rows, (atMs) => wallText(atMs, model.timeZone), t)], { type: 'text/csv' })
    const link = document.createElement('a')
    link.href = URL.createObjectURL(file)
    link.download = `${t('chart.csvName')}-${name}.csv`
    link.click()
    URL.revokeObjectURL(link.href)
  }
  return (
    <>
      <div className="row series-table-head">
        <button type="button" className="button no-print" onClick={save}>
          <Icon name="download" />
          CSV
        </button>
        {model.refusedTotal > 0 && (
          <span className="small soft">{t('chart.refusedTotal', { count: model.refusedTotal })}</span>
        )}
      </div>
      <Table
        caption={t('chart.tableCaption', { name })}
        columns={columns}
        rows={rows}
        rowKey={(it) => String(it.atMs)}
        pageSize={ROWS_SHOWN}
      />
    </>
  )
}

function figure(cm: number | null, t: T): string {
  return cm === null ? '' : t('cm', { cm: cmText(cm) })
}

/** `2026-01-21 02:05` on the authority's wall clock: a spreadsheet takes it for a time. */
function wallText(atMs: number, timeZone: string): string {
  const parts = { year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit' } as const
  return new Intl.DateTimeFormat('sv-SE', { timeZone, hourCycle: 'h23', ...parts }).format(atMs)
}
