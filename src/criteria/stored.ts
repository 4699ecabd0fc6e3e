import { CRITERION_DEFAULTS, type Criterion, type Rule, THRESHOLD_DEFAULTS } from '../domain/criterion.ts'

/** What a version of a criterion holds: all but its identity. */
export type CriterionBody = Omit<Criterion, 'id' | 'authorityId' | 'version'>

/** Fields every stored body has; those of the versions before may lack the others. */
type StoredBody = Pick<Criterion, 'scope' | 'mode' | 'level' | 'rule'> & Partial<CriterionBody>

/**
 * A body as it was stored, in the terms of this version: what did not exist when it was written is as it was then.
 * @param stored a body that some version of the service wrote.
 */
export function completeBody(stored: StoredBody): CriterionBody {
  return { ...CRITERION_DEFAULTS, ...stored, rule: completeRule(stored.rule) }
}

/** A rule as it was stored: before there was a choice, a rule held from its trigger on. */
export function completeRule(stored: Rule): Rule {
  if ('of' in stored) return { kind: stored.kind, of: stored.of.map(completeRule) }
  if (stored.kind === 'probability') return stored
  return { ...stored, comparison: stored.comparison ?? THRESHOLD_DEFAULTS.comparison }
}
