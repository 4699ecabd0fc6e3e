import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Icon } from '../shared/icons.tsx'
import { Link } from '../shared/router.tsx'
import { homeState, useHome } from './home-state.ts'
import { distanceText } from './nearest.ts'
import { ConditionLine, TreatmentBadge } from './StatusParts.tsx'
import type { ListedRoute } from './status.ts'

/** As many as a thumb scrolls through; more on demand. */
const PAGE = 40

interface ListProps {
  readonly routes: readonly ListedRoute[]
  /** Routes there are at all. */
  readonly total: number
  readonly nowMs: number
}

export function RouteList({ routes, total, nowMs }: ListProps) {
  const { t } = useTranslation()
  const [shown, setShown] = useState(PAGE)
  if (routes.length === 0) return <Nothing total={total} />
  const left = routes.length - shown
  return (
    <div>
      <ul className="routes">
        {routes.slice(0, shown).map((it) => (
          <li key={it.id}>
            <RouteRow route={it} nowMs={nowMs} />
          </li>
        ))}
      </ul>
      {left > 0 && (
        <button type="button" className="button more no-print" onClick={() => setShown(shown + PAGE)}>
          {t('home.more', { count: left })}
        </button>
      )}
    </div>
  )
}

function RouteRow({ route, nowMs }: { readonly route: ListedRoute; readonly nowMs: number }) {
  const { t } = useTranslation()
  const away = useHome().distances?.get(route.id)
  return (
    <Link to={`/r/${encodeURIComponent(route.id)}`} className="route-row">
      <span className="route-name">
        <strong lang="ja">{route.name}</strong>
        <span className="small soft" lang="ja">
          {[route.authority, route.block].filter((it) => it !== null).join('・')}
        </span>
        {away !== undefined && (
          <span className="small soft number">{t('home.away', { distance: distanceText(away) })}</span>
        )}
      </span>
      <span className="fact">
        <span className="fact-name small soft">{t('treatment.heading')}</span>
        <TreatmentBadge status={route.treatment.status} />
      </span>
      <span className="fact">
        <span className="fact-name small soft">{t('condition.heading')}</span>
        <ConditionLine route={route} nowMs={nowMs} />
      </span>
      <Icon name="next" />
    </Link>
  )
}

function Nothing({ total }: { readonly total: number }) {
  const { t } = useTranslation()
  const { text } = useHome()
  const query = text.trim()
  if (total === 0) return <p className="panel empty">{t('home.empty')}</p>
  if (query === '') return <p className="panel empty">{t('home.nothingFilter')}</p>
  return (
    <div className="panel empty">
      <p>
        <strong>{t('home.nothing', { query })}</strong>
      </p>
      <p>{t('home.nothingHelp')}</p>
      <button type="button" className="button" onClick={() => homeState.change({ text: '', treatment: null })}>
        {t('home.clear')}
      </button>
    </div>
  )
}
