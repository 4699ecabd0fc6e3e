import { parseCityMode } from '../criteria/city-mode-schema.ts'
import { type CriterionFields, parseCriterion } from '../criteria/criterion-schema.ts'
import type { CityMode } from '../domain/city-mode.ts'
import type { SpokenProblem } from '../problems/say.ts'
import type { Refer } from './references.ts'
import { duplicateProblems, idOf, type Row, type Section } from './rows.ts'

/** Checks each criterion of a file by itself, and that no id is used twice. */
export function checkCriteria(input: readonly unknown[]): Section<CriterionFields> {
  return checkEach('criteria', input, parseCriterion)
}

/** Checks each city-wide mode of a file by itself, and that no id is used twice. */
export function checkModes(input: readonly unknown[]): Section<Omit<CityMode, 'authorityId'>> {
  return checkEach('modes', input, parseCityMode)
}

/** The criterion, once what it refers to is known to be there. */
export function referredCriterion({ path, value }: Row<CriterionFields>, refer: Refer): CriterionFields {
  if (value.scope.kind === 'block') refer('blocks', value.scope.id, `${path}.scope`)
  if (value.scope.kind === 'route') refer('routes', value.scope.id, `${path}.scope`)
  refer('modes', value.cityMode ?? undefined, `${path}.cityMode`)
  return value
}

/** The mode, once its reference points are known to be there. */
export function referredMode(
  { path, value }: Row<Omit<CityMode, 'authorityId'>>,
  authorityId: string,
  refer: Refer,
): CityMode {
  for (const [index, device] of value.devices.entries()) refer('devices', device, `${path}.devices[${index}]`)
  return { ...value, authorityId }
}

function checkEach<T extends object>(
  name: string,
  input: readonly unknown[],
  parse: (value: unknown, path: string) => T | SpokenProblem[],
): Section<T> {
  const rows: Row<T>[] = []
  const problems: SpokenProblem[] = []
  const firstUse = new Map<string, string>()
  for (const [index, value] of input.entries()) {
    const path = `${name}[${index}]`
    const parsed = parse(value, path)
    if (Array.isArray(parsed)) problems.push(...(parsed as SpokenProblem[]))
    else rows.push({ path, value: parsed })
    problems.push(...duplicateProblems(idOf(value), path, firstUse))
  }
  return { rows, ids: new Set(firstUse.keys()), problems }
}
