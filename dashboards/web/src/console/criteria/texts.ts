import type { TFunction } from 'i18next'
import type { FieldProblem } from '../../shared/api-client.ts'
import { useApi } from '../../shared/queries.ts'
import { numberOrText } from './field-text.ts'
import { useFormWords } from './form-words.ts'
import { isPlainKind, RULE_FIELDS, type RuleField, SUPPRESSOR_FIELDS } from './rule-fields.ts'
import type { BlockName, CriterionBody, CriterionVersion, RuleBody, ScopeBody, SuppressorBody } from './types.ts'
import { useWords } from './words.ts'

type T = TFunction

/** A scope in words. @param name of the block or route, where it is known. */
export function scopeText(scope: ScopeBody, t: T, name?: string): string {
  if (scope.kind === 'authority') return t('scope.authority')
  return t(`scope.${scope.kind}`, { name: name ?? ('id' in scope ? scope.id : scope.roadClass) })
}

/** The same with the name of the block or route, once it is known. */
export function useScopeText(scope: ScopeBody): string {
  const { t } = useWords()
  const blocks = useApi<{ items: readonly BlockName[] }>('/api/v1/blocks?limit=1000', {
    enabled: scope.kind === 'block',
  })
  const id = 'id' in scope ? scope.id : ''
  const route = useApi<{ name: string }>(`/api/v1/routes/${encodeURIComponent(id)}`, {
    enabled: scope.kind === 'route' && id !== '',
  })
  const name = scope.kind === 'route' ? route.data?.name : blocks.data?.items.find((it) => it.id === id)?.name
  return scopeText(scope, t, name)
}

/** What a person of a version's record is called. */
export function personName(actor: string | null, people: CriterionVersion['people']): string {
  if (actor === null) return ''
  return people[actor] ?? actor.replace(/^user:/, '')
}

/** `rule.of[1].of[0].by` → its last part. */
export function lastStep(path: string): string {
  return (
    path
      .split('.')
      .at(-1)
      ?.replace(/\[\d+\]$/, '') ?? path
  )
}

/** The label of a changed field: `条件 2-1 › いつまで`. */
function pathLabel(path: string, t: T): string {
  const parts = [...path.matchAll(/of\[(\d+)\]/g)].map((it) => Number(it[1]) + 1)
  const part = parts.length === 0 ? '' : t('field.part', { n: parts.join('-') })
  const last = path.split('.').at(-1) ?? path
  if (/^of\[\d+\]$/.test(last)) return part
  const field = t(`field.${last}`)
  return part === '' ? field : `${part} › ${field}`
}

/** The field that a path of a rule leads to. */
function fieldOf(name: string): RuleField | undefined {
  const fields = [...Object.values(RULE_FIELDS), ...Object.values(SUPPRESSOR_FIELDS)].flat()
  return fields.find((it) => it.name === name)
}

/** The value of a field of a rule or suppressor, with its unit. */
export function fieldValueText(field: RuleField, value: unknown, t: T): string {
  switch (field.kind) {
    case 'number': {
      const shown =
        field.unit === 'percent' && typeof value === 'number' ? Number((value * 100).toPrecision(12)) : value
      return `${shown} ${t(`unit.${field.unit}`)}`
    }
    case 'choice':
      return field.numeric === true ? t('choice.hours', { n: value }) : t(`choice.${value}`)
    case 'by':
      return byText(String(value), t)
    case 'vote':
      return value === 'majority' ? t('choice.majority') : `${value} ${t('unit.sensors')}`
  }
}

function byText(by: string, t: T): string {
  if (by === 'deadline') return t('choice.deadline')
  return by.endsWith('h') ? `${t('choice.ahead')} ${t('choice.hours', { n: by.slice(0, -1) })}` : by
}

/** A whole rule, short: its kind and what is mostly looked at. */
function ruleText(rule: RuleBody, t: T): string {
  if (!isPlainKind(rule.kind))
    return `${t(`kind.${rule.kind}`)}: ${(rule.of ?? []).map((it) => ruleText(it, t)).join(' / ')}`
  const figures = RULE_FIELDS[rule.kind]
    .filter((it) => it.more !== true && !it.name.includes('.') && rule[it.name] !== undefined)
    .map((it) => `${t(`field.${it.name}`)} ${fieldValueText(it, rule[it.name], t)}`)
  return `${t(`kind.${rule.kind}`)}: ${figures.join(', ')}`
}

function suppressorText(one: SuppressorBody, t: T): string {
  const figures = SUPPRESSOR_FIELDS[one.kind]
    .filter((it) => one[it.name] !== undefined)
    .map((it) => `${t(`field.${it.name}`)} ${fieldValueText(it, one[it.name], t)}`)
  return `${t(`suppressor.${one.kind}`)} (${figures.join(', ')})`
}

/** Texts of changed values, by the path at which they stand. */
export function useChangeTexts(): { label(path: string): string; value(path: string, value: unknown): string } {
  const form = useFormWords()
  const words = useWords()
  const { t } = form
  return {
    label: (path) => pathLabel(path, t),
    value: (path, value) => changeText(path, value, t, words.t),
  }
}

function changeText(path: string, value: unknown, t: T, words: T): string {
  if (value === undefined || value === null) return words('change.none')
  if (path === 'rule' || /of\[\d+\]$/.test(path)) return ruleText(value as RuleBody, t)
  if (path.startsWith('rule.')) return ruleFieldText(lastStep(path), value, t)
  switch (path as keyof CriterionBody) {
    case 'scope':
      return scopeText(value as ScopeBody, words)
    case 'enabled':
      return t(value === true ? 'choice.yes' : 'choice.no')
    case 'mode':
      return t(`choice.${value}Short`)
    case 'level':
    case 'points':
      return t(`choice.${value}`)
    case 'effective':
      return effectiveText(value as NonNullable<CriterionBody['effective']>, words)
    case 'decideAt':
      return decideText(value as NonNullable<CriterionBody['decideAt']>, t)
    case 'suppressors':
      return (value as SuppressorBody[]).map((it) => suppressorText(it, t)).join(', ') || words('change.none')
    case 'respondMinByClass':
      return (
        Object.entries(value as object)
          .map(([name, minutes]) => `${name} ${minutes} ${t('unit.min')}`)
          .join(', ') || words('change.none')
      )
    case 'respondMin':
    case 'releaseSustainMin':
      return `${value} ${t('unit.min')}`
    default:
      return String(value)
  }
}

function ruleFieldText(name: string, value: unknown, t: T): string {
  if (name === 'costLoss') {
    const { cost, loss } = value as { cost: number; loss: number }
    return `${t('field.cost')} ${cost}, ${t('field.loss')} ${loss}`
  }
  const field = fieldOf(name)
  return field === undefined ? String(value) : fieldValueText(field, value, t)
}

function effectiveText({ from, to }: { from?: string | null; to?: string | null }, words: T): string {
  if (!from && !to) return words('change.none')
  return `${from ?? ''} – ${to ?? ''}`
}

function decideText(decideAt: 'continuous' | { cron: readonly string[]; windowMin?: number }, t: T): string {
  if (decideAt === 'continuous') return t('choice.continuous')
  const window = decideAt.windowMin === undefined ? '' : ` (${decideAt.windowMin} ${t('unit.min')})`
  return `${decideAt.cron.map((it) => dailyTime(it) ?? it).join(', ')}${window}`
}

/** `HH:MM` of an expression that names one time of every day; null: it says more. */
export function dailyTime(cron: string): string | null {
  const match = /^(\d{1,2}) (\d{1,2}) \* \* \*$/.exec(cron.trim())
  if (match === null) return null
  return `${String(match[2]).padStart(2, '0')}:${String(match[1]).padStart(2, '0')}`
}

/** What is wrong with a field, by what it is called in the form; else in the service's words. */
export function wrongText(
  field: RuleField | undefined,
  name: string,
  { code, message }: FieldProblem,
  text: string,
  t: T,
): string {
  const missing = code === 'missing' || code === 'probability-missing' || code === 'too-few-one'
  if (missing && name === 'probability') return t('wrong.probability')
  if (missing || text.trim() === '') return t('wrong.required')
  if (field?.kind === 'number') {
    const typed = numberOrText(text.trim())
    if (typeof typed !== 'number') return t('wrong.number')
    const scale = field.unit === 'percent' ? 100 : 1
    if (typed < field.min * scale || typed > field.max * scale || (field.whole === true && !Number.isInteger(typed))) {
      return t('wrong.range', { min: field.min * scale, max: field.max * scale, unit: t(`unit.${field.unit}`) })
    }
  }
  const key = `wrong.${name}`
  const own = t(key)
  return own === key ? message : own
}
