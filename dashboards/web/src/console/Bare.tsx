import { type ReactNode, useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { Preferences } from '../shared/Preferences.tsx'
import { Toasts } from './ui/toasts.tsx'

/** A page without the frame: signing in, setting a password, the first run. */
export function Bare({ title, children }: { readonly title?: string; readonly children: ReactNode }) {
  const { t } = useTranslation()
  useEffect(() => {
    document.title = title === undefined ? t('site') : `${title} – ${t('site')}`
  }, [title, t])
  return (
    <div className="bare">
      <header className="bare-head">
        <p className="site-name">
          <img src="/favicon.svg" alt="" width="32" height="32" />
          {t('site')}
        </p>
        <Preferences />
      </header>
      <main id="main" className="bare-main panel" tabIndex={-1}>
        {title !== undefined && <h1>{title}</h1>}
        {children}
      </main>
      <Toasts />
    </div>
  )
}
