import { type Static, Type } from 'typebox'
import { checkHolidays } from '../district/check-holidays.ts'
import type { Holiday } from '../domain/roster.ts'
import { type SpokenProblem, say } from '../problems/say.ts'
import { recordEvent } from '../store/events/record-event.ts'
import { listHolidays } from '../store/holidays/list-holidays.ts'
import { replaceHolidays } from '../store/holidays/replace-holidays.ts'
import { contentEtag, requireContentEtag } from './content-etag.ts'
import type { Api, ApiDeps } from './deps.ts'
import { actorOf, principalOf } from './principal.ts'
import { record, ref } from './schema.ts'
import { invalidRequest } from './validation.ts'

/** Twenty years of them. */
const MAX_HOLIDAYS = 500

const HolidaySchema = record({
  date: Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$', description: 'a date such as 2026-01-01' }),
  name: Type.String({ minLength: 1, maxLength: 200 }),
})
const Holidays = Type.Array(HolidaySchema, { maxItems: MAX_HOLIDAYS })
const HolidayListSchema = record(
  { items: Type.Array(HolidaySchema), etag: Type.String({ description: 'Goes into If-Match of a change.' }) },
  { $id: 'Holidays', description: 'In order of date.' },
)

/** Days that a roster may treat as `holiday` (祝日, and what the authority adds to them). */
export function registerHolidays(app: Api, deps: ApiDeps): void {
  app.addSchema(HolidayListSchema)
  registerRead(app, deps)
  registerPut(app, deps)
}

function registerRead(app: Api, { db }: ApiDeps): void {
  app.get(
    '/api/v1/holidays',
    {
      config: { scope: 'roster:read' },
      schema: {
        summary: 'Holidays of the authority; the ETag goes into If-Match of a change',
        tags: ['roster'],
        querystring: record({}),
        response: { 200: ref(HolidayListSchema) },
      },
    },
    async (request, reply) => {
      const view = viewOf(await listHolidays(db, principalOf(request).authorityId))
      reply.header('etag', view.etag)
      return view
    },
  )
}

function registerPut(app: Api, { db, clock }: ApiDeps): void {
  app.put(
    '/api/v1/holidays',
    {
      config: { scope: 'roster:write', errors: ['precondition-required', 'precondition-failed'], reads: ['If-Match'] },
      schema: {
        summary: 'Write the list of holidays anew',
        tags: ['roster'],
        body: record({ items: Holidays }, { examples: [{ items: [{ date: '2026-01-01', name: '元日' }] }] }),
        response: { 200: ref(HolidayListSchema) },
      },
    },
    async (request, reply) => {
      const principal = principalOf(request)
      const { authorityId } = principal
      const items = checked(request.body.items)
      const view = await db.transaction().execute(async (trx) => {
        const before = await listHolidays(trx, authorityId)
        requireContentEtag(contentEtag(before), request.headers['if-match'], say('the-holidays'))
        await replaceHolidays(trx, authorityId, items)
        const what = { type: 'holiday.saved', actor: actorOf(principal), subject: authorityId }
        const data = changesOf(before, items)
        if (data.added.length + data.removed.length > 0) {
          await recordEvent(trx, { authorityId, atMs: clock.now(), ...what, data })
        }
        return viewOf(items)
      })
      reply.header('etag', view.etag)
      return view
    },
  )
}

function checked(items: readonly Holiday[]): Holiday[] {
  const problems: SpokenProblem[] = []
  const holidays = checkHolidays(items, problems)
  if (problems.length === 0) return holidays
  throw invalidRequest(problems.map((it) => ({ ...it, field: it.field.replace(/^holidays/, 'items') })))
}

function changesOf(before: readonly Holiday[], after: readonly Holiday[]) {
  const without = (some: readonly Holiday[], others: readonly Holiday[]) =>
    some.filter((it) => !others.some((other) => other.date === it.date && other.name === it.name))
  return { added: without(after, before), removed: without(before, after) }
}

function viewOf(items: readonly Holiday[]): Static<typeof HolidayListSchema> {
  return { items: items.map(({ date, name }) => ({ date, name })), etag: contentEtag(items) }
}
