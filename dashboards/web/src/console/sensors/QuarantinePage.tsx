import { useState } from 'react'
import { apiSend } from '../../shared/api-client.ts'
import { renewPaths, usePages } from '../../shared/queries.ts'
import { Link, setSearch, useSearch } from '../../shared/router.tsx'
import { useMay } from '../../shared/session/session.ts'
import { ActionButton, ConfirmDialog } from '../ui/actions.tsx'
import { NumberInput, TextInput } from '../ui/fields.tsx'
import { Facts, Page, Panel } from '../ui/Page.tsx'
import { Paged } from '../ui/Paged.tsx'
import { Empty } from '../ui/Problem.tsx'
import { Ago, Clock } from '../ui/times.tsx'
import { showToast } from '../ui/toasts.tsx'
import { useWords } from './words.ts'
import './sensors.css'

interface QuarantineItem {
  readonly id: number
  readonly deviceId: string
  readonly topic: string
  readonly reason: string
  readonly codec: string
  readonly payloadBase64: string
  /** The beginning, when it is text. */
  readonly preview: string | null
  readonly sizeBytes: number
  readonly firstAt: string
  readonly lastAt: string
  readonly times: number
}

const PATH = '/api/v1/quarantine'
const UNKNOWN_SENDER = '_unknown.'
const MAX_BASE64 = 500

/** Messages that could not be read: why, what came, reading them again, deleting old ones. */
export default function QuarantinePage() {
  const { t } = useWords()
  const device = useSearch().get('device') ?? ''
  const mayWrite = useMay('quarantine:write')
  const [purging, setPurging] = useState(false)
  const path = device === '' ? PATH : `${PATH}?device=${encodeURIComponent(device)}`
  const messages = usePages<QuarantineItem>(path, { keep: true })
  return (
    <Page
      title={t('quarantine.title')}
      lead={t('quarantine.lead')}
      actions={
        mayWrite && (
          <button type="button" className="button is-danger" onClick={() => setPurging(true)}>
            {t('quarantine.purge')}
          </button>
        )
      }
    >
      <search className="sensors-search no-print">
        <TextInput
          label={t('quarantine.device')}
          type="search"
          placeholder={t('quarantine.deviceHint')}
          value={device}
          onChange={(value) => setSearch({ device: value.trim() })}
        />
      </search>
      <Paged
        pages={messages}
        empty={
          <Empty title={t('quarantine.none')}>
            <p>{t('quarantine.noneText')}</p>
          </Empty>
        }
      >
        {(items) => (
          <ul className="sensors-messages">
            {items.map((it) => (
              <li key={it.id}>
                <Message item={it} mayReplay={mayWrite} />
              </li>
            ))}
          </ul>
        )}
      </Paged>
      {purging && <PurgeDialog onClose={() => setPurging(false)} />}
    </Page>
  )
}

function Message({ item, mayReplay }: { readonly item: QuarantineItem; readonly mayReplay: boolean }) {
  const { t } = useWords()
  const unknown = item.deviceId.startsWith(UNKNOWN_SENDER)
  const replay = async (idempotencyKey: string) => {
    const { data } = await apiSend<{ recovered: number }>('POST', `${PATH}/${item.id}/replay`, undefined, {
      idempotencyKey,
    })
    showToast(data.recovered > 0 ? t('quarantine.replayed', data) : t('quarantine.refused'))
    await renewPaths(PATH)
  }
  return (
    <Panel
      title={unknown ? t('quarantine.unknownSender') : item.deviceId}
      actions={mayReplay && <ActionButton act={replay}>{t('quarantine.replay')}</ActionButton>}
    >
      <div className="stack-s">
        <p>
          <strong lang="en">{item.reason}</strong>
        </p>
        <Facts
          items={[
            [
              t('quarantine.last'),
              <span key="last">
                <Clock at={item.lastAt} />{' '}
                <span className="soft small">
                  (<Ago at={item.lastAt} />)
                </span>
              </span>,
            ],
            [t('quarantine.times'), String(item.times)],
            [t('quarantine.first'), <Clock key="first" at={item.firstAt} />],
            [t('quarantine.size'), t('quarantine.bytes', { n: item.sizeBytes })],
            [t('quarantine.codec'), item.codec],
            [t('quarantine.topic'), <code key="topic">{item.topic}</code>],
          ]}
        />
        {!unknown && <Link to={`/console/sensors/${encodeURIComponent(item.deviceId)}`}>{item.deviceId}</Link>}
        <details className="sensors-content">
          <summary>{t('quarantine.content')}</summary>
          {item.preview === null && <p className="small soft">{t('quarantine.binary')}</p>}
          <pre>{item.preview ?? item.payloadBase64.slice(0, MAX_BASE64)}</pre>
          {item.sizeBytes > (item.preview ?? item.payloadBase64.slice(0, MAX_BASE64)).length &&
            item.preview !== null && <p className="small soft">{t('quarantine.cut')}</p>}
        </details>
      </div>
    </Panel>
  )
}

function PurgeDialog({ onClose }: { onClose(): void }) {
  const { t } = useWords()
  const [days, setDays] = useState<number | null>(30)
  const purge = async (idempotencyKey: string) => {
    await apiSend('POST', `${PATH}/purge`, { olderThanDays: days ?? 0 }, { idempotencyKey })
    await renewPaths(PATH)
  }
  return (
    <ConfirmDialog
      title={t('quarantine.purgeTitle')}
      confirm={t('quarantine.purge')}
      kind="danger"
      done={t('quarantine.purged')}
      disabled={days === null || days < 0}
      act={purge}
      onClose={onClose}
    >
      <p>{t('quarantine.purgeText')}</p>
      <NumberInput
        label={t('quarantine.days')}
        unit={t('quarantine.daysUnit')}
        min={0}
        value={days}
        onChange={setDays}
      />
    </ConfirmDialog>
  )
}
