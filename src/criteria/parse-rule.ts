import type { Rule } from '../domain/criterion.ts'
import { schemaProblems } from '../domain/schema-problems.ts'
import { fieldProblem, type SpokenProblem, say } from '../problems/say.ts'
import { plainRuleOf } from './rule-defaults.ts'
import { ruleProblems } from './rule-problems.ts'
import { type RuleInput, RuleSchema } from './rule-schema.ts'

/** Rules within rules, no deeper than a person can follow. */
const DEEPEST = 3
/** Parts of one compound rule. */
const MOST_PARTS = 8

/** Reads a rule as written; returns it with its defaults, or everything wrong with it. @param path where it stands. */
export function parseRule(input: unknown, path: string, depth = 1): Rule | SpokenProblem[] {
  const problems = schemaProblems(RuleSchema, input, path)
  if (problems.length > 0) return problems
  const written = input as RuleInput
  if ('of' in written) return parseParts(written.kind, written.of, path, depth)
  const rule = plainRuleOf(written)
  const wrong = ruleProblems(rule, path)
  return wrong.length > 0 ? wrong : rule
}

function parseParts(kind: 'all' | 'any', of: readonly unknown[], path: string, depth: number): Rule | SpokenProblem[] {
  if (depth >= DEEPEST) return [fieldProblem(path, say('rule-too-deep', { levels: DEEPEST }), kind)]
  if (of.length > MOST_PARTS)
    return [fieldProblem(`${path}.of`, say('rule-too-many-parts', { most: MOST_PARTS }), String(of.length))]
  const parts = of.map((it, index) => parseRule(it, `${path}.of[${index}]`, depth + 1))
  const wrong = parts.flatMap((it) => (isProblems(it) ? it : []))
  if (wrong.length > 0) return wrong
  return { kind, of: parts.flatMap((it) => (isProblems(it) ? [] : [it])) }
}

/** A rule is an object, what is wrong with one a list. */
export function isProblems<T extends object>(parsed: T | SpokenProblem[]): parsed is SpokenProblem[] {
  return Array.isArray(parsed)
}
