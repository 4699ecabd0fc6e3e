import { type ComponentType, lazy, Suspense, useEffect, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { SIGNED_OUT } from '../shared/api-client.ts'
import { startLive } from '../shared/live.ts'
import { goTo, Link, usePath } from '../shared/router.tsx'
import { SetPassword } from '../shared/session/SetPassword.tsx'
import { SignInForm } from '../shared/session/SignInForm.tsx'
import { askSession, type Session, useSession } from '../shared/session/session.ts'
import { useSessionWords } from '../shared/session/words.ts'
import { Bare } from './Bare.tsx'
import { Boundary } from './Boundary.tsx'
import { Frame } from './Frame.tsx'
import { findPage, type PageEntry, type Params } from './pages.ts'
import { Dialog } from './ui/Dialog.tsx'
import { Page } from './ui/Page.tsx'
import { Loading, Problem } from './ui/Problem.tsx'
import { showToast } from './ui/toasts.tsx'

/** The officers' console: who it is first, then the page of the address. */
export function App() {
  const path = usePath()
  const found = findPage(path)
  if (path === '/set-password') return <SetPasswordPage />
  if (found?.page.open === true) return <Shown key={path} page={found.page} params={found.params} />
  return <SignedInOnly />
}

function SignedInOnly() {
  const { t } = useSessionWords()
  const session = useSession()
  // whoever was here stays on the page while signing in again, so that nothing typed is lost
  const [before, setBefore] = useState<Session | null>(null)
  useEffect(() => {
    if (session.data === undefined || session.data === null) return
    setBefore(session.data)
    startLive()
  }, [session.data])
  useEffect(() => {
    window.addEventListener(SIGNED_OUT, askSession)
    return () => window.removeEventListener(SIGNED_OUT, askSession)
  }, [])
  if (session.data === undefined) {
    return (
      <Bare>{session.error === null ? <Loading /> : <Problem error={session.error} onRetry={session.refetch} />}</Bare>
    )
  }
  if (session.data !== null) return <Signed session={session.data} />
  if (before === null) {
    return (
      <Bare title={t('title')}>
        <SignInForm />
      </Bare>
    )
  }
  return (
    <>
      <Signed session={before} />
      <Dialog title={t('again')}>
        <div className="stack">
          <p>{t('againText')}</p>
          <SignInForm />
        </div>
      </Dialog>
    </>
  )
}

function Signed({ session }: { readonly session: Session }) {
  const path = usePath()
  return (
    <Frame session={session}>
      <Content key={path} session={session} path={path} />
    </Frame>
  )
}

function Content({ session, path }: { readonly session: Session; readonly path: string }) {
  const { t } = useTranslation()
  if (session.user.role === 'contractor') {
    return (
      <Page title={t('page.contractor')}>
        <p>{t('page.contractorText')}</p>
        <p>
          <a href="/c">{t('page.contractorLink')}</a>
        </p>
      </Page>
    )
  }
  const found = findPage(path)
  if (found === undefined) {
    return (
      <Page title={t('page.notFound')}>
        <p>{t('page.notFoundText')}</p>
        <ToBoard />
      </Page>
    )
  }
  const { scope } = found.page
  if (scope !== undefined && !session.scopes.includes(scope)) {
    return (
      <Page title={t('page.forbidden')}>
        <p>{t('page.forbiddenText', { role: t(`role.${session.user.role}`), scope })}</p>
        <ToBoard />
      </Page>
    )
  }
  return <Shown page={found.page} params={found.params} />
}

/** Where somebody goes on from a page that is not for him. */
function ToBoard() {
  const { t } = useTranslation()
  return (
    <p className="page-onward">
      <Link to="/console" className="button">
        {t('page.toBoard')}
      </Link>
    </p>
  )
}

const loaded = new Map<PageEntry, ComponentType<{ readonly params: Params }>>()

function Shown({ page, params }: { readonly page: PageEntry; readonly params: Params }) {
  const Component = useMemo(() => {
    const known = loaded.get(page) ?? lazy(page.load)
    loaded.set(page, known)
    return known
  }, [page])
  return (
    <Boundary>
      <Suspense fallback={<Loading />}>
        <Component params={params} />
      </Suspense>
    </Boundary>
  )
}

function SetPasswordPage() {
  const { t } = useSessionWords()
  return (
    <Bare title={t('set.title')}>
      <SetPassword
        onDone={() => {
          showToast(t('set.done'))
          goTo('/console')
        }}
      />
    </Bare>
  )
}
