import { useApi } from '../../shared/queries.ts'
import { Link } from '../../shared/router.tsx'
import { Badge, DeadlineStatus, OrderStatus } from '../ui/Badge.tsx'
import { Panel } from '../ui/Page.tsx'
import { Empty, Loaded } from '../ui/Problem.tsx'
import { Reasons } from '../ui/parts.tsx'
import { type Column, Table } from '../ui/Table.tsx'
import { Clock } from '../ui/times.tsx'
import type { Decision, Order, Page } from './api.ts'
import { useWords } from './words.ts'

const LIMIT = 20
const RESULT_TONES = { fire: 'bad', hold: 'calm', release: 'good', unknown: 'unknown' } as const

/** What was decided on a route, each with its reasons in words. */
export function RouteDecisions({ routeId }: { readonly routeId: string }) {
  const { t } = useWords()
  const decisions = useApi<Page<Decision>>(`/api/v1/decisions?route=${encodeURIComponent(routeId)}&limit=${LIMIT}`)
  const columns: Column<Decision>[] = [
    { id: 'at', title: t('route.when'), cell: (it) => <Clock at={it.at} /> },
    {
      id: 'result',
      title: t('route.result'),
      cell: (it) => (
        <span className="series-result">
          <Badge tone={RESULT_TONES[it.result]}>{t(`result.${it.result}`)}</Badge>
          <span className="small">{t(`level.${it.level}`, { ns: 'translation' })}</span>
        </span>
      ),
    },
    { id: 'because', title: t('route.because'), cell: (it) => <Reasons reasons={it.reasons} /> },
    {
      id: 'by',
      title: t('route.by'),
      cell: (it) => (
        <Link to={`/console/decisions/${it.id}`}>
          {t('route.byRule', { id: `${it.criterionId} v${it.criterionVersion}` })}
        </Link>
      ),
    },
  ]
  return (
    <Panel title={t('route.decisions')}>
      <Loaded query={decisions}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty title={t('route.noneDecisions')} />
          ) : (
            <Table caption={t('route.decisions')} columns={columns} rows={items} rowKey={(it) => it.id} />
          )
        }
      </Loaded>
    </Panel>
  )
}

/** The orders of a route, newest first. */
export function RouteOrders({ routeId }: { readonly routeId: string }) {
  const { t } = useWords()
  const orders = useApi<Page<Order>>(`/api/v1/orders?route=${encodeURIComponent(routeId)}&limit=${LIMIT}`)
  const columns: Column<Order>[] = [
    { id: 'at', title: t('route.when'), cell: (it) => <Clock at={it.createdAt} /> },
    {
      id: 'level',
      title: t('route.level'),
      cell: (it) => <Link to={`/console/orders/${it.id}`}>{t(`level.${it.level}`, { ns: 'translation' })}</Link>,
    },
    { id: 'state', title: t('route.state'), cell: (it) => <OrderStatus state={it.state} /> },
    { id: 'deadline', title: t('route.deadline'), cell: (it) => <DeadlineStatus state={it.deadlineState} /> },
    {
      id: 'by',
      title: t('route.by'),
      cell: (it) =>
        it.criterionId === null ? (it.reason ?? t('route.byPerson')) : t('route.byRule', { id: it.criterionId }),
    },
  ]
  return (
    <Panel title={t('route.orders')}>
      <Loaded query={orders}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty title={t('route.noneOrders')} />
          ) : (
            <Table caption={t('route.orders')} columns={columns} rows={items} rowKey={(it) => it.id} />
          )
        }
      </Loaded>
    </Panel>
  )
}
