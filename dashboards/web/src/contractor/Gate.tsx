import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { SignInForm } from '../shared/session/SignInForm.tsx'
import { crew, useCrew } from './crew.ts'
import type { KeptLink } from './crew-db.ts'
import { useTimes } from './times.ts'

/** Instead of the work: signing in, a link that is over, or no network and nothing kept. */
export function Gate({ links, broken }: { readonly links: readonly KeptLink[]; readonly broken: boolean }) {
  const { t } = useTranslation()
  const { trouble, mode } = useCrew()
  if (broken) return <Note title={t('gate.broken')} text={t('gate.brokenText')} plain />
  if (trouble === 'link-gone') {
    return (
      <Note title={t('link.gone')} text={t('link.goneText')}>
        <a className="button" href="/c/">
          {t('link.signIn')}
        </a>
      </Note>
    )
  }
  if (trouble === 'not-a-contractor') {
    return (
      <Note title={t('gate.wrongRole')} text={t('gate.wrongRoleText')}>
        <a className="button" href="/console">
          {t('gate.console')}
        </a>
      </Note>
    )
  }
  if (trouble === 'unreachable') {
    return (
      <Note title={t('gate.unreachable')} text={t('gate.unreachableText')}>
        <button type="button" className="button is-main" onClick={() => crew.sendNow()}>
          {t('gate.again')}
        </button>
      </Note>
    )
  }
  if (trouble === 'signed-out' && mode.kind === 'person') return <SignIn links={links} />
  return <p className="soft">…</p>
}

interface NoteProps {
  readonly title: string
  readonly text: string
  /** Offers the page that needs no script. */
  readonly plain?: boolean
  readonly children?: ReactNode
}

function Note({ title, text, plain, children }: NoteProps) {
  const { t } = useTranslation()
  const { mode } = useCrew()
  return (
    <section className="crew-panel" role="alert">
      <h1>{title}</h1>
      <p>{text}</p>
      {children}
      {plain && mode.kind === 'link' && (
        <a className="button" href={`/l/${mode.token}?plain=1`}>
          {t('settings.plain')}
        </a>
      )}
    </section>
  )
}

function SignIn({ links }: { readonly links: readonly KeptLink[] }) {
  const { t } = useTranslation()
  const { taps } = useCrew()
  const { clock } = useTimes()
  const waiting = taps.filter((it) => it.state === 'waiting' && it.owner.startsWith('user:'))
  return (
    <section className="crew-panel">
      <h1>{t('title')}</h1>
      <p>{t('gate.text')}</p>
      {waiting.length > 0 && <p className="crew-notice">{t('queue.signIn', { count: waiting.length })}</p>}
      <SignInForm onSignedIn={(session) => crew.signedIn(session)} />
      <p className="small soft">{t('gate.link')}</p>
      {links.length > 0 && (
        <>
          <h2>{t('link.opened')}</h2>
          <ul className="crew-links">
            {links.map((it) => (
              <li key={it.token}>
                <a className="button" href={`/c/#l=${it.token}`}>
                  {t('link.openedAt', { time: clock(it.openedAtMs) })}
                </a>
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  )
}
