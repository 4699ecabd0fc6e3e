import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Icon } from '../shared/icons.tsx'
import { currentLanguage } from '../shared/language.ts'
import { useServerNow } from '../shared/live.ts'
import { Preferences } from '../shared/Preferences.tsx'
import { Link, usePath } from '../shared/router.tsx'
import { type Session, signOut } from '../shared/session/session.ts'
import { stampText } from '../shared/times.ts'
import { LiveBanner, LiveMark } from './LiveMark.tsx'
import { NAV_GROUPS, type NavEntry, PAGES } from './pages.ts'
import { ActionButton } from './ui/actions.tsx'
import { Dialog } from './ui/Dialog.tsx'
import { inWords } from './ui/parts.tsx'
import { Toasts } from './ui/toasts.tsx'

/** So many entries stand in a phone's bottom bar; the others in its menu. */
const BAR_ENTRIES = 4

interface Entry extends NavEntry {
  readonly path: string
}

function entriesFor(session: Session): readonly Entry[] {
  return PAGES.flatMap(({ path, nav, scope }) =>
    nav === undefined || (scope !== undefined && !session.scopes.includes(scope)) ? [] : [{ ...nav, path }],
  ).sort((a, b) => NAV_GROUPS.indexOf(a.group) - NAV_GROUPS.indexOf(b.group) || a.order - b.order)
}

/** Head, navigation and the page. On a phone the first entries stand under the thumb. */
export function Frame({ session, children }: { readonly session: Session; readonly children: ReactNode }) {
  const { t } = useTranslation()
  const [menu, setMenu] = useState(false)
  const entries = session.user.role === 'contractor' ? [] : entriesFor(session)
  return (
    <div className="frame">
      <a className="skip-link" href="#main">
        {t('skip')}
      </a>
      <header className="frame-head no-print">
        <Link to="/console" className="site-name">
          <img src="/favicon.svg" alt="" width="28" height="28" />
          <span>{t('site')}</span>
        </Link>
        <span className="frame-authority">{session.authority.name}</span>
        <LiveMark />
        <div className="wide-only frame-person">
          <Preferences />
          <PersonMenu session={session} />
        </div>
      </header>
      <PrintHead session={session} />
      <nav className="side-nav no-print" aria-label={t('nav.label')}>
        <NavList entries={entries} />
      </nav>
      <main id="main" className="frame-main" tabIndex={-1}>
        <LiveBanner />
        {children}
      </main>
      <nav className="bottom-nav no-print" aria-label={t('nav.label')}>
        {entries.slice(0, BAR_ENTRIES).map((it) => (
          <NavLink key={it.path} entry={it} />
        ))}
        <button type="button" className="nav-link" onClick={() => setMenu(true)}>
          <Icon name="menu" />
          <span>{t('nav.menu')}</span>
        </button>
      </nav>
      {menu && (
        <Dialog title={t('nav.menu')} onClose={() => setMenu(false)}>
          {/* biome-ignore lint/a11y/useKeyWithClickEvents lint/a11y/noStaticElementInteractions: links within take the keys */}
          <div
            className="stack"
            onClick={(event) => {
              if (event.target instanceof Element && event.target.closest('a') !== null) setMenu(false)
            }}
          >
            <NavList entries={entries} />
            <Preferences />
            <PersonMenu session={session} />
          </div>
        </Dialog>
      )}
      <Toasts />
    </div>
  )
}

/** On paper alone: whose sheet it is, and of when. */
function PrintHead({ session }: { readonly session: Session }) {
  const { t } = useTranslation()
  const { name, timeZone } = session.authority
  const time = stampText(useServerNow(), timeZone, currentLanguage())
  return (
    <p className="print-head">
      {t('site')} · {name} · {t('printed', { time })}
    </p>
  )
}

function NavList({ entries }: { readonly entries: readonly Entry[] }) {
  const { t } = useTranslation()
  return NAV_GROUPS.map((group) => {
    const own = entries.filter((it) => it.group === group)
    return (
      own.length > 0 && (
        <section key={group} className="nav-group">
          <h2>{t(`nav.${group}`)}</h2>
          <ul>
            {own.map((it) => (
              <li key={it.path}>
                <NavLink entry={it} />
              </li>
            ))}
          </ul>
        </section>
      )
    )
  })
}

function NavLink({ entry }: { readonly entry: Entry }) {
  const path = usePath()
  const here = path === entry.path || (entry.path !== '/console' && path.startsWith(`${entry.path}/`))
  return (
    <Link to={entry.path} className="nav-link" current={here}>
      <Icon name={entry.icon} />
      <span>{inWords(entry.label)}</span>
    </Link>
  )
}

function PersonMenu({ session }: { readonly session: Session }) {
  const { t } = useTranslation()
  const { name, login, role } = session.user
  return (
    <div className="person-menu">
      <span className="small soft">
        {t('nav.signedInAs', { name: name === '' ? login : name, role: t(`role.${role}`) })}
      </span>
      <ActionButton act={signOut}>{t('nav.signOut')}</ActionButton>
    </div>
  )
}
