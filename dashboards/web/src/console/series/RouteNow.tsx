import type { ReactNode } from 'react'
import { Icon } from '../../shared/icons.tsx'
import { useServerNow } from '../../shared/live.ts'
import { Link } from '../../shared/router.tsx'
import { Badge, OrderStatus } from '../ui/Badge.tsx'
import { Panel } from '../ui/Page.tsx'
import { Ago, Clock, Countdown } from '../ui/times.tsx'
import type { Prediction, Route, RouteState } from './api.ts'
import { SnowFigure } from './SnowFigure.tsx'
import { useWords } from './words.ts'
import { observedAt, treatmentNow, whyUnknown } from './words-of.ts'

interface RouteNowProps {
  readonly route: Route
  readonly state: RouteState
  readonly prediction: Prediction | undefined
}

/** The head of a route: condition, treatment and deadline, each a panel of its own. */
export function RouteNow({ route, state, prediction }: RouteNowProps) {
  return (
    <div className="series-now">
      <Condition state={state} />
      <Treatment state={state} />
      <DeadlinePanel route={route} deadline={prediction?.deadline} />
    </div>
  )
}

function Condition({ state }: { readonly state: RouteState }) {
  const { t } = useWords()
  const { status, depthCm, depthSincePassCm, newSnowCm, snowfall } = state.condition
  const seenAt = observedAt(state.sensors)
  if (status === 'unknown') {
    return (
      <Panel title={t('route.condition')} className="hatched">
        <p className="series-big">{t('unknown')}</p>
        <p>
          <Icon name="unknown" /> {t('route.conditionUnknown')}: {t(`why.${whyUnknown(state.sensors)}`)}
        </p>
        {seenAt !== null && <Observed at={seenAt} />}
      </Panel>
    )
  }
  return (
    <Panel title={t('route.condition')}>
      <dl className="series-figures">
        <SnowFigure name={t('route.depth')} cm={depthCm} big />
        <SnowFigure name={t('route.since')} cm={depthSincePassCm} />
        <SnowFigure name={t('route.newSnow')} cm={newSnowCm} />
      </dl>
      {seenAt !== null && <Observed at={seenAt} />}
      <p className="small">
        {t('route.snowfall')}:{' '}
        {snowfall
          .filter((it) => it.hours !== 72)
          .map(
            (it) =>
              `${t('route.hours', { h: it.hours })} ${it.newSnowCm === null ? t('unknown') : t('cm', { cm: it.newSnowCm.toFixed(1) })}`,
          )
          .join(' · ')}
      </p>
    </Panel>
  )
}

function Observed({ at }: { readonly at: string }) {
  return (
    <p className="small soft">
      <Clock at={at} /> (<Ago at={at} />)
    </p>
  )
}

const TONES = { none: 'calm', ordered: 'warn', working: 'info', done: 'good' } as const

function Treatment({ state }: { readonly state: RouteState }) {
  const { t } = useWords()
  const nowMs = useServerNow()
  const { lastPassAt, lastPassSource, openOrders } = state.treatment
  const now = treatmentNow(
    openOrders.filter((it) => it.level === 'dispatch' && it.state !== 'proposed').map((it) => it.state),
    lastPassAt,
    nowMs,
  )
  return (
    <Panel title={t('route.treatment')}>
      <p className="series-status">
        <Badge tone={TONES[now]} icon={now}>
          {t(`treatment.${now}`)}
        </Badge>
      </p>
      <Pair name={t('route.lastPass')}>
        {lastPassAt === null ? (
          t('route.noPass')
        ) : (
          <>
            <Clock at={lastPassAt} /> (<Ago at={lastPassAt} />)
            {lastPassSource !== null && <span className="small soft"> {t(`source.${lastPassSource}`)}</span>}
          </>
        )}
      </Pair>
      <Pair name={t('route.openOrders')}>
        {openOrders.length === 0 && t('route.noOrders')}
        {openOrders.map((it) => (
          <Link key={it.id} to={`/console/orders/${it.id}`} className="series-order">
            {t(`level.${it.level}`, { ns: 'translation' })} <OrderStatus state={it.state} />
          </Link>
        ))}
      </Pair>
    </Panel>
  )
}

interface DeadlineProps {
  readonly route: Route
  readonly deadline: Prediction['deadline'] | undefined
}

function DeadlinePanel({ route, deadline }: DeadlineProps) {
  const { t } = useWords()
  return (
    <Panel title={t('route.deadline')}>
      {deadline === null && <p>{t('route.noDeadline')}</p>}
      {deadline != null && (
        <>
          <p className="series-big">
            <Clock at={deadline.at} />
          </p>
          <Pair name={t('route.startBy')}>
            <Clock at={deadline.startBy} /> <Countdown at={deadline.startBy} />
          </Pair>
          {!deadline.canStillBeMet && (
            <p className="error-text">
              <Icon name="warn" /> {t('route.tooLate')}
            </p>
          )}
        </>
      )}
      <p className="small soft">{t('route.plowTime', { min: route.plowMinutes })}</p>
    </Panel>
  )
}

function Pair({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div className="series-pair">
      <span className="small soft">{name}</span>
      <span>{children}</span>
    </div>
  )
}
