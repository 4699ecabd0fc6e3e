import { Type } from 'typebox'
import type { EventFilter } from '../store/events/list-events.ts'
import { instantOf } from './times.ts'

const Text = (description: string) => Type.Optional(Type.String({ minLength: 1, maxLength: 128, description }))

/** What narrows the journal, in a query. */
export const AUDIT_FILTER = {
  from: Text('ISO 8601.'),
  to: Text('ISO 8601, exclusive.'),
  type: Text('A type such as `order.accepted`, or the noun of several, such as `order`.'),
  actor: Text('`kind:id`, such as `user:…`.'),
  subject: Text('Id of what it happened to.'),
}

interface AuditQuery {
  readonly from?: string
  readonly to?: string
  readonly type?: string
  readonly actor?: string
  readonly subject?: string
}

/** The query as a filter. Throws `request-invalid` for what is no time. */
export function auditFilterOf({ from, to, type, actor, subject }: AuditQuery): Omit<EventFilter, 'limit'> {
  return {
    sinceMs: from === undefined ? undefined : instantOf('from', from),
    untilMs: to === undefined ? undefined : instantOf('to', to),
    type,
    actor,
    subject,
  }
}
