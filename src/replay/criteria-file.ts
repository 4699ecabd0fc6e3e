import { parse } from 'yaml'
import { parseCriterion } from '../criteria/criterion-schema.ts'
import type { Criterion } from '../domain/criterion.ts'
import { YukibanError } from '../errors.ts'
import { fieldProblem, type SpokenProblem, say } from '../problems/say.ts'

/** Version of a criterion that is only tried: published ones count from 1. */
const TRIED = 0

/**
 * Reads the set of criteria to replay: one criterion, a list of them, or an object with `criteria` (a district file
 * will do), JSON or YAML. The set stands for all that is in force.
 * Throws `request-invalid` with everything wrong with it.
 */
export function readCriteriaText(text: string, authorityId: string): Criterion[] {
  return criteriaOf(parsed(text), authorityId)
}

/** The same of a value already parsed. */
export function criteriaOf(input: unknown, authorityId: string): Criterion[] {
  const list = listOf(input)
  const criteria: Criterion[] = []
  const problems: SpokenProblem[] = []
  const alone = list.length === 1 && list[0] === input
  for (const [index, one] of list.entries()) {
    const path = alone ? '' : `criteria[${index}]`
    const fields = parseCriterion(one, path)
    if (Array.isArray(fields)) problems.push(...fields)
    else if (criteria.some((it) => it.id === fields.id))
      problems.push(fieldProblem(`${path}.id`, say('criterion-id-twice'), fields.id))
    else criteria.push({ ...fields, authorityId, version: TRIED })
  }
  if (list.length === 0) problems.push(fieldProblem('criteria', say('criteria-none')))
  if (problems.length === 0) return criteria
  const count = problems.length === 1 ? say('problems-one') : say('problems-many', { count: problems.length })
  throw new YukibanError('request-invalid', say('criteria-have-problems', { count }), { problems })
}

function listOf(input: unknown): readonly unknown[] {
  if (Array.isArray(input)) return input
  if (typeof input === 'object' && input !== null && 'criteria' in input && Array.isArray(input.criteria))
    return input.criteria
  return [input]
}

/** JSON is YAML too. */
function parsed(text: string): unknown {
  try {
    return parse(text)
  } catch (cause) {
    const why = cause instanceof Error ? (cause.message.split('\n', 1)[0] ?? '') : String(cause)
    throw new YukibanError('request-invalid', say('criteria-unreadable', { why }), { cause })
  }
}
