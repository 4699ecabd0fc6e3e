import './orders.css'
import { useTranslation } from 'react-i18next'
import { currentLanguage } from '../../shared/language.ts'
import { useServerNow } from '../../shared/live.ts'
import { usePages } from '../../shared/queries.ts'
import { Link, useSearch } from '../../shared/router.tsx'
import { useMay, useSignedIn } from '../../shared/session/session.ts'
import { DeadlineStatus } from '../ui/Badge.tsx'
import { Page } from '../ui/Page.tsx'
import { Paged } from '../ui/Paged.tsx'
import { Empty } from '../ui/Problem.tsx'
import { CsvLink } from '../ui/parts.tsx'
import { type Column, Table } from '../ui/Table.tsx'
import { Clock } from '../ui/times.tsx'
import { OrderFilters } from './OrderFilters.tsx'
import { type Order, orderPath } from './order.ts'
import { orderQuery } from './order-query.ts'
import { StateOf } from './StateOf.tsx'
import { useWords } from './words.ts'

const MINUTE_MS = 60_000

/** Orders of a night, or of any: on the screen, in Excel, on paper for the morning meeting. */
export default function OrdersPage() {
  const { t } = useWords()
  const search = useSearch()
  const mayOrder = useMay('orders:write')
  const { timeZone } = useSignedIn().authority
  const nowMs = useServerNow()
  const query = orderQuery(search, nowMs, timeZone)
  const pages = usePages<Order>(`/api/v1/orders${query}`, { keep: true })
  const csv = `/api/v1/orders.csv${query}${query === '' ? '?' : '&'}lang=${currentLanguage()}`
  return (
    <Page
      title={t('title')}
      lead={<span className="no-print">{t('one.morning')}</span>}
      actions={
        <>
          {mayOrder && (
            <Link to="/console/orders/new" className="button is-main">
              {t('newOrder')}
            </Link>
          )}
          <CsvLink href={csv} />
          <button type="button" className="button" onClick={() => window.print()}>
            {t('one.print')}
          </button>
        </>
      }
    >
      <OrderFilters />
      <Paged
        pages={pages}
        more={t('list.more')}
        empty={
          <Empty title={t('list.empty')}>
            <p>{t('list.emptyText')}</p>
          </Empty>
        }
      >
        {(orders) => <List orders={orders} />}
      </Paged>
    </Page>
  )
}

function List({ orders }: { readonly orders: readonly Order[] }) {
  const { t } = useWords()
  const { t: word } = useTranslation()
  const columns: readonly Column<Order>[] = [
    {
      id: 'route',
      title: t('list.route'),
      sortBy: (it) => it.routeName,
      cell: (it) => (
        <span className="orders-cell">
          <Link to={orderPath(it.id)}>{it.routeName}</Link>
          <span className="small soft">{it.blockName}</span>
        </span>
      ),
    },
    { id: 'level', title: t('list.level'), sortBy: (it) => it.level, cell: (it) => word(`level.${it.level}`) },
    { id: 'state', title: t('list.state'), sortBy: (it) => it.state, cell: (it) => <StateOf order={it} /> },
    {
      id: 'contractor',
      title: t('list.contractor'),
      sortBy: (it) => it.contractorName,
      cell: (it) => it.contractorName ?? <span className="soft">{t('list.nobody')}</span>,
    },
    { id: 'raised', title: t('list.raised'), sortBy: (it) => it.createdAt, cell: (it) => <Clock at={it.createdAt} /> },
    {
      id: 'startBy',
      title: t('list.startBy'),
      sortBy: (it) => it.startBy,
      cell: (it) => (
        <span className="orders-cell">
          {it.startBy === null ? t('one.noDeadline') : <Clock at={it.startBy} />}
          {saysDeadline(it) && <DeadlineStatus state={it.deadlineState} />}
        </span>
      ),
    },
    {
      id: 'started',
      title: t('list.started'),
      sortBy: (it) => it.startedAt,
      cell: (it) => <When at={it.startedAt} />,
    },
    {
      id: 'completed',
      title: t('list.completed'),
      sortBy: (it) => it.completedAt,
      cell: (it) => <When at={it.completedAt} />,
    },
    { id: 'minutes', title: t('list.minutes'), align: 'end', sortBy: workedMin, cell: (it) => worked(workedMin(it)) },
  ]
  return <Table caption={t('list.caption')} columns={columns} rows={orders} rowKey={(it) => it.id} />

  function worked(minutes: number | null) {
    return minutes === null ? (
      <span className="soft orders-not-yet">{t('list.notYet')}</span>
    ) : (
      t('list.minutesUnit', { count: minutes })
    )
  }
}

/** Trouble always; that all is well only of work that is over, so that trouble is seen among two hundred rows. */
function saysDeadline({ level, finishBy, deadlineState, completedAt }: Order): boolean {
  return level === 'dispatch' && finishBy !== null && (deadlineState !== 'on-time' || completedAt !== null)
}

function workedMin({ startedAt, completedAt }: Order): number | null {
  if (startedAt === null || completedAt === null) return null
  return Math.round((Date.parse(completedAt) - Date.parse(startedAt)) / MINUTE_MS)
}

function When({ at }: { readonly at: string | null }) {
  const { t } = useWords()
  return at === null ? <span className="soft orders-not-yet">{t('list.notYet')}</span> : <Clock at={at} />
}
