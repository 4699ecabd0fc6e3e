import { useDeferredValue, useMemo, useState } from 'react'
import { searchable, seeker } from '../../shared/fold.ts'
import { currentLanguage } from '../../shared/language.ts'
import { Link, setSearch, useSearch } from '../../shared/router.tsx'
import { useMay } from '../../shared/session/session.ts'
import { TextInput } from '../ui/fields.tsx'
import { Page, Panel } from '../ui/Page.tsx'
import { Empty, Loaded } from '../ui/Problem.tsx'
import { CsvLink } from '../ui/parts.tsx'
import { type Column, Table } from '../ui/Table.tsx'
import { Clock } from '../ui/times.tsx'
import { BatteryCell, DeviceCell, HealthCell, PlaceCell, QualityCell, SeenCell, SnowCell } from './cells.tsx'
import { CONCERNS, type Concern, concerns, type FleetDevice, severityOf, useFleet } from './fleet.ts'
import { MaintenanceDialog } from './Maintenance.tsx'
import { useWords } from './words.ts'
import './sensors.css'

/** So many rows at once: two thousand would take a phone a second. */
const ROWS_AT_ONCE = 100

/** The fleet: who is heard, what it measures now, what is wrong with it. */
export default function SensorsPage() {
  const { t } = useWords()
  const fleet = useFleet()
  const mayAdd = useMay('devices:write')
  const count = fleet.data?.items.length
  return (
    <Page
      title={t('title')}
      {...(count === undefined ? {} : { lead: t('lead', { count }) })}
      actions={
        <>
          <CsvLink href={`/api/v1/devices.csv?lang=${currentLanguage()}`} label={t('csv')} />
          {mayAdd && (
            <Link to="/console/setup" className="button">
              {t('add')}
            </Link>
          )}
        </>
      }
    >
      <Loaded query={fleet}>
        {({ items }) => (items.length === 0 ? <Empty title={t('none')} /> : <Fleet items={items} />)}
      </Loaded>
    </Page>
  )
}

function Fleet({ items }: { readonly items: readonly FleetDevice[] }) {
  const { t } = useWords()
  const search = useSearch()
  const concern = CONCERNS.find((it) => it === search.get('show')) ?? 'all'
  const text = search.get('q') ?? ''
  const wanted = useDeferredValue(text)
  const shownConcern = useDeferredValue(concern)
  const mayMaintain = useMay('silences:write')
  const [chosen, setChosen] = useState<string | null>(null)
  const texts = useMemo(() => new Map(items.map((it) => [it, textOf(it)])), [items])
  const found = useMemo(() => {
    const isSought = seeker(wanted)
    return items.filter((it) => concerns(it, shownConcern) && isSought(texts.get(it) ?? ''))
  }, [items, texts, shownConcern, wanted])
  const columns = useColumns(mayMaintain ? setChosen : null)
  const device = items.find((it) => it.id === chosen)
  return (
    <>
      <search className="sensors-search no-print">
        <TextInput
          label={t('search')}
          type="search"
          placeholder={t('searchHint')}
          value={text}
          onChange={(q) => setSearch({ q })}
        />
      </search>
      <Concerns items={items} concern={concern} />
      <Panel>
        <p role="status" className="number small soft">
          {t('found', { count: found.length })}
        </p>
        {found.length === 0 ? (
          <Empty title={t('nothing')} />
        ) : (
          <Table
            key={shownConcern}
            caption={t('title')}
            columns={columns}
            rows={found}
            rowKey={idOf}
            sortedBy={{ id: 'health', descending: true }}
            pageSize={ROWS_AT_ONCE}
          />
        )}
      </Panel>
      {device !== undefined && <MaintenanceDialog device={device} onClose={() => setChosen(null)} />}
    </>
  )
}

const idOf = ({ id }: FleetDevice): string => id

function Concerns({ items, concern }: { readonly items: readonly FleetDevice[]; readonly concern: Concern }) {
  const { t } = useWords()
  return (
    <fieldset className="sensors-concerns no-print">
      <legend className="hidden-text">{t('showing')}</legend>
      {CONCERNS.map((it) => (
        <button
          key={it}
          type="button"
          className="button"
          aria-pressed={it === concern}
          onClick={() => setSearch({ show: it === 'all' ? null : it })}
        >
          {t(`concern.${it}`)} <span className="number">{items.filter((device) => concerns(device, it)).length}</span>
        </button>
      ))}
    </fieldset>
  )
}

/** @param onMaintain null: the person may not take devices into maintenance. */
function useColumns(onMaintain: ((id: string) => void) | null): readonly Column<FleetDevice>[] {
  const { t } = useWords()
  return useMemo(
    (): readonly Column<FleetDevice>[] => [
      { id: 'device', title: t('column.device'), cell: (it) => <DeviceCell it={it} />, sortBy: (it) => it.id },
      {
        id: 'place',
        title: t('column.place'),
        cell: (it) => <PlaceCell it={it} />,
        sortBy: (it) => (it.routeId === null ? null : `${it.blockName} ${it.routeName}`),
      },
      { id: 'health', title: t('column.health'), cell: (it) => <HealthCell it={it} />, sortBy: severityOf },
      {
        id: 'seen',
        title: t('column.seen'),
        cell: (it) => <SeenCell it={it} />,
        sortBy: (it) => (it.lastSeenAt === null ? null : Date.parse(it.lastSeenAt)),
      },
      {
        id: 'snow',
        title: t('column.snow'),
        align: 'end',
        cell: (it) => <SnowCell it={it} />,
        sortBy: (it) => (it.snow?.status === 'ok' ? it.snow.depthCm : null),
      },
      { id: 'quality', title: t('column.quality'), cell: (it) => <QualityCell it={it} /> },
      {
        id: 'battery',
        title: t('column.battery'),
        align: 'end',
        cell: (it) => <BatteryCell it={it} />,
        sortBy: (it) => it.batteryV,
      },
      {
        id: 'maintenance',
        title: t('column.actions'),
        cell: (it) => (
          <span className="stack-s">
            {it.maintenance !== null && (
              <span className="small">
                {it.maintenance.reason} → <Clock at={it.maintenance.until} />
              </span>
            )}
            {onMaintain !== null && (
              <button
                type="button"
                className="button sensors-maintain no-print"
                aria-label={t(it.maintenance === null ? 'maintenance.beginOf' : 'maintenance.endOf', { device: it.id })}
                onClick={() => onMaintain(it.id)}
              >
                {t(it.maintenance === null ? 'maintenance.begin' : 'maintenance.end')}
              </button>
            )}
          </span>
        ),
      },
    ],
    [t, onMaintain],
  )
}

/** What a search looks through: device, route and block, and how these are read. */
function textOf({ id, routeName, routeKana, blockName, blockKana }: FleetDevice): string {
  return searchable([id, routeName, routeKana, blockName, blockKana])
}
