import { isPlainKind, RULE_FIELDS } from './rule-fields.ts'
import type { CriterionBody, RuleBody } from './types.ts'

/** What differs between two criteria, field by field, and how three of them are brought together. */

/** One field, or a whole part of a rule that was added or removed. */
export interface Change {
  /** `respondMin`, `rule.triggerCm`, `rule.of[1].by`, `rule.of[2]`. */
  readonly path: string
  /** undefined: it was not there. */
  readonly before: unknown
  readonly after: unknown
}

/** Fields beside the rule, each changed as a whole, in the order of the form. */
const PLAIN_FIELDS = [
  'name',
  'enabled',
  'scope',
  'level',
  'mode',
  'cityMode',
  'effective',
  'points',
  'decideAt',
  'suppressors',
  'releaseSustainMin',
  'respondMin',
  'respondMinByClass',
] as const satisfies readonly (keyof CriterionBody)[]

/** What changed from one stored criterion to another. */
export function changesBetween(before: CriterionBody, after: CriterionBody): Change[] {
  return [...ruleChanges(before.rule, after.rule, 'rule'), ...plainChanges(before, after)]
}

function plainChanges(before: CriterionBody, after: CriterionBody): Change[] {
  return PLAIN_FIELDS.filter((it) => !same(before[it], after[it])).map((it) => ({
    path: it,
    before: before[it],
    after: after[it],
  }))
}

function ruleChanges(before: RuleBody, after: RuleBody, path: string): Change[] {
  if (same(before, after)) return []
  if (before.kind !== after.kind) return [{ path, before, after }]
  if (isPlainKind(before.kind)) return fieldChanges(before, after, path)
  return partChanges(before.of ?? [], after.of ?? [], path)
}

/** Cost and loss are one thing: they change together. */
function fieldNames(rule: RuleBody): string[] {
  if (!isPlainKind(rule.kind)) return []
  return [...new Set(RULE_FIELDS[rule.kind].map((it) => it.name.split('.')[0] ?? ''))]
}

function fieldChanges(before: RuleBody, after: RuleBody, path: string): Change[] {
  return fieldNames(before)
    .filter((it) => !same(before[it], after[it]))
    .map((it) => ({ path: `${path}.${it}`, before: before[it], after: after[it] }))
}

/** Parts that stand in both are no change, wherever they stand; the others are compared in their order. */
function partChanges(before: readonly RuleBody[], after: readonly RuleBody[], path: string): Change[] {
  const left = before.map((part, index) => ({ part, index }))
  const right: { part: RuleBody; index: number }[] = []
  for (const [index, part] of after.entries()) {
    const twin = left.findIndex((it) => same(it.part, part))
    if (twin < 0) right.push({ part, index })
    else left.splice(twin, 1)
  }
  const changes: Change[] = []
  for (let n = 0; n < Math.max(left.length, right.length); n++) {
    const [old, now] = [left[n], right[n]]
    if (old !== undefined && now !== undefined) {
      changes.push(...ruleChanges(old.part, now.part, `${path}.of[${now.index}]`))
    } else {
      const index = now?.index ?? old?.index ?? n
      changes.push({ path: `${path}.of[${index}]`, before: old?.part, after: now?.part })
    }
  }
  return changes
}

/** A field on which three criteria do not agree. */
export interface Clash {
  readonly path: string
  readonly base: unknown
  readonly mine: unknown
  readonly theirs: unknown
  /** Both changed it, to different things: somebody has to choose. */
  readonly both: boolean
}

/** Where what I wrote and what another wrote meanwhile differ; what both changed alike is none. */
export function clashesOf(base: CriterionBody, mine: CriterionBody, theirs: CriterionBody): Clash[] {
  return units(base, mine, theirs)
    .map((path) => ({ path, base: read(base, path), mine: read(mine, path), theirs: read(theirs, path) }))
    .filter((it) => !same(it.mine, it.theirs))
    .map((it) => ({ ...it, both: !same(it.base, it.mine) && !same(it.base, it.theirs) }))
}

/** Theirs, with the named fields as I wrote them. */
export function takeMine(mine: CriterionBody, theirs: CriterionBody, paths: readonly string[]): CriterionBody {
  let merged: unknown = theirs
  for (const path of paths) merged = write(merged, steps(path), read(mine, path))
  return merged as CriterionBody
}

/** Rules of one shape are brought together field by field, others as a whole. */
function units(...bodies: readonly [CriterionBody, CriterionBody, CriterionBody]): string[] {
  const [first, ...others] = bodies.map((it) => shape(it.rule))
  const rule = others.every((it) => it === first) ? leaves(bodies[0].rule, 'rule') : ['rule']
  return [...rule, ...PLAIN_FIELDS]
}

function shape(rule: RuleBody): string {
  return `${rule.kind}(${(rule.of ?? []).map(shape).join()})`
}

function leaves(rule: RuleBody, path: string): string[] {
  if (isPlainKind(rule.kind)) return fieldNames(rule).map((it) => `${path}.${it}`)
  return (rule.of ?? []).flatMap((it, index) => leaves(it, `${path}.of[${index}]`))
}

/** `rule.of[1].by` → rule, of, 1, by. */
function steps(path: string): string[] {
  return path.split(/[.[\]]+/).filter(Boolean)
}

function read(value: unknown, path: string): unknown {
  let at = value
  for (const step of steps(path)) at = (at as Record<string, unknown> | undefined)?.[step]
  return at
}

function write(value: unknown, path: readonly string[], to: unknown): unknown {
  const [step, ...rest] = path
  if (step === undefined) return to
  if (Array.isArray(value)) return value.map((it, index) => (String(index) === step ? write(it, rest, to) : it))
  const fields = (value ?? {}) as Record<string, unknown>
  const written = write(fields[step], rest, to)
  if (written !== undefined) return { ...fields, [step]: written }
  const { [step]: _, ...others } = fields
  return others
}

/** Equal as JSON, whatever the order of an object's fields; an absent field equals null. */
export function same(a: unknown, b: unknown): boolean {
  return ordered(a) === ordered(b)
}

function ordered(value: unknown): string {
  return JSON.stringify(value ?? null, (_, it: unknown) => {
    if (typeof it !== 'object' || it === null || Array.isArray(it)) return it
    return Object.fromEntries(Object.entries(it).sort(([a], [b]) => (a < b ? -1 : 1)))
  })
}
