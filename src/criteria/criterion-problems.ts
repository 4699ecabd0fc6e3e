import type { Effective } from '../domain/criterion.ts'
import { schemaProblems } from '../domain/schema-problems.ts'
import { fieldProblem, type SpokenProblem, say } from '../problems/say.ts'
import { RoadClassSchema } from './place-schema.ts'
import type { DecideAtInput, SuppressorInput } from './suppressor-schema.ts'
import { isTicks, parseCron } from './wall-ticks.ts'

/** What is wrong with a criterion beyond the form of its fields, its rule apart. */

/** Days that are none, or a last day before the first. */
export function effectiveProblems(written: Partial<Effective> | undefined, path: string): SpokenProblem[] {
  const { from = null, to = null } = written ?? {}
  const wrong = Object.entries({ from, to }).filter(([, date]) => date !== null && !isDate(date))
  if (wrong.length > 0) {
    return wrong.map(([name, date]) => fieldProblem(`${path}.${name}`, say('not-a-calendar-day'), String(date)))
  }
  if (from === null || to === null || from <= to) return []
  return [fieldProblem(`${path}.to`, say('ends-before-beginning', { from }), to)]
}

function isDate(text: string): boolean {
  const ms = Date.parse(`${text}T00:00:00Z`)
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(text)
}

/** Decision times that cannot be read. */
export function cronProblems(written: DecideAtInput | undefined, path: string): SpokenProblem[] {
  if (written === undefined || written === 'continuous') return []
  return written.cron.flatMap((expression, index) => {
    const parsed = parseCron(expression)
    if (isTicks(parsed)) return []
    return [fieldProblem(`${path}.cron[${index}]`, say('must-be', { what: parsed }), expression)]
  })
}

/** Suppressors that stand twice. */
export function suppressorProblems(written: readonly SuppressorInput[], path: string): SpokenProblem[] {
  return written.flatMap(({ kind }, index) => {
    if (written.findIndex((it) => it.kind === kind) === index) return []
    return [fieldProblem(`${path}[${index}].kind`, say('stands-twice'), kind)]
  })
}

/** Answer times by road class. */
export function classProblems(written: Readonly<Record<string, unknown>>, path: string): SpokenProblem[] {
  return Object.entries(written).flatMap(([roadClass, minutes]) => {
    const field = `${path}.${roadClass}`
    const name = schemaProblems(RoadClassSchema, roadClass, field)
    if (name.length > 0) return name
    if (typeof minutes === 'number' && minutes >= 1 && minutes <= 180) return []
    return [fieldProblem(field, say('not-answer-minutes'), String(minutes))]
  })
}
