import { type Static, Type } from 'typebox'
import { CRITERION_DEFAULTS, type Criterion, plainRules, type Rule, type Scope } from '../domain/criterion.ts'
import { schemaProblems } from '../domain/schema-problems.ts'
import type { SpokenProblem } from '../problems/say.ts'
import { classProblems, cronProblems, effectiveProblems, suppressorProblems } from './criterion-problems.ts'
import { isProblems, parseRule } from './parse-rule.ts'
import { IdSchema, parseScopeText, ScopeSchema } from './place-schema.ts'
import { RuleSchema } from './rule-schema.ts'
import { decideAtOf, suppressorOf } from './suppressor-defaults.ts'
import { DecideAtSchema, SuppressorSchema } from './suppressor-schema.ts'

export { IdSchema, RoadClassSchema } from './place-schema.ts'

/** The dispatch criterion as people write it, in district files and through the API: all that has a default is optional. */

const MinutesToAnswer = { minimum: 1, maximum: 180, description: 'time a contractor has to answer an offer, minutes' }
const DateSchema = Type.Optional(
  Type.Union([Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$', description: 'a date YYYY-MM-DD' }), Type.Null()]),
)

export const CriterionSchema = Type.Object(
  {
    id: IdSchema,
    name: Type.Optional(Type.Union([Type.String({ minLength: 1, maxLength: 200 }), Type.Null()])),
    enabled: Type.Optional(Type.Boolean()),
    scope: ScopeSchema,
    cityMode: Type.Optional(Type.Union([IdSchema, Type.Null()])),
    effective: Type.Optional(
      Type.Object(
        { from: DateSchema, to: DateSchema },
        { additionalProperties: false, description: 'first and last day on which this version holds' },
      ),
    ),
    mode: Type.Union([Type.Literal('support'), Type.Literal('automatic')]),
    level: Type.Union([Type.Literal('standby'), Type.Literal('dispatch')]),
    points: Type.Optional(Type.Union([Type.Literal('route'), Type.Literal('block')])),
    rule: RuleSchema,
    decideAt: Type.Optional(DecideAtSchema),
    suppressors: Type.Optional(Type.Array(SuppressorSchema, { description: 'suppressors' })),
    releaseSustainMin: Type.Optional(
      Type.Number({ minimum: 0, maximum: 360, description: 'how long it must have ceased to hold, minutes' }),
    ),
    respondMin: Type.Optional(Type.Number(MinutesToAnswer)),
    respondMinByClass: Type.Optional(
      Type.Unsafe<Readonly<Record<string, number>>>({
        type: 'object',
        description: 'an object of road class and minutes, such as {"bus": 5}',
      }),
    ),
  },
  { additionalProperties: false },
)
export type CriterionInput = Static<typeof CriterionSchema>

/** A criterion with its defaults filled in, before it belongs to an authority and has a version. */
export type CriterionFields = Omit<Criterion, 'authorityId' | 'version'>

/** Off below the release probability for two cycles of ten minutes (algorithms), minutes. */
const PROBABILITY_RELEASE_SUSTAIN_MIN = 20
/**
 * Reads a criterion as written; returns it with its defaults, or everything wrong with it.
 * @param path where it stands in the whole input (`criteria[2]`), for the problems' field names; '' for alone.
 */
export function parseCriterion(input: unknown, path: string): CriterionFields | SpokenProblem[] {
  const at = (name: string) => (path === '' ? name : `${path}.${name}`)
  const problems = schemaProblems(CriterionSchema, input, path)
  if (problems.length > 0) return problems
  const written = input as CriterionInput
  const scope = typeof written.scope === 'string' ? parseScopeText(written.scope) : written.scope
  const rule = parseRule(written.rule, at('rule'))
  const wrong = [
    ...schemaProblems(ScopeSchema, scope, at('scope')),
    ...(isProblems(rule) ? rule : []),
    ...effectiveProblems(written.effective, at('effective')),
    ...cronProblems(written.decideAt, at('decideAt')),
    ...suppressorProblems(written.suppressors ?? [], at('suppressors')),
    ...classProblems(written.respondMinByClass ?? {}, at('respondMinByClass')),
  ]
  return wrong.length > 0 || isProblems(rule) ? wrong : withDefaults(written, scope, rule)
}

function withDefaults(written: CriterionInput, scope: Scope, rule: Rule): CriterionFields {
  const probable = plainRules(rule).some((it) => it.kind === 'probability')
  return {
    id: written.id,
    enabled: written.enabled ?? CRITERION_DEFAULTS.enabled,
    name: written.name ?? CRITERION_DEFAULTS.name,
    scope,
    cityMode: written.cityMode ?? CRITERION_DEFAULTS.cityMode,
    effective: { from: written.effective?.from ?? null, to: written.effective?.to ?? null },
    mode: written.mode,
    level: written.level,
    points: written.points ?? CRITERION_DEFAULTS.points,
    rule,
    decideAt: decideAtOf(written.decideAt ?? CRITERION_DEFAULTS.decideAt),
    suppressors: (written.suppressors ?? []).map(suppressorOf),
    releaseSustainMin:
      written.releaseSustainMin ?? (probable ? PROBABILITY_RELEASE_SUSTAIN_MIN : CRITERION_DEFAULTS.releaseSustainMin),
    respondMin: written.respondMin ?? CRITERION_DEFAULTS.respondMin,
    respondMinByClass: written.respondMinByClass ?? CRITERION_DEFAULTS.respondMinByClass,
  }
}
