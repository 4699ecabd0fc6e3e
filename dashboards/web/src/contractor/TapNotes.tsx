import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Icon } from '../shared/icons.tsx'
import { crew, useCrew } from './crew.ts'
import { heldBy, type Refusal, type ShownRoute, type Tap } from './taps.ts'
import { useTimes } from './times.ts'

/** What was pressed on a route and is not known to have arrived: waiting, held back, or refused with the reason. */
export function TapNotes({ shown }: { readonly shown: Pick<ShownRoute, 'waiting' | 'refused'> }) {
  const { t } = useTranslation()
  const { taps } = useCrew()
  const { clock } = useTimes()
  const { waiting, refused } = shown
  if (waiting.length + refused.length === 0) return null
  return (
    <ul className="crew-taps">
      {refused.map((it) => (
        <RefusedTap key={it.id} tap={it} held={waiting.filter((one) => heldBy(one, taps)?.id === it.id).length} />
      ))}
      {waiting.map((it) => (
        <li key={it.id} className="crew-tap">
          <Icon name="ordered" />
          <span>
            <strong>{t(heldBy(it, taps) === undefined ? 'queue.chip' : 'queue.held')}</strong>:{' '}
            {t('queue.refusedWhat', { what: t(`act.${it.act.kind}`), time: clock(it.atMs) })}
          </span>
        </li>
      ))}
    </ul>
  )
}

/** A refused tap, and what a person decides about it. */
export function RefusedTap({ tap, held }: { readonly tap: Tap; readonly held: number }) {
  const { t } = useTranslation()
  const { clock } = useTimes()
  const [sure, setSure] = useState(false)
  const { refusal } = tap
  return (
    <li className="crew-refused" role="alert">
      <p>
        <Icon name="warn" /> <strong>{t('queue.refused')}</strong>
      </p>
      <p>{t('queue.refusedWhat', { what: t(`act.${tap.act.kind}`), time: clock(tap.atMs) })}</p>
      {refusal !== null && (
        <>
          <p>{t(whyKey(refusal), { code: refusal.code })}</p>
          <p className="small soft">{refusal.detail}</p>
        </>
      )}
      {held > 0 && <p>{t('queue.heldText', { count: held })}</p>}
      {sure && <p>{t('queue.dropSure')}</p>}
      <p className="crew-buttons">
        <button type="button" className="button" onClick={() => void crew.retry(tap.id)}>
          {t('queue.retry')}
        </button>
        <button type="button" className="button" onClick={() => (sure ? void crew.drop(tap.id) : setSure(true))}>
          {t('queue.drop')}
        </button>
      </p>
    </li>
  )
}

function whyKey({ code, status }: Refusal): string {
  if (code === 'conflict') return 'queue.why.over'
  if (status === 404) return 'queue.why.gone'
  return code === 'request-invalid' ? 'queue.why.time' : 'queue.why.other'
}
