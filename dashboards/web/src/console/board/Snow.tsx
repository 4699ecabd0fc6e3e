import { useServerNow } from '../../shared/live.ts'
import { Badge } from '../ui/Badge.tsx'
import { Ago } from '../ui/times.tsx'
import type { Condition } from './board.ts'
import { useWords } from './words.ts'

/**
 * Snow now: known, known but out of date, or unknown with why.
 * @param passed it is known when it was last plowed; else nothing can be said of snow since.
 */
export function Snow({ condition, passed }: { readonly condition: Condition; readonly passed: boolean }) {
  const { t } = useWords()
  const nowMs = useServerNow()
  const { status, depthCm, depthSincePassCm, observedAt, validUntil, why } = condition
  const outdated = validUntil !== null && Date.parse(validUntil) < nowMs
  const known = status === 'known' && depthCm !== null
  return (
    <div className="board-fact">
      <span className="board-fact-name">{t('snow')}</span>
      {known ? (
        <span className="row">
          <strong className="number board-depth">{t('depth', { cm: depthCm.toFixed(1) })}</strong>
          {outdated && <Badge tone="unknown">{t('outdated')}</Badge>}
        </span>
      ) : (
        <Badge tone="unknown">{t('unknown')}</Badge>
      )}
      {known && passed && depthSincePassCm !== null && (
        <span className="small soft">{t('sincePass', { cm: depthSincePassCm.toFixed(1) })}</span>
      )}
      {!known && why !== null && <span className="small soft">{t(`unknownWhy.${why}`)}</span>}
      {observedAt !== null && (
        <span className="small soft">
          <Ago at={observedAt} />
        </span>
      )}
    </div>
  )
}

/** When it was last plowed: another fact than how much snow lies there. */
export function Treatment({ lastPassAt }: { readonly lastPassAt: string | null }) {
  const { t } = useWords()
  return (
    <div className="board-fact">
      <span className="board-fact-name">{t('treatment')}</span>
      {lastPassAt === null ? <span className="soft">{t('noPass')}</span> : <Ago at={lastPassAt} />}
    </div>
  )
}
