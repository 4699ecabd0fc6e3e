import { Icon } from '../../shared/icons.tsx'
import { Select } from '../ui/fields.tsx'
import { FieldInput } from './FieldInput.tsx'
import { newKey, newRule, type RuleForm } from './form.ts'
import { useFormWords } from './form-words.ts'
import { useWrong } from './problems.ts'
import {
  DEEPEST,
  isPlainKind,
  MOST_PARTS,
  type PlainKind,
  RULE_FIELDS,
  RULE_KINDS,
  type RuleKind,
} from './rule-fields.ts'
import type { RuleBody } from './types.ts'

interface RuleEditorProps {
  readonly rule: RuleForm
  /** Where its problems are told: `rule`, `rule.of[1]`. */
  readonly path: string
  /** `2-1` of the second condition's first part; '': the whole rule. */
  readonly number: string
  readonly depth: number
  /** The same rule with its defaults, as the service read it last. */
  readonly checked: RuleBody | undefined
  onChange(rule: RuleForm): void
  onRemove?(): void
}

/** A rule and its parts: kind, fields, and what can be made of it. */
export function RuleEditor(props: RuleEditorProps) {
  const { rule, path, number, depth, onChange, onRemove } = props
  const { t } = useFormWords()
  const title = number === '' ? t('field.rule') : t('field.part', { n: number })
  const wrap = () => onChange({ key: newKey(), kind: 'any', values: {}, of: [rule, newRule()] })
  // the deepest level has plain rules only
  const kinds = depth < DEEPEST ? RULE_KINDS : RULE_KINDS.filter((it) => isPlainKind(it) || it === rule.kind)
  return (
    <fieldset className={`criteria-rule ${isPlainKind(rule.kind) ? 'is-plain' : 'is-joined'}`}>
      <legend>{title}</legend>
      <div className="criteria-rule-head">
        <Select<RuleKind>
          label={t('part.kind')}
          value={rule.kind}
          options={kinds.map((value) => ({ value, label: t(`kind.${value}`) }))}
          onChange={(kind) => onChange(ofKind(rule, kind))}
        />
        <div className="row">
          {depth < DEEPEST && (
            <button type="button" className="button is-quiet" onClick={wrap}>
              <Icon name="plus" />
              {t('part.wrap')}
            </button>
          )}
          {onRemove !== undefined && (
            <button
              type="button"
              className="button is-quiet"
              onClick={onRemove}
              aria-label={`${t('part.remove')}: ${title}`}
            >
              <Icon name="cross" />
              {t('part.remove')}
            </button>
          )}
        </div>
      </div>
      {isPlainKind(rule.kind) ? <PlainFields {...props} kind={rule.kind} /> : <Parts {...props} path={path} />}
    </fieldset>
  )
}

/** A rule that is joined keeps what it was as its first part; one that is taken apart leaves its first plain part. */
function ofKind(rule: RuleForm, kind: RuleKind): RuleForm {
  if (isPlainKind(kind) === isPlainKind(rule.kind)) return { ...rule, kind }
  if (!isPlainKind(kind)) return { key: rule.key, kind, values: {}, of: [{ ...rule, key: newKey() }] }
  return { key: rule.key, kind, values: firstPlain(rule)?.values ?? {}, of: [] }
}

function firstPlain(rule: RuleForm): RuleForm | undefined {
  return isPlainKind(rule.kind) ? rule : rule.of.map(firstPlain).find((it) => it !== undefined)
}

function PlainFields({ rule, path, checked, onChange, kind }: RuleEditorProps & { readonly kind: PlainKind }) {
  const { t } = useFormWords()
  const wrong = useWrong()
  const fields = RULE_FIELDS[kind]
  const read = checked?.kind === kind ? checked : undefined
  const input = (field: (typeof fields)[number]) => (
    <FieldInput
      key={field.name}
      field={field}
      text={rule.values[field.name] ?? ''}
      path={`${path}.${field.name}`}
      fallback={read?.[field.name]}
      onChange={(text) => onChange({ ...rule, values: { ...rule.values, [field.name]: text } })}
    />
  )
  const more = fields.filter((it) => it.more === true)
  const told = more.some((it) => wrong(`${path}.${it.name}`) !== undefined)
  const costLoss = kind === 'probability' ? wrong(`${path}.costLoss`) : undefined
  return (
    <>
      <div className="criteria-fields">{fields.filter((it) => it.more !== true).map(input)}</div>
      {kind === 'probability' && <p className="soft small">{t('hint.costLoss')}</p>}
      {costLoss !== undefined && <p className="error-text small">{costLoss}</p>}
      <details className="criteria-more" {...(told ? { open: true } : {})}>
        <summary>{t('part.more')}</summary>
        <div className="criteria-fields">{more.map(input)}</div>
      </details>
    </>
  )
}

function Parts({ rule, path, number, depth, checked, onChange }: RuleEditorProps) {
  const { t } = useFormWords()
  const wrong = useWrong()
  const parts = rule.of
  const all = checked?.kind === rule.kind ? checked.of : undefined
  const replace = (index: number, part: RuleForm) =>
    onChange({ ...rule, of: parts.map((it, at) => (at === index ? part : it)) })
  const remove = (index: number) => onChange({ ...rule, of: parts.filter((_, at) => at !== index) })
  const [only] = parts
  const problem = parts.length === 0 || parts.length > MOST_PARTS ? wrong(`${path}.of`) : undefined
  return (
    <>
      {parts.map((part, index) => (
        <RuleEditor
          key={part.key}
          rule={part}
          path={`${path}.of[${index}]`}
          number={`${number === '' ? '' : `${number}-`}${index + 1}`}
          depth={depth + 1}
          checked={all?.[index]}
          onChange={(changed) => replace(index, changed)}
          onRemove={() => remove(index)}
        />
      ))}
      {problem !== undefined && <p className="error-text small">{problem}</p>}
      <div className="row">
        {parts.length < MOST_PARTS && (
          <button type="button" className="button" onClick={() => onChange({ ...rule, of: [...parts, newRule()] })}>
            <Icon name="plus" />
            {t('part.add')}
          </button>
        )}
        {only !== undefined && parts.length === 1 && (
          <button type="button" className="button is-quiet" onClick={() => onChange(only)}>
            {t('part.unwrap')}
          </button>
        )}
      </div>
    </>
  )
}
