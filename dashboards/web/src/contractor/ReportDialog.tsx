import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { CrewDialog } from './CrewDialog.tsx'
import type { Act } from './taps.ts'
import { positionNow } from './use-position.ts'

const SHARES = [25, 50, 75] as const
const PHRASES = ['blocked', 'stuck', 'broken', 'help', 'late'] as const
const MAX_NOTE = 500

interface ReportProps {
  readonly name: string
  onClose(): void
  onReport(act: Act): void
}

/** How far a crew is, and what is in its way; mostly pressed, not typed. */
export function ReportDialog({ name, onClose, onReport }: ReportProps) {
  const { t } = useTranslation()
  const [percent, setPercent] = useState<number | null>(null)
  const [note, setNote] = useState('')
  const [located, setLocated] = useState(false)
  const [empty, setEmpty] = useState(false)
  const [busy, setBusy] = useState(false)
  const send = async (event: FormEvent) => {
    event.preventDefault()
    const said = note.trim()
    if (percent === null && said === '') return setEmpty(true)
    setBusy(true)
    const position = located ? await positionNow() : null
    onReport({ kind: 'progress', percent, note: said === '' ? null : said, position })
    return undefined
  }
  const add = (phrase: string) => setNote((it) => (it === '' ? phrase : `${it}、${phrase}`).slice(0, MAX_NOTE))
  return (
    <CrewDialog title={t('report.title', { name })} onClose={onClose}>
      <form className="crew-form" onSubmit={(event) => void send(event)}>
        <fieldset className="crew-options is-row">
          <legend>{t('report.percent')}</legend>
          {[null, ...SHARES].map((it) => (
            <label key={it}>
              <input type="radio" name="percent" checked={percent === it} onChange={() => setPercent(it)} />
              {it === null ? t('report.none') : t('route.percent', { percent: it })}
            </label>
          ))}
        </fieldset>
        <fieldset className="crew-phrases">
          <legend>{t('report.phrases')}</legend>
          {PHRASES.map((it) => (
            <button key={it} type="button" className="button" onClick={() => add(t(`report.${it}`))}>
              {t(`report.${it}`)}
            </button>
          ))}
        </fieldset>
        <label className="field">
          <span>{t('report.note')}</span>
          <textarea
            className="input"
            rows={3}
            maxLength={MAX_NOTE}
            value={note}
            onChange={(event) => setNote(event.target.value)}
          />
        </label>
        <label className="crew-check">
          <input type="checkbox" checked={located} onChange={(event) => setLocated(event.target.checked)} />
          {t('report.position')}
        </label>
        {empty && (
          <p className="error-text" role="alert">
            {t('report.empty')}
          </p>
        )}
        <button type="submit" className="button is-main crew-large" disabled={busy}>
          {t('report.send')}
        </button>
      </form>
    </CrewDialog>
  )
}
