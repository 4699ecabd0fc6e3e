import { useTranslation } from 'react-i18next'
import { usePages, useWholeList } from '../../shared/queries.ts'
import { Link } from '../../shared/router.tsx'
import { OrderStatus } from '../ui/Badge.tsx'
import { Panel } from '../ui/Page.tsx'
import { Paged } from '../ui/Paged.tsx'
import { Empty } from '../ui/Problem.tsx'
import { type Column, Table } from '../ui/Table.tsx'
import { Clock } from '../ui/times.tsx'
import type { WorkOrder } from './types.ts'
import { useWords } from './words.ts'

const PAGE = 20

/** The orders a contractor was asked for, newest first. */
export function OrdersPanel({ contractorId }: { readonly contractorId: string }) {
  const { t } = useWords()
  const pages = usePages<WorkOrder>(`/api/v1/orders?contractor=${encodeURIComponent(contractorId)}&limit=${PAGE}`)
  const columns = useColumns(contractorId)
  return (
    <Panel title={t('orders.title')}>
      <Paged pages={pages} empty={<Empty title={t('orders.empty')} />}>
        {(rows) => (
          <Table
            caption={t('orders.title')}
            columns={columns}
            rows={rows}
            rowKey={(it) => it.id}
            pageSize={Number.MAX_SAFE_INTEGER}
          />
        )}
      </Paged>
    </Panel>
  )
}

function useColumns(contractorId: string): readonly Column<WorkOrder>[] {
  const { t } = useWords()
  const { t: common } = useTranslation()
  const routes = useWholeList<{ readonly id: string; readonly name: string }>('/api/v1/routes', { everyMs: false })
  const nameOf = (id: string) => routes.data?.find((it) => it.id === id)?.name ?? id
  return [
    {
      id: 'route',
      title: t('orders.route'),
      cell: (it) => <Link to={`/console/orders/${encodeURIComponent(it.id)}`}>{nameOf(it.routeId)}</Link>,
    },
    { id: 'level', title: t('orders.level'), cell: (it) => common(`level.${it.level}`) },
    {
      id: 'state',
      title: t('orders.state'),
      cell: (it) => (
        <span className="row">
          <OrderStatus state={it.state} />
          {it.contractorId !== null && it.contractorId !== contractorId && (
            <span className="small soft">{t('orders.other')}</span>
          )}
        </span>
      ),
    },
    { id: 'at', title: t('orders.at'), cell: (it) => <Clock at={it.createdAt} /> },
  ]
}
