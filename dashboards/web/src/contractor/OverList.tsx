import { useTranslation } from 'react-i18next'
import { Icon } from '../shared/icons.tsx'
import type { ShownRoute } from './taps.ts'

/** Tonight's routes on which nothing is to be done: declined, run out, called off. */
export function OverList({ routes }: { readonly routes: readonly ShownRoute[] }) {
  const { t } = useTranslation()
  if (routes.length === 0) return null
  return (
    <details className="crew-over">
      <summary>{t('home.over', { count: routes.length })}</summary>
      <ul>
        {routes.map(({ route, state }) => (
          <li key={route.offerId}>
            <span lang="ja">{route.name}</span>
            <span className="status status-none">
              <Icon name="none" />
              {t(`state.${state}`)}
            </span>
            {route.declineCode !== null && <span className="small soft">{t(`codes.${route.declineCode}`)}</span>}
          </li>
        ))}
      </ul>
    </details>
  )
}
