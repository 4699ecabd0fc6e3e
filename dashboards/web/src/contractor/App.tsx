import { lazy, type MouseEvent, type ReactNode, Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import { Icon, type IconName } from '../shared/icons.tsx'
import { goTo, usePath } from '../shared/router.tsx'
import { useCrew } from './crew.ts'
import type { KeptLink } from './crew-db.ts'
import { Gate } from './Gate.tsx'
import { Home } from './Home.tsx'
import { LiveBar } from './LiveBar.tsx'

const History = lazy(() => import('./History.tsx'))
const Settings = lazy(() => import('./Settings.tsx'))

interface AppProps {
  /** Links opened on this phone before. */
  readonly links: readonly KeptLink[]
  /** The phone keeps nothing, so nothing could be promised. */
  readonly broken: boolean
}

/** The contractor's page: signed in, or with a link and then of its one call-out. */
export function App({ links, broken }: AppProps) {
  const { t } = useTranslation()
  const path = usePath()
  const { mode, work, trouble } = useCrew()
  const link = mode.kind === 'link'
  // who is signed out, or never was a contractor, is shown nothing that is kept
  const closed = broken || work === null || trouble === 'signed-out' || trouble === 'not-a-contractor'
  const page = path.replace(/\/$/, '')
  return (
    <div className="crew">
      <a className="skip-link" href={`${window.location.hash || '#'}`} onClick={toMain}>
        {t('skip')}
      </a>
      <header className="crew-head">
        <p className="crew-firm">{work?.contractor.name ?? '雪番'}</p>
        <p className="crew-authority small">{work?.authority.name}</p>
      </header>
      <LiveBar />
      <main id="main" tabIndex={-1} className="crew-main">
        {closed && page !== '/c/settings' ? (
          <Gate links={links} broken={broken} />
        ) : (
          <Suspense fallback={<p className="soft">…</p>}>
            {page === '/c/history' && !link ? <History /> : page === '/c/settings' ? <Settings /> : <Home />}
          </Suspense>
        )}
      </main>
      <nav className="crew-nav no-print" aria-label={t('nav.label')}>
        <Tab to="/c/" here={page === '/c'} icon="list">
          {t('nav.home')}
        </Tab>
        {!link && (
          <Tab to="/c/history" here={page === '/c/history'} icon="audit">
            {t('nav.history')}
          </Tab>
        )}
        <Tab to="/c/settings" here={page === '/c/settings'} icon="setup">
          {t('nav.settings')}
        </Tab>
      </nav>
    </div>
  )
}

function toMain(event: { preventDefault(): void }): void {
  // the fragment may hold a link's token: it is left alone
  event.preventDefault()
  document.getElementById('main')?.focus()
}

interface TabProps {
  readonly to: string
  readonly here: boolean
  readonly icon: IconName
  readonly children: ReactNode
}

/** A page of this one; what the fragment holds, a link's token, goes along. */
function Tab({ to, here, icon, children }: TabProps) {
  const path = `${to}${window.location.hash}`
  const follow = (event: MouseEvent) => {
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
    event.preventDefault()
    goTo(path)
  }
  return (
    <span className="crew-tab">
      <a href={path} {...(here ? { 'aria-current': 'page' as const } : {})} onClick={follow}>
        <Icon name={icon} />
        {children}
      </a>
    </span>
  )
}
