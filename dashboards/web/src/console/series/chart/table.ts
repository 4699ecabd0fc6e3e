import { MEASURES } from '../api.ts'
import type { T } from '../words.ts'
import type { ChartModel } from './model.ts'
import { cmText, eventText, refusedText } from './readout.ts'

/** The chart as rows: the same data for those who do not look at it, and for Excel. */
export interface Row {
  readonly atMs: number
  readonly depth: number | null
  readonly since: number | null
  readonly fresh: number | null
  readonly raw: string
  readonly notes: readonly string[]
}

/** Rows of what was measured and of what happened, newest first. */
export function rowsOf(model: ChartModel, t: T): Row[] {
  const rows = new Map<number, Row>()
  const at = (atMs: number): Row =>
    rows.get(atMs) ?? { atMs, depth: null, since: null, fresh: null, raw: '', notes: [] }
  const FIELDS = { depth: 'depth', 'depth-since-pass': 'since', 'new-snow': 'fresh' } as const
  for (const measure of MEASURES) {
    const { at: moments, values } = model.lines[measure]
    for (const [index, atMs] of moments.entries()) {
      const value = values[index] ?? null
      if (value !== null) rows.set(atMs, { ...at(atMs), [FIELDS[measure]]: value })
    }
  }
  for (const { label, at: moments, values } of model.raw) {
    for (const [index, atMs] of moments.entries()) {
      const value = values[index]
      const row = at(atMs)
      if (value != null)
        rows.set(atMs, { ...row, raw: [row.raw, `${label} ${cmText(value)}`].filter(Boolean).join(', ') })
    }
  }
  const note = (atMs: number, text: string) => rows.set(atMs, { ...at(atMs), notes: [...at(atMs).notes, text] })
  for (const it of model.refused) note(it.atMs, `${it.device}: ${refusedText(it, t)}`)
  for (const it of model.unknown) note(it.fromMs, t('chart.readUnknown', { why: t(`why.${it.why}`) }))
  for (const it of model.events) note(it.atMs, eventText(it, t))
  for (const it of model.spans) note(it.fromMs, t(`event.${it.kind}`, { reason: it.reason }))
  return [...rows.values()].sort((a, b) => b.atMs - a.atMs)
}

/** Text that Excel opens as a table: byte-order mark, CRLF, and no cell that could be taken for a formula. */
export function csvOf(rows: readonly Row[], timeText: (atMs: number) => string, t: T): string {
  const head = [
    t('chart.time'),
    ...MEASURES.map((it) => `${t(`measure.${it}`)} (cm)`),
    t('chart.raw'),
    t('chart.events'),
  ]
  const body = rows.map((it) => [timeText(it.atMs), it.depth, it.since, it.fresh, it.raw, it.notes.join(' / ')])
  return `\uFEFF${[head, ...body].map((line) => line.map(cell).join(',')).join('\r\n')}\r\n`
}

function cell(value: string | number | null): string {
  if (value === null) return ''
  if (typeof value === 'number') return String(value)
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
