import { useDeferredValue, useEffect, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { Icon } from '../shared/icons.tsx'
import { useWide } from '../shared/use-wide.ts'
import { useRoutes, useServerNow } from './api.ts'
import { Freshness, NotYet } from './Freshness.tsx'
import { homeState, useHome } from './home-state.ts'
import { lateMap } from './LateMap.tsx'
import { RouteList } from './RouteList.tsx'
import { SearchBar } from './SearchBar.tsx'
import { selectRoutes } from './select-routes.ts'
import { TREATMENTS } from './status.ts'

const RouteMap = lateMap(() => import('./RouteMap.tsx'), 'map-box')

/** Every road: search, list and map. */
export function Home() {
  const { t, i18n } = useTranslation()
  const query = useRoutes()
  const { text, treatment, distances, view } = useHome()
  const wide = useWide()
  const routes = query.data?.data.routes
  const wanted = useDeferredValue(text)
  const chosen = useMemo(
    () => selectRoutes(routes ?? [], { text: wanted, treatment, distances, language: i18n.language }),
    [routes, wanted, treatment, distances, i18n.language],
  )
  useEffect(() => {
    document.title = t('site')
  }, [t])
  return (
    <>
      <div className="hero">
        <h1>{t('home.title')}</h1>
        <p className="soft">{t('home.lead')}</p>
        <SearchBar />
      </div>
      {routes === undefined ? (
        <NotYet query={query} />
      ) : (
        <>
          <TreatmentFilter routes={routes} />
          <div className="bar">
            <p role="status" className="number">
              <strong>{t('home.found', { count: chosen.length })}</strong>
            </p>
            <Freshness query={query} />
            {!wide && <ViewSwitch />}
          </div>
          <div className={wide ? 'split' : ''}>
            {(wide || view === 'list') && <Results routes={chosen} query={query} />}
            {(wide || view === 'map') && <RouteMap routes={chosen} wide={wide} />}
          </div>
        </>
      )}
    </>
  )
}

function Results({
  routes,
  query,
}: {
  readonly routes: ReturnType<typeof selectRoutes>
  readonly query: ReturnType<typeof useRoutes>
}) {
  const nowMs = useServerNow(query.data)
  return <RouteList routes={routes} total={query.data?.data.routes.length ?? 0} nowMs={nowMs} />
}

function TreatmentFilter({ routes }: { readonly routes: ReturnType<typeof selectRoutes> }) {
  const { t } = useTranslation()
  const { treatment } = useHome()
  const [counts, total] = [countByTreatment(routes), routes.length]
  return (
    <fieldset className="filters no-print">
      <legend className="hidden-text">{t('home.filter')}</legend>
      <button
        type="button"
        className="button"
        aria-pressed={treatment === null}
        onClick={() => homeState.change({ treatment: null })}
      >
        {t('home.all')} <span className="number">{total}</span>
      </button>
      {TREATMENTS.map((it) => (
        <button
          key={it}
          type="button"
          className="button"
          aria-pressed={treatment === it}
          onClick={() => homeState.change({ treatment: treatment === it ? null : it })}
        >
          <Icon name={it} />
          {t(`treatment.${it}`)} <span className="number">{counts[it]}</span>
        </button>
      ))}
    </fieldset>
  )
}

function countByTreatment(routes: ReturnType<typeof selectRoutes>) {
  const counts = { none: 0, ordered: 0, working: 0, done: 0 }
  for (const { treatment } of routes) counts[treatment.status]++
  return counts
}

function ViewSwitch() {
  const { t } = useTranslation()
  const { view } = useHome()
  return (
    <fieldset className="view-switch no-print">
      <legend className="hidden-text">{t('home.view')}</legend>
      {(['list', 'map'] as const).map((it) => (
        <button
          key={it}
          type="button"
          className="button"
          aria-pressed={view === it}
          onClick={() => homeState.change({ view: it })}
        >
          <Icon name={it} />
          {t(`home.${it}`)}
        </button>
      ))}
    </fieldset>
  )
}
