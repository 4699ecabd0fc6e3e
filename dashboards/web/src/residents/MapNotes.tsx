import { useTranslation } from 'react-i18next'
import type { Trouble } from '../shared/map/base-map.ts'

/** What a map cannot show, in words. */
export function MapNotes({ trouble }: { readonly trouble: Trouble }) {
  const { t } = useTranslation()
  return (
    <p className="map-note small" role="status">
      {trouble === 'no-map' && t('map.unavailable')}
      {trouble === 'no-tiles' && t('map.offline')}
    </p>
  )
}
