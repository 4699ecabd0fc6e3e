import { useId } from 'react'
import type { MapState } from './model.ts'
import { useWords } from './words.ts'

const MOST_H = 24

interface SnowfallProps {
  readonly forecast: NonNullable<MapState['forecast']>
  readonly hour: number
  onHour(hour: number): void
}

/** How far ahead the snow forecast on the map looks. */
export function Snowfall({ forecast, hour, onHour }: SnowfallProps) {
  const { t } = useWords()
  const id = useId()
  const known = forecast.cells.some((it) => it.issuedAt !== null)
  return (
    <div className="map-hour panel">
      <label htmlFor={id}>{t('forecast.hour', { hour })}</label>
      <input
        id={id}
        type="range"
        min={1}
        max={MOST_H}
        value={hour}
        disabled={!known}
        onChange={(event) => onHour(event.target.valueAsNumber)}
      />
      <p className="small soft">{known ? t('forecast.unit') : t('forecast.none')}</p>
      {known && forecast.cells.some((it) => it.stale) && <p className="small">{t('forecast.stale')}</p>}
      {known && <p className="small soft">{forecast.attribution.join(' ')}</p>}
    </div>
  )
}
