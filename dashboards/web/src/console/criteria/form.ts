import { fieldText, fieldValue, numberOrText } from './field-text.ts'
import {
  isPlainKind,
  type PlainKind,
  RULE_FIELDS,
  type RuleField,
  type RuleKind,
  SUPPRESSOR_FIELDS,
  type SuppressorKind,
} from './rule-fields.ts'
import type { CriterionBody, RuleBody, ScopeBody, SuppressorBody } from './types.ts'

/**
 * A criterion as it stands in the form: every number as the text that is being typed, '' where a field is left to its
 * default. To JSON and back it is the same criterion (tests).
 */
export interface CriterionForm {
  readonly id: string
  readonly name: string
  readonly enabled: boolean
  readonly scopeKind: ScopeBody['kind']
  /** Id of the block or route, or the road class. */
  readonly scopeTarget: string
  readonly cityMode: string
  readonly from: string
  readonly to: string
  readonly mode: 'support' | 'automatic'
  readonly level: 'standby' | 'dispatch'
  readonly points: 'route' | 'block'
  readonly rule: RuleForm
  readonly fixedTimes: boolean
  readonly times: readonly Keyed<{ readonly cron: string }>[]
  readonly windowMin: string
  readonly suppressors: readonly SuppressorForm[]
  readonly releaseSustainMin: string
  readonly respondMin: string
  readonly classes: readonly Keyed<{ readonly roadClass: string; readonly minutes: string }>[]
}

/** What a list is made of; the key is for the page alone. */
export type Keyed<T> = T & { readonly key: string }

/** Values of other kinds are kept while one tries kinds out. */
export interface RuleForm {
  readonly key: string
  readonly kind: RuleKind
  readonly values: Readonly<Record<string, string>>
  readonly of: readonly RuleForm[]
}

export interface SuppressorForm {
  readonly kind: SuppressorKind
  readonly values: Readonly<Record<string, string>>
}

let made = 0
export function newKey(): string {
  made++
  return `k${made}-${Math.random().toString(36).slice(2, 8)}`
}

export function newRule(kind: RuleKind = 'threshold'): RuleForm {
  return { key: newKey(), kind, values: {}, of: [] }
}

/** An empty form, with what nearly every criterion says. */
export function blankForm(): CriterionForm {
  return toForm({
    id: '',
    scope: { kind: 'authority' },
    mode: 'support',
    level: 'dispatch',
    rule: { kind: 'threshold', measure: 'new-snow', triggerCm: 10 },
  })
}

export function toForm(body: CriterionBody): CriterionForm {
  const scope = typeof body.scope === 'string' ? scopeOf(body.scope) : body.scope
  const { decideAt = 'continuous' } = body
  const fixed = decideAt === 'continuous' ? { cron: [], windowMin: undefined } : decideAt
  return {
    id: body.id,
    name: body.name ?? '',
    enabled: body.enabled ?? true,
    scopeKind: scope.kind,
    scopeTarget: 'id' in scope ? scope.id : 'roadClass' in scope ? scope.roadClass : '',
    cityMode: body.cityMode ?? '',
    from: body.effective?.from ?? '',
    to: body.effective?.to ?? '',
    mode: body.mode,
    level: body.level,
    points: body.points ?? 'route',
    rule: ruleForm(body.rule),
    fixedTimes: decideAt !== 'continuous',
    times: fixed.cron.map((cron) => ({ key: newKey(), cron })),
    windowMin: plainText(fixed.windowMin),
    suppressors: (body.suppressors ?? []).map((it) => ({
      kind: it.kind,
      values: texts(SUPPRESSOR_FIELDS[it.kind], it),
    })),
    releaseSustainMin: plainText(body.releaseSustainMin),
    respondMin: plainText(body.respondMin),
    classes: Object.entries(body.respondMinByClass ?? {}).map(([roadClass, minutes]) => ({
      key: newKey(),
      roadClass,
      minutes: plainText(minutes),
    })),
  }
}

/** The body the API takes. What cannot be a value is passed on as it was typed, so that the service names it. */
export function fromForm(form: CriterionForm): CriterionBody {
  return withoutUndefined({
    id: form.id.trim(),
    name: form.name.trim() === '' ? undefined : form.name.trim(),
    enabled: form.enabled ? undefined : false,
    scope: scopeBody(form),
    cityMode: form.cityMode === '' ? undefined : form.cityMode,
    effective: effectiveBody(form),
    mode: form.mode,
    level: form.level,
    points: form.points === 'route' ? undefined : form.points,
    rule: ruleBody(form.rule),
    decideAt: form.fixedTimes
      ? withoutUndefined({
          cron: form.times.map((it) => it.cron.trim()),
          windowMin: number(form.windowMin),
        })
      : undefined,
    suppressors: form.suppressors.length === 0 ? undefined : form.suppressors.map(suppressorBody),
    releaseSustainMin: number(form.releaseSustainMin),
    respondMin: number(form.respondMin),
    respondMinByClass: classesBody(form),
  }) as CriterionBody
}

function ruleForm(rule: RuleBody): RuleForm {
  if (!isPlainKind(rule.kind)) {
    return { key: newKey(), kind: rule.kind, values: {}, of: (rule.of ?? []).map(ruleForm) }
  }
  const values = texts(RULE_FIELDS[rule.kind], rule)
  return {
    key: newKey(),
    kind: rule.kind,
    values: rule.kind === 'probability' ? derived(values, rule) : values,
    of: [],
  }
}

/** A probability that follows from cost and loss is not written beside them: changing one would contradict the other. */
function derived(values: Readonly<Record<string, string>>, rule: RuleBody): Readonly<Record<string, string>> {
  const costLoss = rule.costLoss as { cost: number; loss: number } | null | undefined
  if (costLoss === undefined || costLoss === null) return values
  const follows = Math.round((costLoss.cost / costLoss.loss) * 10_000) / 10_000
  return rule.probability === follows ? { ...values, probability: '' } : values
}

function ruleBody({ kind, values, of }: RuleForm): RuleBody {
  if (!isPlainKind(kind)) return { kind, of: of.map(ruleBody) }
  return fieldsBody(kind, RULE_FIELDS[kind], values) as RuleBody
}

function suppressorBody({ kind, values }: SuppressorForm): SuppressorBody {
  return fieldsBody(kind, SUPPRESSOR_FIELDS[kind], values) as SuppressorBody
}

function texts(fields: readonly RuleField[], body: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(fields.map((it) => [it.name, fieldText(it, at(body, it.name))]))
}

/** @param name may lead into an object: `costLoss.cost`. */
function at(body: Readonly<Record<string, unknown>>, name: string): unknown {
  const [first = '', second] = name.split('.')
  const value = body[first]
  if (second === undefined) return value
  return value === null || value === undefined ? undefined : (value as Record<string, unknown>)[second]
}

function fieldsBody(kind: PlainKind | SuppressorKind, fields: readonly RuleField[], values: Record<string, string>) {
  const body: Record<string, unknown> = { kind }
  for (const field of fields) {
    const value = fieldValue(field, values[field.name] ?? '')
    if (value === undefined) continue
    const [first = '', second] = field.name.split('.')
    if (second === undefined) body[first] = value
    else body[first] = { ...(body[first] as object | undefined), [second]: value }
  }
  return body
}

function scopeBody({ scopeKind, scopeTarget }: CriterionForm): ScopeBody {
  if (scopeKind === 'authority') return { kind: scopeKind }
  const target = scopeTarget.trim()
  return scopeKind === 'road-class' ? { kind: scopeKind, roadClass: target } : { kind: scopeKind, id: target }
}

/** The short form that district files may use: `route:r1`. */
function scopeOf(text: string): ScopeBody {
  const colon = text.indexOf(':')
  const [kind, rest] = colon < 0 ? [text, ''] : [text.slice(0, colon), text.slice(colon + 1)]
  if (kind === 'road-class') return { kind, roadClass: rest }
  return kind === 'block' || kind === 'route' ? { kind, id: rest } : { kind: 'authority' }
}

function effectiveBody({ from, to }: CriterionForm) {
  if (from === '' && to === '') return undefined
  return withoutUndefined({ from: from === '' ? undefined : from, to: to === '' ? undefined : to })
}

function classesBody({ classes }: CriterionForm) {
  const named = classes.filter((it) => it.roadClass.trim() !== '' || it.minutes.trim() !== '')
  if (named.length === 0) return undefined
  return Object.fromEntries(named.map((it) => [it.roadClass.trim(), number(it.minutes) ?? '']))
}

function number(text: string): number | string | undefined {
  return text.trim() === '' ? undefined : numberOrText(text.trim())
}

function plainText(value: unknown): string {
  return value === undefined || value === null ? '' : String(value)
}

function withoutUndefined<T extends object>(fields: T): Partial<T> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Partial<T>
}
