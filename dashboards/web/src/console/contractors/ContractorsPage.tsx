import { useTranslation } from 'react-i18next'
import { useApi, useWholeList } from '../../shared/queries.ts'
import { Link } from '../../shared/router.tsx'
import { useMay } from '../../shared/session/session.ts'
import { Badge } from '../ui/Badge.tsx'
import { Page, Panel } from '../ui/Page.tsx'
import { Empty, Loaded, Problem } from '../ui/Problem.tsx'
import { type Column, Table } from '../ui/Table.tsx'
import { Ago, Clock, durationText } from '../ui/times.tsx'
import { ChannelBadges } from './ChannelBadges.tsx'
import { AddContractor } from './ContractorForm.tsx'
import { PhoneLink } from './PhoneLink.tsx'
import type { Contractor, ContractorRecord, ContractorRecords } from './types.ts'
import { useWords } from './words.ts'
import './contractors.css'

interface Row {
  readonly firm: Contractor
  /** undefined: not read yet. */
  readonly record: ContractorRecord | undefined
}

/** Every contractor with how it answered and whether it can be reached. */
export default function ContractorsPage() {
  const { t } = useWords()
  const firms = useWholeList<Contractor>('/api/v1/contractors')
  const records = useApi<ContractorRecords>('/api/v1/contractor-records')
  const columns = useColumns()
  const mayWrite = useMay('contractors:write')
  const rows = (firms.data ?? []).map((firm): Row => {
    return { firm, record: records.data?.items.find((it) => it.contractorId === firm.id) }
  })
  return (
    <Page title={t('title')} lead={t('lead')} {...(mayWrite ? { actions: <AddContractor /> } : {})}>
      <Panel>
        {records.error !== null && <Problem error={records.error} onRetry={records.refetch} />}
        <Loaded query={firms}>
          {(all) =>
            all.length === 0 ? (
              <Empty title={t('empty')}>{t('emptyText')}</Empty>
            ) : (
              <Table caption={t('title')} columns={columns} rows={rows} rowKey={(it) => it.firm.id} />
            )
          }
        </Loaded>
        {records.data !== undefined && (
          <p className="soft small">
            {t('since')} <Clock at={records.data.since} />
          </p>
        )}
      </Panel>
    </Page>
  )
}

function useColumns(): readonly Column<Row>[] {
  const { t } = useWords()
  const { t: common } = useTranslation()
  return [
    {
      id: 'name',
      title: t('name'),
      sortBy: (it) => it.firm.name,
      cell: ({ firm }) => (
        <Link to={`/console/contractors/${encodeURIComponent(firm.id)}`} className="contractors-name">
          {firm.name}
        </Link>
      ),
    },
    { id: 'phone', title: t('phone'), cell: ({ firm }) => <PhoneLink firm={firm} /> },
    {
      id: 'open',
      title: t('open'),
      sortBy: (it) => it.record?.openOffers ?? null,
      cell: ({ record }) =>
        record === undefined || record.openOffers === 0 ? (
          <span className="soft">{t('none')}</span>
        ) : (
          <Badge tone="warn">{t('openCount', { count: record.openOffers })}</Badge>
        ),
    },
    {
      id: 'answers',
      title: t('answers'),
      sortBy: (it) => it.record?.asked ?? null,
      cell: ({ record }) => record !== undefined && <Answers record={record} />,
    },
    {
      id: 'median',
      title: t('median'),
      sortBy: (it) => it.record?.medianAnswerS ?? null,
      cell: ({ record }) =>
        record === undefined
          ? ''
          : record.medianAnswerS === null
            ? t('noAnswer')
            : durationText(record.medianAnswerS, common),
    },
    {
      id: 'lastSign',
      title: t('lastSign'),
      sortBy: (it) => it.record?.lastSignAt ?? null,
      cell: ({ record }) =>
        record === undefined ? '' : record.lastSignAt === null ? t('never') : <Ago at={record.lastSignAt} />,
    },
    {
      id: 'channels',
      title: t('channels'),
      cell: ({ firm, record }) => record !== undefined && <ChannelBadges firm={firm} channels={record.channels} />,
    },
  ]
}

/** What became of the offers, in words. */
export function Answers({ record }: { readonly record: ContractorRecord }) {
  const { t } = useWords()
  const { asked, accepted, declined, expired } = record
  if (asked === 0) return <span className="soft">{t('notAsked')}</span>
  return <span className="number">{t('answersText', { asked, accepted, declined, expired })}</span>
}
