import type { Holiday } from '../domain/roster.ts'
import { fieldProblem, type SpokenProblem, say } from '../problems/say.ts'
import { type HolidayInput, HolidaySchema } from './district-schema.ts'
import { checkRows } from './rows.ts'

/** Holiday rows in order of date. Problems: a date that is none, and a date given twice. */
export function checkHolidays(input: readonly unknown[], problems: SpokenProblem[]): Holiday[] {
  const section = checkRows<HolidayInput>(HolidaySchema, 'holidays', input)
  for (const it of section.problems) problems.push(it)
  const firstUse = new Map<string, string>()
  for (const { path, value } of section.rows) {
    const { date } = value
    const field = `${path}.date`
    if (!isDate(date)) problems.push(fieldProblem(field, say('not-a-day'), date))
    const first = firstUse.get(date)
    if (first === undefined) firstUse.set(date, path)
    else problems.push(fieldProblem(field, say('day-twice', { first }), date))
  }
  return section.rows
    .map(({ value }) => ({ date: value.date, name: value.name }))
    .toSorted((a, b) => (a.date < b.date ? -1 : 1))
}

function isDate(text: string): boolean {
  const ms = Date.parse(`${text}T00:00:00Z`)
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(text)
}
