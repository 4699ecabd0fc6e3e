import { Link } from '../../shared/router.tsx'
import { useMay } from '../../shared/session/session.ts'
import type { CoveredPlace } from './types.ts'
import { useWords } from './words.ts'

/** A block or a route with a roster of its own, and the way to its rows. */
export function PlaceHead({ place }: { readonly place: CoveredPlace }) {
  const { t } = useWords()
  const mayWrite = useMay('roster:write')
  const { kind, id, name, routes } = place
  return (
    <div className="roster-place">
      <strong>{name}</strong>
      <span className="small soft">
        {kind === 'route' ? t('ownRoster') : routes === 0 ? t('noRoutes') : t('routes', { count: routes })}
      </span>
      <Link to={placePath(kind, id)} className="small no-print">
        {t(mayWrite ? 'edit' : 'see')}
        <span className="hidden-text"> {name}</span>
      </Link>
    </div>
  )
}

/** Address of a place's own page. */
export function placePath(kind: 'block' | 'route', id: string): string {
  return `/console/roster/${kind}/${encodeURIComponent(id)}`
}
