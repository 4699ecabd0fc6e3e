import { useTranslation } from 'react-i18next'
import { Icon } from '../shared/icons.tsx'
import { useNow } from '../shared/now.ts'
import { crew, useCrew } from './crew.ts'
import { useTimes } from './times.ts'

/** Three questions without an answer: then what is shown is no longer said to be so now. */
const STALE_MS = 45_000

/** How old what is shown is, and what has still to be sent: always in sight. */
export function LiveBar() {
  const { t } = useTranslation()
  const { work, receivedAtMs, taps, owner, trouble } = useCrew()
  const { clock, ago } = useTimes()
  const deviceNowMs = useNow()
  const waiting = taps.filter((it) => it.state === 'waiting')
  const own = waiting.filter((it) => it.owner === owner)
  const offline = trouble === 'unreachable'
  const stale = !offline && receivedAtMs !== null && deviceNowMs - receivedAtMs > STALE_MS
  const asOfMs = work === null ? null : Date.parse(work.asOf)
  const times = asOfMs === null ? null : { time: clock(asOfMs), ago: ago(asOfMs) }
  const gone = trouble === 'link-gone' && work !== null
  const late = offline || stale || gone
  return (
    <div className={`crew-live no-print ${late ? 'is-late' : ''}`} role="status">
      {late ? (
        <p>
          <Icon name="warn" />
          <span>
            <strong>{t(gone ? 'link.gone' : offline ? 'live.offline' : 'live.stale')}</strong>{' '}
            {gone && `${t('link.goneText')} `}
            {times === null ? t('live.never') : t(offline ? 'live.offlineText' : 'live.staleText', times)}
          </span>
        </p>
      ) : (
        times !== null && <p className="small soft">{t('live.asOf', times)}</p>
      )}
      {own.length > 0 && (
        <div className="crew-queue">
          <p>
            <strong>{t('queue.waiting', { count: own.length })}</strong> {t('queue.waitingText')}
          </p>
          <button type="button" className="button" onClick={() => crew.sendNow()}>
            {t('queue.sendNow')}
          </button>
        </div>
      )}
      {waiting.length > own.length && owner !== null && (
        <p className="small">{t('queue.other', { count: waiting.length - own.length })}</p>
      )}
    </div>
  )
}
