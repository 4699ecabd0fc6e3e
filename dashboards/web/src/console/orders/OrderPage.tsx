import './orders.css'
import { useTranslation } from 'react-i18next'
import { useApi } from '../../shared/queries.ts'
import { Link } from '../../shared/router.tsx'
import { useMay } from '../../shared/session/session.ts'
import { DeadlineStatus } from '../ui/Badge.tsx'
import { Facts, Page, Panel } from '../ui/Page.tsx'
import { Loaded } from '../ui/Problem.tsx'
import { Reasons } from '../ui/parts.tsx'
import { Clock, Countdown } from '../ui/times.tsx'
import { Course } from './Course.tsx'
import { GoneNotes } from './gone.tsx'
import { Ladder } from './Ladder.tsx'
import { OrderCommands } from './OrderCommands.tsx'
import type { OrderDetail } from './order.ts'
import { StateOf } from './StateOf.tsx'
import { useWords } from './words.ts'

const OPEN_STATES: readonly string[] = ['proposed', 'requested', 'accepted', 'started']

/** One order: what it is, who was asked, what happened, and what can be done. */
export default function OrderPage({ params }: { readonly params: Readonly<Record<string, string>> }) {
  const { t } = useWords()
  const { t: word } = useTranslation()
  const path = `/api/v1/orders/${encodeURIComponent(params.id ?? '')}`
  const query = useApi<OrderDetail>(path)
  const order = query.data
  return (
    <Page
      title={order === undefined ? t('title') : `${order.routeName} ${word(`level.${order.level}`)}`}
      back={{ to: '/console/orders', label: t('back') }}
      {...(order === undefined ? {} : { lead: order.blockName })}
      actions={
        <button type="button" className="button" onClick={() => window.print()}>
          {t('one.print')}
        </button>
      }
    >
      <GoneNotes />
      <Loaded query={query}>{(data) => <Shown order={data} path={path} />}</Loaded>
    </Page>
  )
}

function Shown({ order, path }: { readonly order: OrderDetail; readonly path: string }) {
  const { t } = useWords()
  const mayAct = useMay('orders:write')
  const open = OPEN_STATES.includes(order.state)
  return (
    <div className="orders-columns">
      <div className="stack">
        <OrderFacts order={order} open={open} />
        <Panel title={t('one.commands')} className="no-print">
          {order.alarmAt !== null && open && <p className="error-text">{t('one.alarm')}</p>}
          {order.noLongerNeededAt !== null && open && <p className="error-text">{t('one.noLongerNeeded')}</p>}
          {open && mayAct ? (
            <OrderCommands order={order} />
          ) : (
            <p className="soft">{t(open ? 'one.viewOnly' : 'one.closed')}</p>
          )}
        </Panel>
        <DecisionPanel order={order} />
        <Ladder order={order} />
      </div>
      <Course path={path} />
    </div>
  )
}

function OrderFacts({ order, open }: { readonly order: OrderDetail; readonly open: boolean }) {
  const { t } = useWords()
  const { startBy, finishBy, contractorName, progress, reason } = order
  const waits = open && order.startedAt === null
  return (
    <Panel title={t('one.facts')}>
      <p className="row orders-states">
        <StateOf order={order} />
        {order.level === 'dispatch' && finishBy !== null && <DeadlineStatus state={order.deadlineState} />}
      </p>
      <Facts
        items={[
          [t('one.raised'), <Clock key="raised" at={order.createdAt} />],
          [
            t('one.startBy'),
            startBy === null ? (
              t('one.noDeadline')
            ) : (
              <span key="start" className="row">
                <Clock at={startBy} />
                {waits && <Countdown at={startBy} warnMs={30 * 60_000} />}
              </span>
            ),
          ],
          [t('one.finishBy'), finishBy === null ? t('one.noDeadline') : <Clock key="finish" at={finishBy} />],
          [t('one.contractor'), contractorName ?? t('one.nobodyYet')],
          [t('one.priority'), t('one.priorityOf', { value: order.priority })],
          [t('one.respond'), t('one.minutes', { count: order.respondMin })],
        ]}
      />
      {reason !== null && (
        <p className="orders-aside">
          <span className="small soft">{t('one.reason')}</span>
          <br />
          {reason}
        </p>
      )}
      {(order.state === 'accepted' || order.state === 'started') && (
        <p className="orders-aside">
          <span className="small soft">{t('one.progress')}</span>
          <br />
          {progress === null ? (
            t('one.noProgress')
          ) : (
            <>
              {progress.percent !== null && (
                <strong>{t('one.percent', { value: Math.round(progress.percent) })} </strong>
              )}
              {progress.note} <Clock at={progress.at} />
            </>
          )}
        </p>
      )}
    </Panel>
  )
}

function DecisionPanel({ order }: { readonly order: OrderDetail }) {
  const { t } = useWords()
  const { decision, decisionId } = order
  return (
    <Panel title={t('one.decision')}>
      {decisionId === null && <p>{t('one.byHand')}</p>}
      {decision !== null && (
        <div className="stack-s">
          <p className="small soft">
            {t('decision.version', { id: decision.criterionId, version: decision.criterionVersion })}・
            <Clock at={decision.at} />
          </p>
          <Reasons reasons={decision.reasons} />
          <Link to={`/console/decisions/${encodeURIComponent(decision.id)}`}>{t('one.decisionLink')}</Link>
        </div>
      )}
    </Panel>
  )
}
