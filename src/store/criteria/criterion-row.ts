import type { Criterion } from '../../domain/criterion.ts'

/** What a version of a criterion holds: all but its identity. */
export type CriterionBody = Omit<Criterion, 'id' | 'authorityId' | 'version'>

/** The body as stored: fields in one fixed order, so that equal bodies are equal text. */
export function bodyJson(body: CriterionBody): string {
  const { enabled, scope, mode, level, rule, respondMin } = body
  const { kind, measure, triggerCm, releaseCm, sustainMin, staleMin, minSensors, vote, disagreeCm } = rule
  return JSON.stringify({
    enabled,
    scope: scopeInOrder(scope),
    mode,
    level,
    rule: { kind, measure, triggerCm, releaseCm, sustainMin, staleMin, minSensors, vote, disagreeCm },
    respondMin,
  })
}

function scopeInOrder(scope: CriterionBody['scope']): CriterionBody['scope'] {
  switch (scope.kind) {
    case 'authority':
      return { kind: scope.kind }
    case 'road-class':
      return { kind: scope.kind, roadClass: scope.roadClass }
    case 'block':
    case 'route':
      return { kind: scope.kind, id: scope.id }
  }
}

/** A stored version as a criterion. */
export function toCriterion(row: { id: string; authority_id: string; version: number; body_json: string }): Criterion {
  const body = JSON.parse(row.body_json) as CriterionBody
  return { id: row.id, authorityId: row.authority_id, version: row.version, ...body }
}
