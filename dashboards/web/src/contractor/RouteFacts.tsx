import { useTranslation } from 'react-i18next'
import { distanceToLine } from '../residents/nearest.ts'
import { currentLanguage } from '../shared/language.ts'
import type { Position, ShownRoute } from './taps.ts'
import { lengthText, useTimes } from './times.ts'

interface FactsProps {
  readonly shown: ShownRoute
  readonly here: Position | null
  /** Without them where a whole card says the same. */
  readonly why?: boolean
}

/** A route's name, size, times and reasons. */
export function RouteFacts({ shown: { route, state }, here, why = false }: FactsProps) {
  const { t } = useTranslation()
  const { clock, minutes } = useTimes()
  const language = currentLanguage()
  const { geometry } = route
  const awayM = here === null || geometry === null ? null : distanceToLine(geometry, here.lon, here.lat)
  const over = state === 'completed'
  return (
    <div className="crew-facts">
      <p className="crew-name" lang="ja">
        {route.name}
      </p>
      <p className="small soft">
        <span lang="ja">{route.block}</span> ·{' '}
        {t('route.size', { length: lengthText(route.lengthM), minutes: minutes(route.plowMinutes) })}
        {awayM !== null && ` · ${t('route.here', { length: lengthText(Math.round(awayM / 10) * 10) })}`}
      </p>
      {!over && (
        <p className="crew-limits number">
          {route.startBy !== null && state !== 'started' && (
            <span>{t('route.startBy', { time: clock(Date.parse(route.startBy)) })}</span>
          )}
          {route.finishBy !== null && <span>{t('route.finishBy', { time: clock(Date.parse(route.finishBy)) })}</span>}
        </p>
      )}
      {why && route.why.length > 0 && (
        <p className="small">
          <span className="soft">{t('offer.why')}: </span>
          {route.why.map((it) => it[language]).join(language === 'ja' ? '、' : '; ')}
        </p>
      )}
    </div>
  )
}
