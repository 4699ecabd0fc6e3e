import { Component, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'

interface State {
  readonly failed: boolean
}

/** A page that breaks, or whose file a new release took away, breaks alone and says what to do. */
export class Boundary extends Component<{ readonly children: ReactNode }, State> {
  override state: State = { failed: false }

  static getDerivedStateFromError(): State {
    return { failed: true }
  }

  override render(): ReactNode {
    return this.state.failed ? <Broken /> : this.props.children
  }
}

function Broken() {
  const { t } = useTranslation()
  return (
    <div className="empty" role="alert">
      <h1>{t('page.broken')}</h1>
      <p>{t('page.brokenText')}</p>
      <button type="button" className="button is-main" onClick={() => window.location.reload()}>
        {t('page.reload')}
      </button>
    </div>
  )
}
