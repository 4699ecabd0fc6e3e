import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { apiSend } from '../shared/api-client.ts'
import { stopLive } from '../shared/live.ts'
import { Preferences } from '../shared/Preferences.tsx'
import { useCrew } from './crew.ts'
import { forgetOwner } from './crew-db.ts'
import { PushPanel } from './PushPanel.tsx'
import { keepPerson } from './person.ts'
import { unsubscribePush } from './push.ts'

/** Who this is, how it looks, and whether the phone tells of requests. */
export default function Settings() {
  const { t } = useTranslation()
  const { mode, work, person, trouble } = useCrew()
  const known = mode.kind === 'person' && person !== null && trouble !== 'signed-out'
  return (
    <>
      <section className="crew-panel">
        <h1>{t('settings.title')}</h1>
        <dl className="crew-list-of-facts">
          {work !== null && (
            <>
              <dt>{t('settings.firm')}</dt>
              <dd>{work.contractor.name}</dd>
              <dt>{t('settings.authority')}</dt>
              <dd>{work.authority.name}</dd>
            </>
          )}
          {known && (
            <>
              <dt>{t('settings.person')}</dt>
              <dd>{person.name}</dd>
            </>
          )}
        </dl>
        <h2>{t('settings.display')}</h2>
        <Preferences />
      </section>
      {known && <PushPanel />}
      <section className="crew-panel">
        <h2>{t('settings.install')}</h2>
        <p>{t('settings.installText')}</p>
        <p className="small soft">{t('settings.installHow')}</p>
        <h2>{t('settings.kept')}</h2>
        <p className="small soft">{t('settings.keptText')}</p>
        {mode.kind === 'link' && (
          <a className="button" href={`/l/${mode.token}?plain=1`}>
            {t('settings.plain')}
          </a>
        )}
      </section>
      {known && <SignOut owner={`user:${person.id}`} />}
    </>
  )
}

function SignOut({ owner }: { readonly owner: string }) {
  const { t } = useTranslation()
  const { taps } = useCrew()
  const [sure, setSure] = useState(false)
  const [failed, setFailed] = useState(false)
  const waiting = taps.filter((it) => it.owner === owner && it.state !== 'sent').length
  const leave = async () => {
    try {
      await unsubscribePush().catch(() => {})
      await apiSend('DELETE', '/api/v1/session')
      stopLive()
      await forgetOwner(owner)
      keepPerson(null)
      window.location.assign('/c/')
    } catch {
      setFailed(true)
    }
  }
  return (
    <section className="crew-panel">
      {sure && <p className="crew-notice">{t('settings.signOutSure', { count: waiting })}</p>}
      {failed && (
        <p className="error-text" role="alert">
          {t('gate.unreachable')}
        </p>
      )}
      <button
        type="button"
        className="button crew-large"
        onClick={() => (waiting > 0 && !sure ? setSure(true) : void leave())}
      >
        {t(sure ? 'settings.signOutYes' : 'settings.signOut')}
      </button>
    </section>
  )
}
