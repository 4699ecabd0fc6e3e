import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Icon } from '../../shared/icons.tsx'
import { useApi } from '../../shared/queries.ts'
import { useMay } from '../../shared/session/session.ts'
import type { Params } from '../pages.ts'
import { Facts, Page, Panel } from '../ui/Page.tsx'
import { Loaded } from '../ui/Problem.tsx'
import { Ago, Clock, durationText } from '../ui/times.tsx'
import { ChannelBadges } from './ChannelBadges.tsx'
import { ContactPoints } from './ContactPoints.tsx'
import { EditContractor } from './ContractorForm.tsx'
import { Answers } from './ContractorsPage.tsx'
import { DeliveriesPanel } from './DeliveriesPanel.tsx'
import { OrdersPanel } from './OrdersPanel.tsx'
import { PhoneLink } from './PhoneLink.tsx'
import type { Contractor, ContractorRecords } from './types.ts'
import { WebhookPanel } from './WebhookPanel.tsx'
import { useWords } from './words.ts'
import './contractors.css'

/** One contractor: how to reach it now, how it answered, and what was sent to it. */
export default function ContractorPage({ params }: { readonly params: Params }) {
  const { t } = useWords()
  const [editing, setEditing] = useState(false)
  const id = params.id ?? ''
  const firm = useApi<Contractor>(`/api/v1/contractors/${encodeURIComponent(id)}`)
  const mayWrite = useMay('contractors:write')
  const actions = mayWrite && firm.data !== undefined && (
    <button type="button" className="button" onClick={() => setEditing(true)}>
      <Icon name="edit" />
      {t('edit')}
    </button>
  )
  return (
    <Page
      title={firm.data?.name ?? t('title')}
      back={{ to: '/console/contractors', label: t('title') }}
      {...(actions ? { actions } : {})}
    >
      <Loaded query={firm}>
        {(data) => (
          <>
            <p className="contractors-call-line">
              <PhoneLink firm={data} large />
            </p>
            <RecordPanel firm={data} />
            <ContactPoints contractorId={data.id} />
            <OrdersPanel contractorId={data.id} />
            <WebhookPanel firm={data} />
            <DeliveriesPanel contractorId={data.id} />
            {editing && <EditContractor firm={data} onClose={() => setEditing(false)} />}
          </>
        )}
      </Loaded>
    </Page>
  )
}

function RecordPanel({ firm }: { readonly firm: Contractor }) {
  const { t } = useWords()
  const { t: common } = useTranslation()
  const records = useApi<ContractorRecords>('/api/v1/contractor-records')
  return (
    <Panel title={t('record')}>
      <Loaded query={records}>
        {({ since, items }) => {
          const record = items.find((it) => it.contractorId === firm.id)
          if (record === undefined) return null
          const { openOffers, medianAnswerS, lastSignAt, channels } = record
          return (
            <Facts
              items={[
                [t('open'), openOffers === 0 ? t('none') : t('openCount', { count: openOffers })],
                [t('answers'), <Answers key="answers" record={record} />],
                [t('median'), medianAnswerS === null ? t('noAnswer') : durationText(medianAnswerS, common)],
                [t('lastSign'), lastSignAt === null ? t('never') : <Ago key="sign" at={lastSignAt} />],
                [t('channels'), <ChannelBadges key="channels" firm={firm} channels={channels} />],
                [t('capacity'), firm.capacity === null ? t('capacityNone') : `${firm.capacity} ${t('routesUnit')}`],
                [t('since'), <Clock key="since" at={since} />],
              ]}
            />
          )
        }}
      </Loaded>
    </Panel>
  )
}
