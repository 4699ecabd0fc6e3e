import { useTranslation } from 'react-i18next'
import { Icon } from '../shared/icons.tsx'
import { currentLanguage } from '../shared/language.ts'
import { agoText, clockText } from '../shared/times.ts'
import { conditionNow, type RouteStatus } from './status.ts'

interface PanelProps {
  readonly route: RouteStatus
  readonly nowMs: number
}

/** Snow now: the depth and when it was measured; or that it is unknown, and why. */
export function ConditionPanel({ route, nowMs }: PanelProps) {
  const { t } = useTranslation()
  const now = conditionNow(route, nowMs)
  const language = currentLanguage()
  const { observedAtMs } = now
  const time = observedAtMs === null ? '' : clockText(observedAtMs, nowMs, route.timeZone, language)
  const ago = observedAtMs === null ? '' : agoText(observedAtMs, nowMs, language)
  return (
    <section className="panel" aria-labelledby="condition">
      <h2 id="condition">{t('condition.heading')}</h2>
      {now.kind === 'unknown' ? (
        <div className="unknown hatched">
          <p className="big-unknown">
            <Icon name="unknown" />
            {t('condition.unknown')}
          </p>
          <p>{t(`condition.${now.why}`)}</p>
          {observedAtMs !== null && <p className="number">{t('condition.lastHeard', { time, ago })}</p>}
          <p className="small">{t('condition.notNone')}</p>
        </div>
      ) : (
        <>
          <p className="depth number">
            <span className="hidden-text">{t('condition.depth')} </span>
            <span className="depth-value">{now.depthCm}</span> cm
          </p>
          {observedAtMs !== null && (
            <p className="number">
              {t('condition.observedAt', { time })} <span className="soft small">{ago}</span>
            </p>
          )}
          {now.kind === 'stale' && (
            <p className="notice">
              <Icon name="warn" />
              <span>
                <strong>{t('condition.stale')}</strong> {t('condition.staleText')}
              </span>
            </p>
          )}
        </>
      )}
    </section>
  )
}
