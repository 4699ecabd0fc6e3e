import { useId, useState } from 'react'
import { useSessionWords } from './words.ts'

interface PasswordFieldProps {
  readonly label: string
  readonly value: string
  readonly autoComplete: 'current-password' | 'new-password'
  onChange(value: string): void
}

/** A password; thumbs in gloves may look at what they typed. */
export function PasswordField({ label, value, autoComplete, onChange }: PasswordFieldProps) {
  const { t } = useSessionWords()
  const id = useId()
  const [shown, setShown] = useState(false)
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <div className="password-row">
        <input
          id={id}
          className="input"
          type={shown ? 'text' : 'password'}
          autoComplete={autoComplete}
          autoCapitalize="none"
          spellCheck={false}
          required
          maxLength={1024}
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
        <button type="button" className="button" aria-pressed={shown} onClick={() => setShown(!shown)}>
          {shown ? t('hide') : t('show')}
        </button>
      </div>
    </div>
  )
}
