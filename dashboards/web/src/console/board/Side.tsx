import { Link } from '../../shared/router.tsx'
import { orderPath } from '../orders/order.ts'
import { useWords as useOrderWords } from '../orders/words.ts'
import { Badge } from '../ui/Badge.tsx'
import { Panel } from '../ui/Page.tsx'
import { inWords } from '../ui/parts.tsx'
import { Ago, Clock } from '../ui/times.tsx'
import type { Board, BoardSensor } from './board.ts'
import { useWords } from './words.ts'

/** More sensors in doubt than this are told by block: as when a gateway fails. */
const NAMED_SENSORS = 8
const NAMED_ROUTES = 10

/** What is not known and did not arrive, beside what is to be done. */
export function Side({ board }: { readonly board: Board }) {
  return (
    <aside className="stack board-side">
      <Messages board={board} />
      <Sensors board={board} />
      <UnknownRoutes board={board} />
      <NotJudged board={board} />
      <Silences board={board} />
    </aside>
  )
}

function Sensors({ board }: { readonly board: Board }) {
  const { t } = useWords()
  const { total, items, blocks } = board.sensors
  if (total === 0) {
    const { heard, total: all } = board.head.sensors
    if (all === 0) return null
    return (
      <p className="soft small">
        {t(heard === all ? 'side.sensorsAll' : 'side.sensorsHeard', { heard, total: all })} <Unwatched board={board} />
      </p>
    )
  }
  return (
    <Panel title={t('side.sensors', { count: total })}>
      {total > NAMED_SENSORS && (
        <ul className="board-chips">
          {blocks.map((it) => (
            <li key={it.blockId}>{t('side.byBlock', { block: it.blockName, count: it.count })}</li>
          ))}
        </ul>
      )}
      <ul className="board-list">
        {items.slice(0, NAMED_SENSORS).map((it) => (
          <SensorRow key={it.deviceId} sensor={it} />
        ))}
      </ul>
      {total > NAMED_SENSORS && <p className="small">{t('side.more', { count: total - NAMED_SENSORS })}</p>}
      <p className="soft small">
        <Unwatched board={board} />
      </p>
      <Link to="/console/sensors">{t('side.sensorsLink')}</Link>
    </Panel>
  )
}

function Unwatched({ board }: { readonly board: Board }) {
  const { t } = useWords()
  const count = board.sensors.unwatched
  return count === 0 ? null : t('side.unwatched', { count })
}

function SensorRow({ sensor }: { readonly sensor: BoardSensor }) {
  const { t } = useWords()
  const { deviceId, trouble, since, why, routeName, blockName } = sensor
  const [first] = why
  return (
    <li>
      <span className="row">
        <Link to={`/console/sensors/${encodeURIComponent(deviceId)}`}>{deviceId}</Link>
        <Badge tone={trouble === 'suspect' || trouble === 'late' ? 'warn' : 'unknown'}>{t(`trouble.${trouble}`)}</Badge>
      </span>
      <span className="small soft">
        {routeName}（{blockName}）{first !== undefined && trouble === 'suspect' && `・${inWords(first)}`}{' '}
        {since !== null && <Ago at={since} />}
      </span>
    </li>
  )
}

function UnknownRoutes({ board }: { readonly board: Board }) {
  const { t } = useWords()
  const { total, items } = board.unknownRoutes
  if (total === 0) return null
  return (
    <Panel title={t('side.unknown', { count: total })}>
      <p className="small soft">{t('side.unknownText')}</p>
      <ul className="board-list">
        {items.slice(0, NAMED_ROUTES).map((it) => (
          <li key={it.routeId}>
            <Link to={`/console/routes/${encodeURIComponent(it.routeId)}`}>{it.routeName}</Link>
            <span className="small soft">
              {it.blockName} {it.since !== null && <Ago at={it.since} />}
            </span>
          </li>
        ))}
      </ul>
      {total > NAMED_ROUTES && <p className="small">{t('side.more', { count: total - NAMED_ROUTES })}</p>}
    </Panel>
  )
}

/** What nobody would be told of, however much snow lies there. */
function NotJudged({ board }: { readonly board: Board }) {
  const { t } = useWords()
  const { withoutCriterion, withoutSensors } = board.unknownRoutes
  const count = withoutCriterion + withoutSensors
  if (count === 0) return null
  return (
    <Panel title={t('side.notJudged', { count })}>
      <ul className="board-list">
        {withoutCriterion > 0 && (
          <li>
            <Link to="/console/criteria">{t('side.withoutCriterion', { count: withoutCriterion })}</Link>
          </li>
        )}
        {withoutSensors > 0 && (
          <li>
            <Link to="/console/routes">{t('side.withoutSensors', { count: withoutSensors })}</Link>
          </li>
        )}
      </ul>
    </Panel>
  )
}

function Messages({ board }: { readonly board: Board }) {
  const { t } = useWords()
  const { t: word } = useOrderWords()
  const items = board.messages?.items ?? []
  if (items.length === 0) return null
  return (
    <Panel title={t('side.messages')}>
      <ul className="board-list">
        {items.map((it) => {
          const name = it.contractorName ?? t('side.duty')
          const text = t('side.messageTo', { name, channel: word(`one.channel.${it.channel}`) })
          return (
            <li key={it.deliveryId}>
              {it.orderId === null ? <span>{text}</span> : <Link to={orderPath(it.orderId)}>{text}</Link>}
              <span className="small soft">
                <Clock at={it.createdAt} /> {it.error !== null && <span lang="en">{it.error}</span>}
              </span>
            </li>
          )
        })}
      </ul>
    </Panel>
  )
}

function Silences({ board }: { readonly board: Board }) {
  const { t } = useWords()
  const { total, items } = board.silences
  if (total === 0) return null
  return (
    <Panel title={t('side.silences', { count: total })}>
      <ul className="board-list">
        {items.map((it) => (
          <li key={it.id}>
            <span>
              {scopeText(it.scope)} {it.reason}
            </span>
            <span className="small soft">
              <Clock at={it.to} />
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  )

  function scopeText(scope: string): string {
    const [kind = '', ...id] = scope.split(':')
    return [t(`scope.${kind as 'authority' | 'road-class' | 'block' | 'route' | 'device'}`), id.join(':')]
      .filter((it) => it !== '')
      .join(' ')
  }
}
