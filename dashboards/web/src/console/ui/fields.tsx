import { type ReactNode, useId } from 'react'
import type { ApiProblem } from '../../shared/api-client.ts'

/** The server's word on one field, of a refusal; undefined: nothing. */
export function fieldError(problem: ApiProblem | null, field: string): string | undefined {
  return problem?.problems.find((it) => it.field === field)?.message
}

interface FieldProps {
  readonly label: string
  readonly hint?: string
  /** What is wrong with it. */
  readonly error?: string | undefined
  /** Beside the control, such as cm. */
  readonly unit?: string
}

interface Wired {
  readonly id: string
  readonly 'aria-describedby'?: string
  readonly 'aria-invalid'?: true
}

/** Label, control, unit, error and hint of one field, in this order so that controls of a row stand in line, tied together for readers of every kind. */
export function Field({ label, hint, error, unit, children }: FieldProps & { children(wired: Wired): ReactNode }) {
  const id = useId()
  const described = [hint === undefined ? '' : `${id}-hint`, error === undefined ? '' : `${id}-error`].filter(Boolean)
  const wired: Wired = {
    id,
    ...(described.length === 0 ? {} : { 'aria-describedby': described.join(' ') }),
    ...(error === undefined ? {} : { 'aria-invalid': true }),
  }
  return (
    <div className="field">
      <label htmlFor={id}>
        {label}
        {unit !== undefined && <span className="hidden-text"> ({unit})</span>}
      </label>
      <div className="field-row">
        {children(wired)}
        {unit !== undefined && (
          <span className="unit" aria-hidden="true">
            {unit}
          </span>
        )}
      </div>
      {error !== undefined && (
        <p id={`${id}-error`} className="error-text small">
          {error}
        </p>
      )}
      {hint !== undefined && (
        <p id={`${id}-hint`} className="soft small">
          {hint}
        </p>
      )}
    </div>
  )
}

interface TextProps extends FieldProps {
  readonly value: string
  readonly type?: 'text' | 'email' | 'tel' | 'url' | 'search' | 'date' | 'time' | 'datetime-local'
  readonly required?: boolean
  readonly maxLength?: number
  readonly placeholder?: string
  readonly disabled?: boolean
  readonly autoComplete?: string
  onChange(value: string): void
}

export function TextInput({ label, hint, error, unit, onChange, type = 'text', ...rest }: TextProps) {
  return (
    <Field {...{ label, ...(hint ? { hint } : {}), error, ...(unit ? { unit } : {}) }}>
      {(wired) => (
        <input className="input" type={type} {...wired} {...rest} onChange={(event) => onChange(event.target.value)} />
      )}
    </Field>
  )
}

export function TextArea({ label, hint, error, unit, onChange, ...rest }: Omit<TextProps, 'type'> & { rows?: number }) {
  return (
    <Field {...{ label, ...(hint ? { hint } : {}), error, ...(unit ? { unit } : {}) }}>
      {(wired) => (
        <textarea className="input" {...wired} {...rest} onChange={(event) => onChange(event.target.value)} />
      )}
    </Field>
  )
}

interface NumberProps extends FieldProps {
  /** null: nothing is entered. */
  readonly value: number | null
  readonly min?: number
  readonly max?: number
  readonly step?: number
  readonly required?: boolean
  readonly disabled?: boolean
  onChange(value: number | null): void
}

export function NumberInput({ label, hint, error, unit, value, onChange, ...rest }: NumberProps) {
  return (
    <Field {...{ label, ...(hint ? { hint } : {}), error, ...(unit ? { unit } : {}) }}>
      {(wired) => (
        <input
          className="input number"
          type="number"
          inputMode="decimal"
          step="any"
          {...wired}
          {...rest}
          value={value ?? ''}
          onChange={(event) => {
            const entered = event.target.valueAsNumber
            onChange(Number.isNaN(entered) ? null : entered)
          }}
        />
      )}
    </Field>
  )
}

export interface Option<T extends string> {
  readonly value: T
  readonly label: string
}

interface SelectProps<T extends string> extends FieldProps {
  readonly value: T
  readonly options: readonly Option<T>[]
  readonly disabled?: boolean
  onChange(value: T): void
}

export function Select<T extends string>({ label, hint, error, value, options, disabled, onChange }: SelectProps<T>) {
  return (
    <Field {...{ label, ...(hint ? { hint } : {}), error }}>
      {(wired) => (
        <select
          className="input"
          {...wired}
          value={value}
          disabled={disabled}
          onChange={(event) => {
            const chosen = options.find((it) => it.value === event.target.value)
            if (chosen !== undefined) onChange(chosen.value)
          }}
        >
          {options.map((it) => (
            <option key={it.value} value={it.value}>
              {it.label}
            </option>
          ))}
        </select>
      )}
    </Field>
  )
}

interface CheckboxProps {
  readonly label: string
  readonly checked: boolean
  readonly disabled?: boolean
  onChange(checked: boolean): void
}

export function Checkbox({ label, checked, disabled, onChange }: CheckboxProps) {
  return (
    <label className="check">
      <input
        type="checkbox"
        checked={checked}
        disabled={disabled}
        onChange={(event) => onChange(event.target.checked)}
      />
      {label}
    </label>
  )
}
