import { type ReactNode, useEffect, useRef } from 'react'
import { Icon } from '../../shared/icons.tsx'
import { Link } from '../../shared/router.tsx'
import { useMay } from '../../shared/session/session.ts'
import { Badge, DeadlineStatus, OrderStatus } from '../ui/Badge.tsx'
import { Facts } from '../ui/Page.tsx'
import { Ago, Clock, Countdown } from '../ui/times.tsx'
import type { OrderNow, RoadNow, SensorNow } from './model.ts'
import { ConditionText, depthText, ShapeSample, TreatmentBadge } from './parts.tsx'
import { SENSOR_SHAPES, sensorLook } from './shapes.ts'
import { useWords } from './words.ts'

/** What was chosen on the map or in the list; a sheet from below on a phone. Escape closes it. */
function Sheet({ title, onClose, children }: { title: string; onClose(): void; children: ReactNode }) {
  const { t } = useWords()
  const heading = useRef<HTMLHeadingElement>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: another thing chosen is another sheet
  useEffect(() => heading.current?.focus({ preventScroll: true }), [title])
  return (
    <section
      className="map-sheet panel"
      aria-label={`${t('route.selected')}: ${title}`}
      onKeyDown={(event) => {
        if (event.key === 'Escape') onClose()
      }}
    >
      <header className="panel-head">
        <h2 ref={heading} tabIndex={-1} lang="ja">
          {title}
        </h2>
        <button type="button" className="button is-quiet" onClick={onClose} aria-label={t('route.close')}>
          <Icon name="cross" />
        </button>
      </header>
      {children}
    </section>
  )
}

export function RoadDetails({ it, onClose }: { readonly it: RoadNow; onClose(): void }) {
  const { t } = useWords()
  const mayOrder = useMay('orders:write')
  const { road, orders } = it
  const dispatch = orders.find(({ level }) => level === 'dispatch')
  const query = encodeURIComponent(road.id)
  return (
    <Sheet title={road.name} onClose={onClose}>
      <p className="soft small">
        {road.blockName} · {t('route.length', { km: (road.lengthM / 1000).toFixed(1) })}
        {road.line === null && ` · ${t('route.noPlace')}`}
      </p>
      <ConditionFacts it={it} />
      <section className="map-part" aria-label={t('treatment.heading')}>
        <h3>{t('treatment.heading')}</h3>
        <p>
          <TreatmentBadge treatment={it.treatment} />
        </p>
        {dispatch !== undefined && <OrderFacts order={dispatch} />}
        {orders
          .filter(({ level }) => level === 'standby')
          .map((order) => (
            <p key={order.id} className="row">
              <Link to={`/console/orders/${order.id}`}>{t('treatment.standby')}</Link>{' '}
              <OrderStatus state={order.state} />
            </p>
          ))}
        <Facts
          items={[
            [
              t('treatment.lastPass'),
              <Moment key="pass" at={it.now?.treatment.lastPassAt} none={t('treatment.noPass')} />,
            ],
            [t('treatment.deadline'), <Due key="due" at={it.now?.nextDeadlineAt} none={t('treatment.noDeadline')} />],
          ]}
        />
      </section>
      <div className="row">
        <Link to={`/console/routes/${query}`} className="button">
          {t('route.open')}
        </Link>
        {dispatch !== undefined && (
          <Link to={`/console/orders/${dispatch.id}`} className="button">
            {t('route.order')}
          </Link>
        )}
        {dispatch === undefined && mayOrder && (
          <Link to={`/console/orders/new?route=${query}`} className="button">
            {t('route.orderNow')}
          </Link>
        )}
      </div>
    </Sheet>
  )
}

function ConditionFacts({ it }: { readonly it: RoadNow }) {
  const { t } = useWords()
  const condition = it.now?.condition
  const cm = (value: number | null | undefined) =>
    value == null ? t('condition.unknown') : t('condition.cm', { cm: depthText(value) })
  const known = condition?.depthCm != null
  return (
    <section className={`map-part${known ? '' : ' hatched'}`} aria-label={t('condition.heading')}>
      <h3>{t('condition.heading')}</h3>
      <p className="map-depth">
        <ConditionText it={it} />
      </p>
      {!known && <p className="small soft">{t('condition.unknownNote')}</p>}
      <Facts
        items={[
          ...(known
            ? ([
                [t('condition.sincePass'), cm(condition.depthSincePassCm)],
                [t('condition.newSnow'), cm(condition.newSnowCm)],
              ] as const)
            : []),
          [t('condition.observed'), <Moment key="seen" at={condition?.observedAt} none={t('sensor.never')} />],
        ]}
      />
    </section>
  )
}

function OrderFacts({ order }: { readonly order: OrderNow }) {
  const { t } = useWords()
  return (
    <div className="stack-s">
      {order.alarmAt !== null && (
        <p>
          <Badge tone="bad">{t('treatment.alarm')}</Badge>
        </p>
      )}
      {order.finishBy !== null && (
        <p>
          <DeadlineStatus state={order.deadlineState} />
        </p>
      )}
      {order.startBy !== null && order.startedAt === null && (
        <p>
          {t('treatment.startBy')} <Clock at={order.startBy} /> <Countdown at={order.startBy} />
        </p>
      )}
    </div>
  )
}

export function SensorDetails({ it, route, onClose }: { it: SensorNow; route: string | undefined; onClose(): void }) {
  const { t } = useWords()
  const look = sensorLook(it)
  const depth = it.depthCm === null ? t('condition.unknown') : t('condition.cm', { cm: depthText(it.depthCm) })
  return (
    <Sheet title={`${t('sensor.heading')} ${it.id}`} onClose={onClose}>
      <p className="row">
        <ShapeSample shape={SENSOR_SHAPES[look]} />
        <strong>{t(`sensor.${look}`)}</strong>
      </p>
      <Facts
        items={[
          [t('sensor.depth'), it.status === 'ok' ? depth : `${depth}（${t(`sensor.${it.status}`)}）`],
          [t('sensor.readingAt'), <Moment key="read" at={it.readingAt} none={t('sensor.never')} />],
          [t('sensor.health'), t(`health.${it.health}`)],
          ...(route === undefined
            ? []
            : ([
                [
                  t('sensor.route'),
                  <span key="r" lang="ja">
                    {route}
                  </span>,
                ],
              ] as const)),
          ...(it.maintenanceUntil === null
            ? []
            : ([[t('sensor.until'), <Clock key="until" at={it.maintenanceUntil} />]] as const)),
        ]}
      />
      <Link to={`/console/sensors/${encodeURIComponent(it.id)}`} className="button">
        {t('sensor.open')}
      </Link>
    </Sheet>
  )
}

function Moment({ at, none }: { readonly at: string | null | undefined; readonly none: string }) {
  if (at == null) return none
  return (
    <>
      <Clock at={at} />{' '}
      <span className="soft small">
        (<Ago at={at} />)
      </span>
    </>
  )
}

function Due({ at, none }: { readonly at: string | null | undefined; readonly none: string }) {
  return at == null ? none : <Clock at={at} />
}
