import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Icon } from '../shared/icons.tsx'
import { currentLanguage } from '../shared/language.ts'
import { type LiveState, useHeardAtMs, useLive } from '../shared/live.ts'
import { useNow } from '../shared/now.ts'
import { agoText } from '../shared/times.ts'

/** A first connection may take so long before the page worries, ms. */
const PATIENCE_MS = 12_000

/** Whether the page hears the service now, in the head of every page. */
export function LiveMark() {
  const { t } = useTranslation()
  const live = useWorried()
  return (
    <span className={`live-mark live-${live}`}>
      <Icon name={live === 'stale' ? 'warn' : 'live'} />
      <span>{t(`live.${live}`)}</span>
    </span>
  )
}

/** Above the page while nothing is heard: what one sees may no longer be so. Print has it too. */
export function LiveBanner() {
  const { t } = useTranslation()
  const live = useWorried()
  const heardAtMs = useHeardAtMs()
  const nowMs = useNow()
  useEffect(() => {
    // pages may pale what is old
    document.documentElement.dataset.live = live
  }, [live])
  return (
    <div role="status">
      {live === 'stale' && (
        <p className="live-banner">
          <Icon name="warn" />
          <span>
            <strong>{t('live.stale')}</strong>{' '}
            {heardAtMs === null
              ? t('live.staleNever')
              : t('live.staleText', { ago: agoText(heardAtMs, nowMs, currentLanguage()) })}
            {!navigator.onLine && ` ${t('live.offline')}`}
          </span>
        </p>
      )}
    </div>
  )
}

/** As the connection is; one that never came is stale too, after a while. */
function useWorried(): LiveState {
  const live = useLive()
  const nowMs = useNow()
  const [sinceMs] = useState(() => Date.now())
  return live === 'connecting' && nowMs - sinceMs > PATIENCE_MS ? 'stale' : live
}
