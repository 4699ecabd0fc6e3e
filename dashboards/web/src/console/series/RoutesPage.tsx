import './series.css'
import { useDeferredValue, useMemo, useState } from 'react'
import { seeker } from '../../shared/fold.ts'
import { useServerNow } from '../../shared/live.ts'
import { useApi } from '../../shared/queries.ts'
import { Link } from '../../shared/router.tsx'
import { Badge, DeadlineStatus } from '../ui/Badge.tsx'
import { Select, TextInput } from '../ui/fields.tsx'
import { Page, Panel } from '../ui/Page.tsx'
import { Empty, Loaded } from '../ui/Problem.tsx'
import { type Column, Table } from '../ui/Table.tsx'
import { Ago, Clock } from '../ui/times.tsx'
import { type Listed, listed, type MapLines, type MapState, SHOWS, type Show, shownBy } from './listed.ts'
import { type T, useWords } from './words.ts'

/** So many rows at a time: the worst come first, and the search finds the others. */
const ROWS = 100
const MINUTE_MS = 60_000
const TONES = { none: 'calm', ordered: 'warn', working: 'info', done: 'good' } as const

/** Every route: condition and treatment apart, the most pressing first. */
export default function RoutesPage() {
  const { t } = useWords()
  const lines = useApi<MapLines>('/api/v1/map/lines', { everyMs: false })
  const state = useApi<MapState>('/api/v1/map/state', { everyMs: 30_000 })
  return (
    <Page title={t('list.title')} lead={t('list.lead')}>
      <Loaded query={lines}>
        {(known) => <Loaded query={state}>{(now) => <List lines={known} state={now} />}</Loaded>}
      </Loaded>
    </Page>
  )
}

function List({ lines, state }: { readonly lines: MapLines; readonly state: MapState }) {
  const { t } = useWords()
  const nowMs = useServerNow()
  // what turns unknown by itself does so within a minute; ages tick by themselves
  const minuteMs = Math.floor(nowMs / MINUTE_MS) * MINUTE_MS
  const rows = useMemo(() => listed(lines, state, minuteMs), [lines, state, minuteMs])
  const [search, setSearch] = useState('')
  const [block, setBlock] = useState('')
  const [show, setShow] = useState<Show>('all')
  const wanted = useDeferredValue(search)
  const found = useMemo(() => {
    const isSought = seeker(wanted)
    return rows.filter((it) => shownBy(it, show) && (block === '' || it.blockId === block) && isSought(it.text))
  }, [rows, show, block, wanted])
  const shownColumns = useMemo(() => columns(t), [t])
  const blocks = [
    { value: '', label: t('list.all') },
    ...lines.blocks.map(({ id, name }) => ({ value: id, label: name })),
  ]
  const shows = SHOWS.map((value) => ({ value, label: t(SHOW_WORDS[value]) }))
  return (
    <div className="stack">
      <div className="series-filters no-print">
        <TextInput label={t('list.search')} type="search" value={search} onChange={setSearch} />
        <Select label={t('list.block')} value={block} options={blocks} onChange={setBlock} />
        <Select<Show> label={t('list.show')} value={show} options={shows} onChange={setShow} />
      </div>
      <p className="small soft" role="status">
        {t('list.count', { count: found.length })}
      </p>
      {found.length === 0 ? (
        <Empty title={t('list.none')} />
      ) : (
        <Panel>
          <Table caption={t('list.title')} columns={shownColumns} rows={found} rowKey={idOf} pageSize={ROWS} />
        </Panel>
      )}
    </div>
  )
}

const idOf = ({ id }: Listed): string => id

const SHOW_WORDS = { all: 'list.showAll', unknown: 'list.showUnknown', open: 'list.showOpen' } as const

function columns(t: T): Column<Listed>[] {
  return [
    {
      id: 'route',
      title: t('list.route'),
      sortBy: (it) => it.name,
      cell: (it) => (
        <span>
          <Link to={`/console/routes/${encodeURIComponent(it.id)}`}>{it.name}</Link>
          <br />
          <span className="small soft">{it.block}</span>
        </span>
      ),
    },
    {
      id: 'depth',
      title: t('list.condition'),
      sortBy: (it) => it.depthCm,
      cell: (it) => <Condition row={it} />,
    },
    {
      id: 'since',
      title: t('route.since'),
      align: 'end',
      sortBy: (it) => it.sinceCm,
      cell: (it) =>
        it.sinceCm === null ? <span className="soft">{t('unknown')}</span> : t('cm', { cm: it.sinceCm.toFixed(1) }),
    },
    { id: 'treatment', title: t('list.treatment'), sortBy: (it) => it.treatment, cell: (it) => <Treatment row={it} /> },
    {
      id: 'deadline',
      title: t('list.deadline'),
      sortBy: (it) => it.deadlineMs,
      cell: (it) => (
        <span className="series-result">
          {it.deadlineAt !== null && <Clock at={it.deadlineAt} />}
          {it.risk !== null && it.risk !== 'on-time' && <DeadlineStatus state={it.risk} />}
        </span>
      ),
    },
  ]
}

function Condition({ row }: { readonly row: Listed }) {
  const { t } = useWords()
  return (
    <span className="series-cell">
      {row.depthCm === null ? (
        <Badge tone="unknown">
          {t('unknown')}
          {row.why !== null && `: ${t(`why.${row.why}`)}`}
        </Badge>
      ) : (
        <strong className="number">{t('cm', { cm: row.depthCm.toFixed(1) })}</strong>
      )}
      {row.observedAt !== null && (
        <span className="small soft">
          <Ago at={row.observedAt} />
        </span>
      )}
    </span>
  )
}

function Treatment({ row }: { readonly row: Listed }) {
  const { t } = useWords()
  return (
    <span className="series-cell">
      <Badge tone={TONES[row.treatment]} icon={row.treatment}>
        {t(`treatment.${row.treatment}`)}
      </Badge>
      {row.lastPassAt !== null && (
        <span className="small soft">
          <Ago at={row.lastPassAt} />
        </span>
      )}
    </span>
  )
}
