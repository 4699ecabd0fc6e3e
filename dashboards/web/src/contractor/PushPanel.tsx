import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { currentLanguage } from '../shared/language.ts'
import { useCrew } from './crew.ts'
import { type PushState, pushState, subscribePush, tryPush, unsubscribePush } from './push.ts'

/** Notices of requests on this phone: on, off, and a trial. */
export function PushPanel() {
  const { t } = useTranslation()
  const { person } = useCrew()
  const [state, setState] = useState<PushState | null>(null)
  const [said, setSaid] = useState<'pushSent' | 'pushFailed' | null>(null)
  const [busy, setBusy] = useState(false)
  useEffect(() => {
    void pushState().then(setState)
  }, [])
  const run = async (what: () => Promise<void>) => {
    setBusy(true)
    setSaid(null)
    try {
      await what()
    } catch {
      setSaid('pushFailed')
    }
    setBusy(false)
  }
  const turnOn = async () => setState(await subscribePush(currentLanguage(), person?.name || 'Web Push'))
  const turnOff = async () => {
    await unsubscribePush()
    setState('off')
  }
  const test = async () => {
    await tryPush()
    setSaid('pushSent')
  }
  return (
    <section className="crew-panel">
      <h2>{t('settings.push')}</h2>
      <p className="small soft">{t('settings.pushText')}</p>
      {state === 'on' && <p>{t('settings.pushIs')}</p>}
      {(state === 'blocked' || state === 'missing' || state === 'not-set-up') && (
        <p className="crew-notice">
          {t(`settings.push${state === 'blocked' ? 'Blocked' : state === 'missing' ? 'Missing' : 'NotSetUp'}`)}
        </p>
      )}
      <p className="crew-buttons">
        {state === 'off' && (
          <button type="button" className="button is-main" disabled={busy} onClick={() => void run(turnOn)}>
            {t('settings.pushOn')}
          </button>
        )}
        {state === 'on' && (
          <>
            <button type="button" className="button" disabled={busy} onClick={() => void run(test)}>
              {t('settings.pushTest')}
            </button>
            <button type="button" className="button" disabled={busy} onClick={() => void run(turnOff)}>
              {t('settings.pushOff')}
            </button>
          </>
        )}
      </p>
      <p role="status" className="small">
        {said !== null && t(`settings.${said}`)}
      </p>
    </section>
  )
}
