import { useEffect } from 'react'
import { useApi, useWholeList } from '../../shared/queries.ts'
import { useMay } from '../../shared/session/session.ts'
import { Badge } from '../ui/Badge.tsx'
import { Select } from '../ui/fields.tsx'
import { Panel } from '../ui/Page.tsx'
import { Loaded } from '../ui/Problem.tsx'
import { Table } from '../ui/Table.tsx'
import { Ago, Clock } from '../ui/times.tsx'
import type { DeviceItem } from './DeviceStep.tsx'
import { type SetupWords, useSetupWords } from './words.ts'

/** So often the page looks for what arrived, ms. */
const LOOK_MS = 2000
const SHOWN = 5
/** QARTOD: suspect and bad. */
const DOUBTFUL = [3, 4]
const TESTS = ['time', 'temperature', 'range', 'echo', 'gate', 'stuck', 'drift', 'neighbour'] as const

interface Reading {
  readonly at: string
  readonly receivedAt: string
  readonly distanceMm: number | null
  readonly depthMm: number | null
  readonly airTempC: number | null
  readonly flags: Readonly<Record<string, number>> | null
  readonly accepted: boolean | null
}

interface Props {
  readonly device: string | null
  onDevice(id: string): void
  /** A reading arrived. */
  onHeard(): void
  onNext(): void
}

/** Waits for the first reading of a device, and says what became of it. */
export function TestStep({ device, onDevice, onHeard, onNext }: Props) {
  const { t } = useSetupWords()
  const devices = useWholeList<DeviceItem>('/api/v1/devices')
  return (
    <Panel title={t('test.title')}>
      <Loaded query={devices}>
        {(list) => {
          const chosen = list.find((it) => it.id === device) ?? list[0]
          if (chosen === undefined) return <p>{t('test.noDevice')}</p>
          return (
            <div className="stack">
              <Select
                label={t('test.which')}
                value={chosen.id}
                options={list.map((it) => ({ value: it.id, label: it.id }))}
                onChange={onDevice}
              />
              <Arrivals key={chosen.id} deviceId={chosen.id} onHeard={onHeard} />
              <div>
                <button type="button" className="button" onClick={onNext}>
                  {t('next')}
                </button>
              </div>
            </div>
          )
        }}
      </Loaded>
    </Panel>
  )
}

function Arrivals({ deviceId, onHeard }: { readonly deviceId: string } & Pick<Props, 'onHeard'>) {
  const { t } = useSetupWords()
  const path = `/api/v1/devices/${encodeURIComponent(deviceId)}`
  const everyMs = LOOK_MS
  const device = useApi<{ readonly lastSeenAt: string | null }>(path, { everyMs })
  const readings = useApi<{ readonly items: readonly Reading[] }>(`${path}/readings`, { everyMs })
  const items = (readings.data?.items ?? []).toSorted((a, b) => b.receivedAt.localeCompare(a.receivedAt))
  const [newest] = items
  const arrived = newest !== undefined
  useEffect(() => {
    if (arrived) onHeard()
  }, [arrived, onHeard])
  const seenAt = device.data?.lastSeenAt ?? null
  return (
    <div className="stack">
      <div role="status" className="setup-arrival">
        {newest === undefined ? (
          <>
            <Badge tone="unknown">{t('test.waiting')}</Badge>
            <p>{t('test.waitingText')}</p>
          </>
        ) : (
          <Verdict reading={newest} />
        )}
      </div>
      {seenAt !== null && (
        <p className="soft small">
          {t('test.lastSeen')} <Ago at={seenAt} />
        </p>
      )}
      {items.length > 0 && (
        <Table
          caption={t('test.readings')}
          columns={[
            { id: 'at', title: t('test.at'), cell: (it) => <Clock at={it.at} /> },
            { id: 'depth', title: t('test.depth'), align: 'end', cell: (it) => inCm(it.depthMm) },
            { id: 'distance', title: t('test.distance'), align: 'end', cell: (it) => withUnit(it.distanceMm, 'mm') },
            { id: 'temp', title: t('test.temp'), align: 'end', cell: (it) => withUnit(it.airTempC, '°C') },
            { id: 'state', title: '', cell: (it) => <Accepted reading={it} /> },
          ]}
          rows={items.slice(0, SHOWN)}
          rowKey={(it) => `${it.at} ${it.receivedAt}`}
        />
      )}
      <Quarantined deviceId={deviceId} />
      <details className="setup-hints">
        <summary>{t('test.nothing')}</summary>
        <ul>
          {(['reach', 'credentials', 'topic', 'version'] as const).map((it) => (
            <li key={it}>{t(`test.hints.${it}`)}</li>
          ))}
        </ul>
      </details>
    </div>
  )
}

function Verdict({ reading }: { readonly reading: Reading }) {
  const { t } = useSetupWords()
  const reasons = doubts(reading, t)
  return (
    <>
      <Accepted reading={reading} />
      <div>
        <p>{t(reading.accepted === true ? 'test.ok' : reading.accepted === null ? 'test.judging' : 'test.doubt')}</p>
        {reading.accepted === false && reasons !== '' && <p>{t('test.why', { tests: reasons })}</p>}
      </div>
    </>
  )
}

function Accepted({ reading }: { readonly reading: Reading }) {
  const { t } = useSetupWords()
  if (reading.accepted === null) return <Badge tone="info">{t('test.judging')}</Badge>
  return reading.accepted ? (
    <Badge tone="good">{t('test.accepted')}</Badge>
  ) : (
    <Badge tone="bad">{t('test.notAccepted')}</Badge>
  )
}

interface Item {
  readonly id: number
  readonly reason: string
  readonly preview: string | null
  readonly lastAt: string
}

function Quarantined({ deviceId }: { readonly deviceId: string }) {
  const { t } = useSetupWords()
  const may = useMay('quarantine:read')
  const path = `/api/v1/quarantine?device=${encodeURIComponent(deviceId)}&limit=${SHOWN}`
  const { data } = useApi<{ readonly items: readonly Item[] }>(path, { everyMs: LOOK_MS, enabled: may })
  if (data === undefined || data.items.length === 0) return null
  return (
    <section className="setup-note stack-s" aria-label={t('test.quarantine')}>
      <h3>{t('test.quarantine')}</h3>
      <p>{t('test.quarantineText')}</p>
      <ul className="stack-s">
        {data.items.map((it) => (
          <li key={it.id}>
            <Clock at={it.lastAt} /> <span lang="en">{it.reason}</span>
            {it.preview !== null && <code className="setup-bytes">{it.preview}</code>}
          </li>
        ))}
      </ul>
    </section>
  )
}

/** Which tests keep a reading back, in words. */
function doubts({ flags }: Reading, t: SetupWords): string {
  if (flags === null) return ''
  return TESTS.filter((it) => DOUBTFUL.includes(flags[it] ?? 0))
    .map((it) => t(`test.tests.${it}`))
    .join(t('comma'))
}

function inCm(depthMm: number | null): string {
  return depthMm === null ? '–' : `${(depthMm / 10).toFixed(1)} cm`
}

function withUnit(value: number | null, unit: string): string {
  return value === null ? '–' : `${value} ${unit}`
}
