import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { Icon } from '../shared/icons.tsx'
import { Link } from '../shared/router.tsx'
import { GoneError, type RouteFeature, useRoute, useServerNow } from './api.ts'
import { ConditionPanel } from './ConditionPanel.tsx'
import { Freshness, NotYet } from './Freshness.tsx'
import { lateMap } from './LateMap.tsx'
import { TreatmentPanel } from './TreatmentPanel.tsx'

const PlaceMap = lateMap(() => import('./PlaceMap.tsx'), 'place-map')

/** One road in words: treatment and condition apart, whose it is, where it is. */
export function RoutePage({ id }: { readonly id: string }) {
  const { t } = useTranslation()
  const query = useRoute(id)
  const route = query.data?.data.route
  const name = route?.properties.name
  useEffect(() => {
    if (name !== undefined) document.title = `${name} – ${t('site')}`
  }, [name, t])
  return (
    <article>
      <p className="no-print">
        <Link to="/" className="back-link">
          <Icon name="back" />
          {t('route.back')}
        </Link>
      </p>
      {query.error instanceof GoneError ? (
        <Gone />
      ) : route === undefined ? (
        <NotYet query={query} />
      ) : (
        <Known route={route} query={query} />
      )}
    </article>
  )
}

interface KnownProps {
  readonly route: RouteFeature
  readonly query: ReturnType<typeof useRoute>
}

function Known({ route, query }: KnownProps) {
  const { t } = useTranslation()
  const nowMs = useServerNow(query.data)
  const { properties, geometry } = route
  const heading = useRef<HTMLHeadingElement>(null)
  // whoever came by a link within the page is told where they are
  useEffect(() => heading.current?.focus({ preventScroll: true }), [])
  return (
    <>
      <h1 ref={heading} tabIndex={-1} lang="ja">
        <Reading name={properties.name} kana={properties.nameKana} />
      </h1>
      <dl className="owner">
        <div>
          <dt>
            <Icon name="owner" />
            {t('route.owner')}
          </dt>
          <dd lang="ja">{properties.authority}</dd>
        </div>
        {properties.block !== null && (
          <div>
            <dt>{t('route.block')}</dt>
            <dd lang="ja">{properties.block}</dd>
          </div>
        )}
      </dl>
      <Freshness query={query} />
      <div className="panels">
        <TreatmentPanel route={properties} nowMs={nowMs} />
        <ConditionPanel route={properties} nowMs={nowMs} />
      </div>
      <section className="panel no-print">
        <h2>{t('route.where')}</h2>
        {geometry === null ? <p className="soft">{t('route.noPlace')}</p> : <PlaceMap route={route} />}
      </section>
      <EmbedHelp id={route.id} name={properties.name} />
    </>
  )
}

/** A name with its reading above it; whoever listens is told the name alone. */
function Reading({ name, kana }: { readonly name: string; readonly kana: string | null }) {
  if (kana === null) return name
  return (
    <ruby>
      {name}
      <rt>
        <span aria-hidden="true">{kana}</span>
      </rt>
    </ruby>
  )
}

function EmbedHelp({ id, name }: { readonly id: string; readonly name: string }) {
  const { t } = useTranslation()
  const url = `${window.location.origin}/embed?route=${encodeURIComponent(id)}`
  const title = name.replaceAll('&', '&amp;').replaceAll('"', '&quot;')
  return (
    <details className="panel no-print">
      <summary>{t('route.embed')}</summary>
      <p className="small soft">{t('route.embedHelp')}</p>
      <textarea
        className="embed-code"
        readOnly
        rows={3}
        aria-label={t('route.embed')}
        value={`<iframe src="${url}" title="${title}" width="360" height="220" style="border:0"></iframe>`}
        onFocus={(event) => event.target.select()}
      />
    </details>
  )
}

function Gone() {
  const { t } = useTranslation()
  return (
    <div className="panel empty" role="alert">
      <h1>{t('route.gone')}</h1>
      <p>{t('route.goneText')}</p>
    </div>
  )
}
