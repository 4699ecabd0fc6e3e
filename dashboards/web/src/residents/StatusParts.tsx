import { useTranslation } from 'react-i18next'
import { Icon } from '../shared/icons.tsx'
import { currentLanguage } from '../shared/language.ts'
import { agoText } from '../shared/times.ts'
import { conditionNow, type RouteStatus, type Treatment } from './status.ts'

export function TreatmentBadge({ status }: { readonly status: Treatment }) {
  const { t } = useTranslation()
  return (
    <span className={`status status-${status}`}>
      <Icon name={status} />
      {t(`treatment.${status}`)}
    </span>
  )
}

/** Snow now in one line: a depth with its age, or why there is none. */
export function ConditionLine({ route, nowMs }: { readonly route: RouteStatus; readonly nowMs: number }) {
  const { t } = useTranslation()
  const now = conditionNow(route, nowMs)
  const ago = now.observedAtMs === null ? null : agoText(now.observedAtMs, nowMs, currentLanguage())
  if (now.kind === 'unknown') {
    return (
      <span className="condition-line is-unknown hatched">
        <Icon name="unknown" />
        <strong>{t('condition.unknown')}</strong>
      </span>
    )
  }
  return (
    <span className="condition-line number">
      <Icon name={now.kind === 'stale' ? 'warn' : 'snow'} />
      <strong>{t('condition.cm', { depth: now.depthCm })}</strong>
      <span className="small soft">
        {now.kind === 'stale' ? t('condition.stale') : ago !== null && t('condition.observed', { ago })}
      </span>
    </span>
  )
}
