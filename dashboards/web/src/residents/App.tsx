import { useTranslation } from 'react-i18next'
import { Preferences } from '../shared/Preferences.tsx'
import { Link, usePath } from '../shared/router.tsx'
import { Embed } from './Embed.tsx'
import { Footer } from './Footer.tsx'
import { Home } from './Home.tsx'
import { RoutePage } from './RoutePage.tsx'

/** The residents' pages: every road, one road, and one road inside somebody else's page. */
export function App() {
  const path = usePath()
  if (path === '/embed') return <Embed />
  const routeId = /^\/r\/([^/]+)$/.exec(path)?.[1]
  return (
    <Frame>{routeId === undefined ? <Home /> : <RoutePage key={routeId} id={decodeURIComponent(routeId)} />}</Frame>
  )
}

function Frame({ children }: { readonly children: React.ReactNode }) {
  const { t } = useTranslation()
  return (
    <>
      <a className="skip-link" href="#main">
        {t('skip')}
      </a>
      <header className="site-header">
        <Link to="/" className="site-name">
          <img src="/favicon.svg" alt="" width="28" height="28" />
          {t('site')}
        </Link>
        <Preferences />
      </header>
      <main id="main" tabIndex={-1}>
        {children}
      </main>
      <Footer />
    </>
  )
}
