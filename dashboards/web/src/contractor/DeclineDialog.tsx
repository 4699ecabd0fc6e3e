import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { CrewDialog } from './CrewDialog.tsx'
import { DECLINE_CODES, type DeclineCode } from './work.ts'

interface DeclineProps {
  onClose(): void
  onDecline(code: DeclineCode, reason: string | null): void
}

/** Why a firm cannot: one of a list that can be counted, and words if it likes. */
export function DeclineDialog({ onClose, onDecline }: DeclineProps) {
  const { t } = useTranslation()
  const [code, setCode] = useState<DeclineCode>('no-crew')
  const [words, setWords] = useState('')
  const send = (event: FormEvent) => {
    event.preventDefault()
    const reason = words.trim()
    onDecline(code, reason === '' ? null : reason)
  }
  return (
    <CrewDialog title={t('offer.decline')} onClose={onClose}>
      <form className="crew-form" onSubmit={send}>
        <fieldset className="crew-options">
          <legend>{t('offer.code')}</legend>
          {DECLINE_CODES.map((it) => (
            <label key={it}>
              <input type="radio" name="code" value={it} checked={code === it} onChange={() => setCode(it)} />
              {t(`codes.${it}`)}
            </label>
          ))}
        </fieldset>
        <label className="field">
          <span>{t('offer.words')}</span>
          <input className="input" maxLength={500} value={words} onChange={(event) => setWords(event.target.value)} />
        </label>
        <p className="small soft">{t('offer.nextAsked')}</p>
        <button type="submit" className="button is-main crew-large">
          {t('offer.send')}
        </button>
      </form>
    </CrewDialog>
  )
}
