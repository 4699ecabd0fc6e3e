import { useTranslation } from 'react-i18next'
import { GoneError, useRoute, useServerNow } from './api.ts'
import { Freshness, NotYet } from './Freshness.tsx'
import { ConditionLine, TreatmentBadge } from './StatusParts.tsx'

/** One road inside somebody else's page: `/embed?route=ID`, with `lang` and `theme` as that page likes. */
export function Embed() {
  const { t } = useTranslation()
  const id = new URLSearchParams(window.location.search).get('route') ?? ''
  const query = useRoute(id)
  const nowMs = useServerNow(query.data)
  const route = query.data?.data.route
  if (query.error instanceof GoneError) return <main className="embed">{t('route.gone')}</main>
  if (route === undefined) {
    return (
      <main className="embed">
        <NotYet query={query} />
      </main>
    )
  }
  const { properties } = route
  return (
    <main className="embed">
      <h1 className="embed-name" lang="ja">
        {properties.name}
      </h1>
      <p className="small soft" lang="ja">
        {properties.authority}
      </p>
      <dl className="embed-facts">
        <div>
          <dt className="small soft">{t('treatment.heading')}</dt>
          <dd>
            <span role="status">
              <TreatmentBadge status={properties.treatment.status} />
            </span>
          </dd>
        </div>
        <div>
          <dt className="small soft">{t('condition.heading')}</dt>
          <dd>
            <ConditionLine route={properties} nowMs={nowMs} />
          </dd>
        </div>
      </dl>
      <Freshness query={query} />
      <a href={`/r/${encodeURIComponent(id)}`} target="_blank" rel="noopener">
        {t('route.open')}
      </a>
    </main>
  )
}
