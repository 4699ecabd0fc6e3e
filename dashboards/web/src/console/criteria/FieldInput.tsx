import { Field, Select, TextInput } from '../ui/fields.tsx'
import { useFormWords } from './form-words.ts'
import { useWrong } from './problems.ts'
import type { RuleField } from './rule-fields.ts'
import { fieldValueText } from './texts.ts'

interface FieldInputProps {
  readonly field: RuleField
  /** As it is being typed; '': left to its default. */
  readonly text: string
  /** Where its problems are told: `rule.of[0].triggerCm`. */
  readonly path: string
  /** What the service takes when it is left empty. */
  readonly fallback: unknown
  onChange(text: string): void
}

/** One field of a rule or suppressor, by its description. */
export function FieldInput(props: FieldInputProps) {
  switch (props.field.kind) {
    case 'number':
      return <NumberField {...props} field={props.field} />
    case 'choice':
      return <ChoiceField {...props} field={props.field} />
    case 'by':
      return <ByField {...props} />
    case 'vote':
      return <VoteField {...props} />
  }
}

type Of<K extends RuleField['kind']> = FieldInputProps & { readonly field: Extract<RuleField, { kind: K }> }

function NumberField({ field, text, path, fallback, onChange }: Of<'number'>) {
  const { t } = useFormWords()
  const wrong = useWrong()
  const name = field.name.split('.').at(-1) ?? field.name
  const shown = fallback === undefined || fallback === null || field.required ? '' : fieldValueText(field, fallback, t)
  return (
    <NumberText
      label={t(`field.${name}`)}
      unit={t(`unit.${field.unit}`)}
      text={text}
      placeholder={text === '' ? shown.replace(/ [^\d].*$/, '') : ''}
      hint={text === '' && shown !== '' ? t('hint.blank', { value: shown }) : undefined}
      error={wrong(path, text, field)}
      onChange={onChange}
    />
  )
}

interface NumberTextProps {
  readonly label: string
  readonly unit?: string
  readonly text: string
  readonly placeholder?: string
  readonly hint?: string | undefined
  readonly error?: string | undefined
  onChange(text: string): void
}

/** A number as text: full-width digits and half-typed figures stay as they are until they mean something. */
export function NumberText({ label, unit, text, placeholder, hint, error, onChange }: NumberTextProps) {
  return (
    <Field
      label={label}
      {...(unit === undefined ? {} : { unit })}
      {...(hint === undefined ? {} : { hint })}
      error={error}
    >
      {(wired) => (
        <input
          className="input number"
          inputMode="decimal"
          autoComplete="off"
          {...wired}
          value={text}
          placeholder={placeholder}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  )
}

function ChoiceField({ field, text, path, onChange }: Of<'choice'>) {
  const { t } = useFormWords()
  const wrong = useWrong()
  const options = field.choices.map((value) => ({ value, label: fieldValueText(field, value, t) }))
  const missing = field.required === true && text === ''
  return (
    <Select
      label={t(`field.${field.name}`)}
      value={missing ? '' : text || (field.choices[0] ?? '')}
      options={missing ? [{ value: '', label: '–' }, ...options] : options}
      error={wrong(path, text, field)}
      onChange={onChange}
    />
  )
}

const HOURS_AHEAD = Array.from({ length: 12 }, (_, index) => `${index + 1}h`)
/** What the second input begins with. */
const BEGIN = { deadline: 'deadline', clock: '07:00', ahead: '3h' } as const
type Moment = keyof typeof BEGIN

function momentOf(text: string): Moment {
  if (text === '' || text === 'deadline') return 'deadline'
  return text.endsWith('h') ? 'ahead' : 'clock'
}

function ByField({ text, path, onChange }: FieldInputProps) {
  const { t } = useFormWords()
  const wrong = useWrong()
  const moment = momentOf(text)
  return (
    <div className="criteria-pair">
      <Select<Moment>
        label={t('field.by')}
        value={moment}
        options={[
          { value: 'deadline', label: t('choice.deadline') },
          { value: 'clock', label: t('choice.clock') },
          { value: 'ahead', label: t('choice.ahead') },
        ]}
        error={moment === 'deadline' ? wrong(path, text) : undefined}
        onChange={(chosen) => onChange(BEGIN[chosen])}
      />
      {moment === 'clock' && (
        <TextInput label={t('choice.clock')} type="time" value={text} error={wrong(path, text)} onChange={onChange} />
      )}
      {moment === 'ahead' && (
        <Select
          label={t('choice.ahead')}
          value={text}
          options={HOURS_AHEAD.map((value) => ({ value, label: t('choice.hours', { n: value.slice(0, -1) }) }))}
          error={wrong(path, text)}
          onChange={onChange}
        />
      )}
    </div>
  )
}

function VoteField({ text, path, onChange }: FieldInputProps) {
  const { t } = useFormWords()
  const wrong = useWrong()
  const kind = text === '' || text === 'majority' ? 'majority' : 'number'
  return (
    <div className="criteria-pair">
      <Select
        label={t('field.vote')}
        value={kind}
        options={[
          { value: 'majority', label: t('choice.majority') },
          { value: 'number', label: t('choice.number') },
        ]}
        error={kind === 'majority' ? wrong(path, text) : undefined}
        onChange={(chosen) => onChange(chosen === 'majority' ? 'majority' : '2')}
      />
      {kind === 'number' && (
        <NumberText
          label={t('choice.number')}
          unit={t('unit.sensors')}
          text={text}
          error={wrong(path, text)}
          onChange={(typed) => onChange(typed === '' ? ' ' : typed.trim())}
        />
      )}
    </div>
  )
}
