import { apiSend } from '../../shared/api-client.ts'
import { usePages } from '../../shared/queries.ts'
import { useMay } from '../../shared/session/session.ts'
import { ActionButton } from '../ui/actions.tsx'
import { Panel } from '../ui/Page.tsx'
import { Paged } from '../ui/Paged.tsx'
import { Empty } from '../ui/Problem.tsx'
import { type Column, Table } from '../ui/Table.tsx'
import { Clock } from '../ui/times.tsx'
import { renewContractors } from './ContractorForm.tsx'
import { DeliveryState } from './DeliveryState.tsx'
import type { Delivery } from './types.ts'
import { useWords } from './words.ts'

const PAGE = 20

/** What was sent to a contractor, newest first, to be sent again. */
export function DeliveriesPanel({ contractorId }: { readonly contractorId: string }) {
  const { t } = useWords()
  const path = `/api/v1/contractors/${encodeURIComponent(contractorId)}/deliveries?limit=${PAGE}`
  const pages = usePages<Delivery>(path)
  const columns = useColumns(useMay('contractors:write'))
  return (
    <Panel title={t('deliveries.title')}>
      <Paged pages={pages} empty={<Empty title={t('deliveries.empty')} />}>
        {(rows) => (
          <Table
            caption={t('deliveries.title')}
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

function useColumns(mayWrite: boolean): readonly Column<Delivery>[] {
  const { t } = useWords()
  const again: Column<Delivery> = {
    id: 'again',
    title: '',
    cell: ({ id, state }) =>
      state !== 'pending' && (
        <ActionButton
          done={t('deliveries.sent')}
          act={async (idempotencyKey) => {
            await apiSend('POST', `/api/v1/deliveries/${encodeURIComponent(id)}/replay`, {}, { idempotencyKey })
            await renewContractors()
          }}
        >
          {t('deliveries.again')}
        </ActionButton>
      ),
  }
  return [
    { id: 'at', title: t('deliveries.at'), cell: (it) => <Clock at={it.createdAt} /> },
    { id: 'type', title: t('deliveries.type'), cell: (it) => t(`deliveries.typeWord.${it.type}`) },
    { id: 'channel', title: t('deliveries.channel'), cell: (it) => t(`channel.${it.channel}`) },
    { id: 'state', title: t('deliveries.state'), cell: (it) => <DeliveryState delivery={it} /> },
    { id: 'attempts', title: t('deliveries.attempts'), align: 'end', cell: (it) => it.attempts, wideOnly: true },
    ...(mayWrite ? [again] : []),
  ]
}
