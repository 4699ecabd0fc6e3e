import { type Static, Type } from 'typebox'
import {
  type Criterion,
  DEFAULT_RESPOND_MIN,
  type Scope,
  THRESHOLD_DEFAULTS,
  type ThresholdRule,
} from '../domain/criterion.ts'
import { ID_PATTERN } from '../domain/device.ts'
import { schemaProblems } from '../domain/schema-problems.ts'
import type { FieldProblem } from '../errors.ts'

/** The dispatch criterion as people write it, in district files and through the API: all that has a default is optional. */

/** An id anywhere in a file or request. */
export const IdSchema = Type.String({
  pattern: ID_PATTERN,
  description: 'an id of 1 to 64 letters, digits, dots, dashes or underscores, beginning with a letter or digit',
})

/** Free text of a road class, e.g. `bus`, `arterial`. */
export const RoadClassSchema = Type.String({
  pattern: '^\\S(.{0,62}\\S)?$',
  description: 'a road class of 1 to 64 characters such as bus or residential',
})

const ScopeSchema = Type.Union(
  [
    Type.Object({ kind: Type.Literal('authority') }, { additionalProperties: false }),
    Type.Object({ kind: Type.Literal('road-class'), roadClass: RoadClassSchema }, { additionalProperties: false }),
    Type.Object({ kind: Type.Literal('block'), id: IdSchema }, { additionalProperties: false }),
    Type.Object({ kind: Type.Literal('route'), id: IdSchema }, { additionalProperties: false }),
    Type.String({
      pattern: '^(authority|(road-class|block|route):.+)$',
      description: 'authority, road-class:CLASS, block:ID or route:ID, or the same as an object with kind',
    }),
  ],
  { description: 'where the criterion applies' },
)

const RuleSchema = Type.Object(
  {
    kind: Type.Literal('threshold'),
    measure: Type.Optional(
      Type.Union([Type.Literal('depth'), Type.Literal('depth-since-pass'), Type.Literal('new-snow')]),
    ),
    triggerCm: Type.Number({ minimum: 0.5, maximum: 300, description: 'snow at which the criterion fires, cm' }),
    releaseCm: Type.Optional(
      Type.Number({ minimum: 0, maximum: 300, description: 'snow below which it no longer holds, cm' }),
    ),
    sustainMin: Type.Optional(
      Type.Number({ minimum: 0, maximum: 180, description: 'how long the snow must stay at the trigger, minutes' }),
    ),
    staleMin: Type.Optional(
      Type.Number({ minimum: 5, maximum: 360, description: 'a sensor silent for longer takes no part, minutes' }),
    ),
    minSensors: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 50, description: 'usable sensors a decision needs' }),
    ),
    vote: Type.Optional(Type.Union([Type.Integer({ minimum: 1, maximum: 50 }), Type.Literal('majority')])),
    disagreeCm: Type.Optional(
      Type.Number({ minimum: 1, maximum: 300, description: 'sensors further apart than this disagree, cm' }),
    ),
  },
  { additionalProperties: false },
)

export const CriterionSchema = Type.Object(
  {
    id: IdSchema,
    scope: ScopeSchema,
    mode: Type.Union([Type.Literal('support'), Type.Literal('automatic')]),
    level: Type.Union([Type.Literal('standby'), Type.Literal('dispatch')]),
    rule: RuleSchema,
    respondMin: Type.Optional(
      Type.Number({ minimum: 1, maximum: 180, description: 'time a contractor has to answer an offer, minutes' }),
    ),
    enabled: Type.Optional(Type.Boolean()),
  },
  { additionalProperties: false },
)
export type CriterionInput = Static<typeof CriterionSchema>

/** A criterion with its defaults filled in, before it belongs to an authority and has a version. */
export type CriterionFields = Omit<Criterion, 'authorityId' | 'version'>

/** Share of the trigger below which a criterion without `releaseCm` releases. */
const RELEASE_SHARE = 0.3

/**
 * Reads a criterion as written; returns it with its defaults, or everything wrong with it.
 * @param path where it stands in the whole input (`criteria[2]`), for the problems' field names; '' for alone.
 */
export function parseCriterion(input: unknown, path: string): CriterionFields | FieldProblem[] {
  const problems = schemaProblems(CriterionSchema, input, path)
  if (problems.length > 0) return problems
  const written = input as CriterionInput
  const scope = typeof written.scope === 'string' ? parseScopeText(written.scope) : written.scope
  const scopeProblems = schemaProblems(ScopeSchema, scope, path === '' ? 'scope' : `${path}.scope`)
  const rule = withDefaults(written.rule)
  const wrong = [...scopeProblems, ...ruleProblems(rule, path === '' ? 'rule' : `${path}.rule`)]
  if (wrong.length > 0) return wrong
  return {
    id: written.id,
    enabled: written.enabled ?? true,
    scope,
    mode: written.mode,
    level: written.level,
    rule,
    respondMin: written.respondMin ?? DEFAULT_RESPOND_MIN,
  }
}

/** `authority`, `road-class:bus`, `block:B1`, `route:R1`; ids are not checked here. */
function parseScopeText(text: string): Scope {
  const colon = text.indexOf(':')
  const [kind, rest] = colon < 0 ? [text, ''] : [text.slice(0, colon), text.slice(colon + 1)]
  if (kind === 'road-class') return { kind, roadClass: rest }
  if (kind === 'block' || kind === 'route') return { kind, id: rest }
  return { kind: 'authority' }
}

function withDefaults(rule: CriterionInput['rule']): ThresholdRule {
  const vote = rule.vote ?? THRESHOLD_DEFAULTS.vote
  return {
    kind: 'threshold',
    measure: rule.measure ?? THRESHOLD_DEFAULTS.measure,
    triggerCm: rule.triggerCm,
    releaseCm: rule.releaseCm ?? Math.round(rule.triggerCm * RELEASE_SHARE * 10) / 10,
    sustainMin: rule.sustainMin ?? THRESHOLD_DEFAULTS.sustainMin,
    staleMin: rule.staleMin ?? THRESHOLD_DEFAULTS.staleMin,
    minSensors: rule.minSensors ?? (vote === 'majority' ? THRESHOLD_DEFAULTS.minSensors : vote),
    vote,
    disagreeCm: rule.disagreeCm ?? THRESHOLD_DEFAULTS.disagreeCm,
  }
}

function ruleProblems(rule: ThresholdRule, path: string): FieldProblem[] {
  const problems: FieldProblem[] = []
  if (rule.releaseCm >= rule.triggerCm) {
    problems.push({
      field: `${path}.releaseCm`,
      value: String(rule.releaseCm),
      message: `must be below triggerCm (${rule.triggerCm}): a criterion that releases where it fires would flicker`,
    })
  }
  // with fewer sensors than votes it could never fire, and would read as "no snow" instead of "unknown"
  if (rule.vote !== 'majority' && rule.vote > rule.minSensors) {
    problems.push({
      field: `${path}.vote`,
      value: String(rule.vote),
      message: `asks for more sensors than minSensors (${rule.minSensors}) makes sure of; raise minSensors to ${rule.vote}`,
    })
  }
  return problems
}
