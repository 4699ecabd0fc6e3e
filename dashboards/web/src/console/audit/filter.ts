import { addDays, instantOf, isDate } from '../calendar.ts'

/** An entry of the journal; `GET /api/v1/audit`. */
export interface AuditEvent {
  readonly id: number
  readonly at: string
  readonly type: string
  readonly actor: string
  readonly actorName: string | null
  readonly subject: string
  readonly subjectName: string | null
  readonly contractorId: string | null
  readonly contractorName: string | null
  readonly data: Readonly<Record<string, unknown>>
  readonly prevHash: string
  readonly hash: string
}

/** What narrows the journal, as the page's address holds it; days are those of the calendar, `to` included. */
export const FILTER_NAMES = ['type', 'from', 'to', 'subject', 'actor'] as const
export type Filter = Readonly<Record<(typeof FILTER_NAMES)[number], string>>

export function filterOf(search: URLSearchParams): Filter {
  const text = (name: keyof Filter) => (search.get(name) ?? '').trim()
  const day = (name: 'from' | 'to') => (isDate(text(name)) ? text(name) : '')
  return { type: text('type'), from: day('from'), to: day('to'), subject: text('subject'), actor: text('actor') }
}

/** The filter as the API takes it. */
export function auditQuery({ type, from, to, subject, actor }: Filter, timeZone: string): string {
  const midnight = (date: string) => new Date(instantOf(date, '00:00', timeZone)).toISOString()
  const given = {
    type,
    from: from === '' ? '' : midnight(from),
    to: to === '' ? '' : midnight(addDays(to, 1)),
    subject,
    actor,
  }
  return new URLSearchParams(Object.entries(given).filter(([, it]) => it !== '')).toString()
}
