import { TextArea } from '../ui/fields.tsx'
import { useWords } from './words.ts'

export type ReasonKey =
  | 'rain'
  | 'warming'
  | 'patrol'
  | 'sensor'
  | 'noAnswer'
  | 'noCrew'
  | 'nearer'
  | 'back'
  | 'phone'
  | 'bus'
  | 'stopped'

interface ReasonFieldProps {
  readonly value: string
  /** Reasons that are given often: one tap, no typing in gloves. */
  readonly usual: readonly ReasonKey[]
  onChange(value: string): void
}

/** Why, in a few words; the usual ones by a tap. */
export function ReasonField({ value, usual, onChange }: ReasonFieldProps) {
  const { t } = useWords()
  return (
    <div className="stack-s">
      <div className="orders-usual">
        {usual.map((key) => {
          const text = t(`act.reasons.${key}`)
          return (
            <button
              key={key}
              type="button"
              className="button"
              aria-pressed={value === text}
              onClick={() => onChange(text)}
            >
              {text}
            </button>
          )
        })}
      </div>
      <TextArea
        label={t('act.reason')}
        hint={t('act.reasonHint')}
        value={value}
        required
        maxLength={500}
        rows={2}
        onChange={onChange}
      />
    </div>
  )
}
