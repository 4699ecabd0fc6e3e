import type { Effective } from '../domain/criterion.ts'
import { schemaProblems } from '../domain/schema-problems.ts'
import type { FieldProblem } from '../errors.ts'
import { RoadClassSchema } from './place-schema.ts'
import type { DecideAtInput, SuppressorInput } from './suppressor-schema.ts'
import { parseCron } from './wall-ticks.ts'

/** What is wrong with a criterion beyond the form of its fields, its rule apart. */

/** Days that are none, or a last day before the first. */
export function effectiveProblems(written: Partial<Effective> | undefined, path: string): FieldProblem[] {
  const { from = null, to = null } = written ?? {}
  const wrong = Object.entries({ from, to }).filter(([, date]) => date !== null && !isDate(date))
  if (wrong.length > 0) {
    return wrong.map(([name, date]) => ({
      field: `${path}.${name}`,
      value: String(date),
      message: 'must be a day of the calendar, YYYY-MM-DD',
    }))
  }
  if (from === null || to === null || from <= to) return []
  return [{ field: `${path}.to`, value: to, message: `must not be before from (${from}): it would never hold` }]
}

function isDate(text: string): boolean {
  const ms = Date.parse(`${text}T00:00:00Z`)
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(text)
}

/** Decision times that cannot be read. */
export function cronProblems(written: DecideAtInput | undefined, path: string): FieldProblem[] {
  if (written === undefined || written === 'continuous') return []
  return written.cron.flatMap((expression, index) => {
    const parsed = parseCron(expression)
    if (typeof parsed !== 'string') return []
    return [{ field: `${path}.cron[${index}]`, value: expression, message: `must be ${parsed}` }]
  })
}

/** Suppressors that stand twice. */
export function suppressorProblems(written: readonly SuppressorInput[], path: string): FieldProblem[] {
  return written.flatMap(({ kind }, index) => {
    if (written.findIndex((it) => it.kind === kind) === index) return []
    return [{ field: `${path}[${index}].kind`, value: kind, message: 'stands twice; keep one of them' }]
  })
}

/** Answer times by road class. */
export function classProblems(written: Readonly<Record<string, unknown>>, path: string): FieldProblem[] {
  return Object.entries(written).flatMap(([roadClass, minutes]) => {
    const field = `${path}.${roadClass}`
    const name = schemaProblems(RoadClassSchema, roadClass, field)
    if (name.length > 0) return name
    if (typeof minutes === 'number' && minutes >= 1 && minutes <= 180) return []
    return [{ field, value: String(minutes), message: 'must be a number of minutes from 1 to 180' }]
  })
}
