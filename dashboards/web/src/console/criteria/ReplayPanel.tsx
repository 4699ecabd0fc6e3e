import { useState } from 'react'
import { apiGet, apiSend } from '../../shared/api-client.ts'
import { useApi } from '../../shared/queries.ts'
import { useMay } from '../../shared/session/session.ts'
import { ActionButton } from '../ui/actions.tsx'
import { Select } from '../ui/fields.tsx'
import { Panel } from '../ui/Page.tsx'
import { Problem } from '../ui/Problem.tsx'
import { useEditWords } from './edit-words.ts'
import { ReplayFigures } from './ReplayFigures.tsx'
import { type Replay, replayRequests } from './replay.ts'
import type { Checked, CoverageOfAll } from './types.ts'

const SPANS = ['14', '7', '3'] as const
/** While it waits or runs. */
const POLL_MS = 1000

interface Asked {
  readonly now: string | null
  readonly changed: string
  /** What was tried, to tell when it has changed since. */
  readonly text: string
}

/** What the criterion would have done over the last nights on record, beside what is in force. */
export function ReplayPanel({ checked }: { readonly checked: Checked }) {
  const { t } = useEditWords()
  const may = useMay('replays:write')
  const [days, setDays] = useState<(typeof SPANS)[number]>('14')
  const [asked, setAsked] = useState<Asked | null>(null)
  const text = JSON.stringify(checked.criterion)
  if (!may) return null
  const run = async (key: string) => {
    const { items, at } = await apiGet<CoverageOfAll>('/api/v1/criteria/coverage')
    const requests = replayRequests(checked, items, Date.parse(at), Number(days))
    const ask = async (body: object, which: string) =>
      (await apiSend<Replay>('POST', '/api/v1/replays', body, { idempotencyKey: `${key}-${which}` })).data.id
    const changed = await ask(requests.changed, 'changed')
    setAsked({ changed, now: requests.now === null ? null : await ask(requests.now, 'now'), text })
  }
  return (
    <Panel title={t('replay.title')}>
      <div className="stack-s">
        <p className="soft small">{t('replay.text')}</p>
        <div className="criteria-run">
          <Select<(typeof SPANS)[number]>
            label={t('replay.span')}
            value={days}
            options={SPANS.map((value) => ({ value, label: t('replay.days', { n: value }) }))}
            onChange={setDays}
          />
          <ActionButton act={run}>{t('replay.run')}</ActionButton>
        </div>
        {asked !== null && asked.text !== text && <p className="error-text">{t('replay.stale')}</p>}
        {asked !== null && <Outcome key={asked.changed} asked={asked} />}
      </div>
    </Panel>
  )
}

function ended(replay: Replay | undefined): boolean {
  return replay !== undefined && replay.state !== 'queued' && replay.state !== 'running'
}

function useReplay(id: string | null) {
  const [over, setOver] = useState(false)
  const query = useApi<Replay>(`/api/v1/replays/${id}`, { everyMs: over ? false : POLL_MS, enabled: id !== null })
  if (!over && ended(query.data)) setOver(true)
  return query
}

function Outcome({ asked }: { readonly asked: Asked }) {
  const { t } = useEditWords()
  const changed = useReplay(asked.changed)
  const now = useReplay(asked.now)
  const replays = asked.now === null ? [changed.data] : [changed.data, now.data]
  const error = changed.error ?? now.error
  if (error !== null) return <Problem error={error} />
  const broken = replays.find((it) => it?.state === 'failed' || it?.state === 'cancelled')
  if (broken !== undefined) {
    return (
      <p role="alert">
        <strong>{t(broken.state === 'failed' ? 'replay.failed' : 'replay.cancelled')}</strong> {broken.error?.message}
      </p>
    )
  }
  if (!replays.every(ended)) return <Progress replays={replays} />
  if (!changed.data?.result) return null
  return (
    <ReplayFigures
      changed={changed.data.result}
      changedId={asked.changed}
      now={now.data?.result ?? null}
      nowId={asked.now}
    />
  )
}

function Progress({ replays }: { readonly replays: readonly (Replay | undefined)[] }) {
  const { t } = useEditWords()
  const share = replays.reduce((sum, it) => sum + (it?.progress ?? 0), 0) / replays.length
  const waiting = replays.every((it) => it === undefined || it.state === 'queued')
  const percent = Math.round(share * 100)
  const stop = async () => {
    for (const it of replays) if (it !== undefined && !ended(it)) await apiSend('DELETE', `/api/v1/replays/${it.id}`)
  }
  return (
    <div className="criteria-run" role="status">
      <label>
        <span className="soft">{waiting ? t('replay.queued') : t('replay.running', { percent })}</span>
        <progress max={1} value={share} />
      </label>
      <ActionButton act={stop}>{t('replay.stop')}</ActionButton>
    </div>
  )
}
