import { currentLanguage } from '../../shared/language.ts'
import { useApi, usePages } from '../../shared/queries.ts'
import { setSearch, useSearch } from '../../shared/router.tsx'
import { useSignedIn } from '../../shared/session/session.ts'
import { Select, TextInput } from '../ui/fields.tsx'
import { Page, Panel } from '../ui/Page.tsx'
import { Paged } from '../ui/Paged.tsx'
import { Empty, Loaded } from '../ui/Problem.tsx'
import { CopyText, CsvLink } from '../ui/parts.tsx'
import { EventRow } from './EventRow.tsx'
import { type AuditEvent, auditQuery, FILTER_NAMES, type Filter, filterOf } from './filter.ts'
import { jaTypes } from './type-words.ts'
import { useWords } from './words.ts'
import './audit.css'

const PAGE = 50

/** The journal: who did what, when and why; narrowed by the address, so that a view can be passed on. */
export default function AuditPage() {
  const { t } = useWords()
  const { timeZone } = useSignedIn().authority
  const filter = filterOf(useSearch())
  const query = auditQuery(filter, timeZone)
  const csv = new URLSearchParams(query)
  csv.set('lang', currentLanguage())
  const pages = usePages<AuditEvent>(`/api/v1/audit?${query}${query === '' ? '' : '&'}order=newest&limit=${PAGE}`)
  return (
    <Page title={t('title')} lead={t('lead')} actions={<CsvLink href={`/api/v1/audit.csv?${csv}`} label={t('csv')} />}>
      <Panel title={t('filter')} className="no-print">
        <FilterForm filter={filter} />
        <p className="soft small">{t('csvText')}</p>
      </Panel>
      <Panel>
        <Paged pages={pages} more={t('more')} empty={<Empty title={t('empty')}>{t('emptyText')}</Empty>}>
          {(events) => (
            <ol className="audit-list">
              {events.map((it) => (
                <EventRow key={it.id} event={it} />
              ))}
            </ol>
          )}
        </Paged>
      </Panel>
      <ChainPanel />
    </Page>
  )
}

function FilterForm({ filter }: { readonly filter: Filter }) {
  const { t } = useWords()
  const kinds = Object.keys(jaTypes).filter((it) => it !== 'authority')
  const isSet = FILTER_NAMES.some((it) => filter[it] !== '')
  return (
    <div className="audit-filter">
      <Select
        label={t('kind')}
        value={filter.type}
        options={[
          { value: '', label: t('all') },
          ...(filter.type === '' || kinds.includes(filter.type) ? [] : [{ value: filter.type, label: filter.type }]),
          ...kinds.map((it) => ({ value: it, label: t(`nouns.${it}`) })),
        ]}
        onChange={(type) => setSearch({ type })}
      />
      <TextInput type="date" label={t('from')} value={filter.from} onChange={(from) => setSearch({ from })} />
      <TextInput type="date" label={t('to')} value={filter.to} onChange={(to) => setSearch({ to })} />
      <TextInput
        type="search"
        label={t('subject')}
        hint={t('subjectHint')}
        value={filter.subject}
        maxLength={128}
        onChange={(subject) => setSearch({ subject })}
      />
      <TextInput
        type="search"
        label={t('who')}
        value={filter.actor}
        maxLength={128}
        placeholder="user:…"
        onChange={(actor) => setSearch({ actor })}
      />
      {isSet && (
        <button
          type="button"
          className="button"
          onClick={() => setSearch(Object.fromEntries(FILTER_NAMES.map((it) => [it, null])))}
        >
          {t('clear')}
        </button>
      )}
    </div>
  )
}

/** What to note elsewhere, so that nobody can change the journal unnoticed. */
function ChainPanel() {
  const { t } = useWords()
  const head = useApi<{ readonly id: number; readonly hash: string }>('/api/v1/audit/head')
  return (
    <Panel title={t('chain.title')}>
      <Loaded query={head}>
        {({ id, hash }) =>
          id === 0 ? (
            <p className="soft">{t('chain.empty')}</p>
          ) : (
            <div className="stack">
              <p>{t('chain.text')}</p>
              <p className="number">{t('chain.id', { id })}</p>
              <CopyText text={hash} label={t('chain.label')} />
              <p className="soft small">{t('chain.how')}</p>
              <CopyText text={`yukiban audit verify --expect ${hash}`} label={t('chain.command')} />
            </div>
          )
        }
      </Loaded>
    </Panel>
  )
}
