import { useTranslation } from 'react-i18next'
import { Icon } from '../shared/icons.tsx'
import { currentLanguage } from '../shared/language.ts'
import { useNow } from '../shared/now.ts'
import { agoText } from '../shared/times.ts'
import { LATE_MS, type Received } from './api.ts'

interface Fetched {
  readonly data: Received<unknown> | undefined
  readonly isError: boolean
  readonly isFetching: boolean
  refetch(): unknown
}

/** When the page last heard from the service; once that is too long ago, it says so in plain sight. */
export function Freshness({ query }: { readonly query: Fetched }) {
  const { t } = useTranslation()
  const nowMs = useNow()
  if (query.data === undefined) return null
  const { receivedAtMs } = query.data
  const ago = agoText(receivedAtMs, nowMs, currentLanguage())
  const late = nowMs - receivedAtMs > LATE_MS
  return (
    <>
      <div role="status">
        {late && (
          <p className="notice">
            <Icon name="warn" />
            <span>
              <strong>{t('fresh.late', { ago })}</strong> {t('fresh.lateText')}
            </span>
          </p>
        )}
      </div>
      <p className="freshness small soft number">
        <span>{t('fresh.updated', { ago })}</span>
        <button type="button" className="button no-print" disabled={query.isFetching} onClick={() => query.refetch()}>
          {t('fresh.refresh')}
        </button>
      </p>
    </>
  )
}

/** In place of the data while there are none. */
export function NotYet({ query }: { readonly query: Fetched }) {
  const { t } = useTranslation()
  if (!query.isError) {
    return (
      <p className="loading" role="status">
        {t('fresh.loading')}
      </p>
    )
  }
  return (
    <div className="panel empty" role="alert">
      <h2>{t('fresh.failed')}</h2>
      <p>{t('fresh.failedText')}</p>
      <button type="button" className="button is-main" onClick={() => query.refetch()}>
        {t('fresh.again')}
      </button>
    </div>
  )
}
