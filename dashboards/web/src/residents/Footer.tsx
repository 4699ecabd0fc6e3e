import { useTranslation } from 'react-i18next'
import { useSite } from '../shared/map/site.ts'
import { useRoutes } from './api.ts'

/** Where the data may be had, and what they are worth. */
export function Footer() {
  const { t } = useTranslation()
  const routes = useRoutes().data?.data.routes
  const tiles = useSite().data?.tiles
  const zones = [...new Set(routes?.map((it) => it.timeZone))]
  return (
    <footer className="site-footer small soft">
      <p>{t('foot.about')}</p>
      <p>
        {t('foot.privacy')} {zones.length > 0 && t('foot.zone', { zone: zones.join(', ') })}{' '}
        {tiles && t('foot.tiles', { source: tiles.attribution })}
      </p>
      <p className="data-links no-print">
        <span>{t('foot.data')}</span>
        <a href="/public/v1/routes.geojson">GeoJSON</a>
        <a href="/public/v1/routes.csv">CSV</a>
        <a href="/docs">API</a>
      </p>
    </footer>
  )
}
