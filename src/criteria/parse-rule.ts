import type { Rule } from '../domain/criterion.ts'
import { schemaProblems } from '../domain/schema-problems.ts'
import type { FieldProblem } from '../errors.ts'
import { plainRuleOf } from './rule-defaults.ts'
import { ruleProblems } from './rule-problems.ts'
import { type RuleInput, RuleSchema } from './rule-schema.ts'

/** Rules within rules, no deeper than a person can follow. */
const DEEPEST = 3
/** Parts of one compound rule. */
const MOST_PARTS = 8

/** Reads a rule as written; returns it with its defaults, or everything wrong with it. @param path where it stands. */
export function parseRule(input: unknown, path: string, depth = 1): Rule | FieldProblem[] {
  const problems = schemaProblems(RuleSchema, input, path)
  if (problems.length > 0) return problems
  const written = input as RuleInput
  if ('of' in written) return parseParts(written.kind, written.of, path, depth)
  const rule = plainRuleOf(written)
  const wrong = ruleProblems(rule, path)
  return wrong.length > 0 ? wrong : rule
}

function parseParts(kind: 'all' | 'any', of: readonly unknown[], path: string, depth: number): Rule | FieldProblem[] {
  if (depth >= DEEPEST)
    return [{ field: path, value: kind, message: `stands too deep: rules go at most ${DEEPEST} levels deep` }]
  if (of.length > MOST_PARTS)
    return [{ field: `${path}.of`, value: String(of.length), message: `must have at most ${MOST_PARTS} entries` }]
  const parts = of.map((it, index) => parseRule(it, `${path}.of[${index}]`, depth + 1))
  const wrong = parts.flatMap((it) => (isProblems(it) ? it : []))
  if (wrong.length > 0) return wrong
  return { kind, of: parts.flatMap((it) => (isProblems(it) ? [] : [it])) }
}

/** A rule is an object, what is wrong with one a list. */
export function isProblems<T extends object>(parsed: T | FieldProblem[]): parsed is FieldProblem[] {
  return Array.isArray(parsed)
}
