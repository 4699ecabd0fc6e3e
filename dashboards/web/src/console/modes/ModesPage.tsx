import { useState } from 'react'
import { apiSend } from '../../shared/api-client.ts'
import { Icon } from '../../shared/icons.tsx'
import { useServerNow } from '../../shared/live.ts'
import { renewPaths, useWholeList } from '../../shared/queries.ts'
import { Link } from '../../shared/router.tsx'
import { useMay } from '../../shared/session/session.ts'
import { ConfirmDialog } from '../ui/actions.tsx'
import { Badge } from '../ui/Badge.tsx'
import { Select, TextArea } from '../ui/fields.tsx'
import { Page, Panel } from '../ui/Page.tsx'
import { Empty, Loaded } from '../ui/Problem.tsx'
import { Reasons } from '../ui/parts.tsx'
import { Clock, Countdown } from '../ui/times.tsx'
import { ModeFacts } from './ModeFacts.tsx'
import './modes.css'
import type { Mode } from './mode-form.ts'
import { useWords } from './words.ts'

/** City-wide modes: how each stands and why, what officers declare, and what it changes. */
export default function ModesPage() {
  const { t } = useWords()
  const modes = useWholeList<Mode>('/api/v1/modes')
  const mayWrite = useMay('modes:write')
  return (
    <Page
      title={t('list.title')}
      lead={t('list.lead')}
      actions={
        mayWrite && (
          <Link to="/console/modes/new" className="button">
            <Icon name="plus" />
            {t('list.new')}
          </Link>
        )
      }
    >
      <Loaded query={modes}>
        {(items) => (
          <div>
            {items.length === 0 && (
              <Empty title={t('list.none')}>
                <p>{t('list.noneText')}</p>
              </Empty>
            )}
            {items.map((it) => (
              <ModePanel key={it.id} mode={it} mayWrite={mayWrite} />
            ))}
          </div>
        )}
      </Loaded>
    </Page>
  )
}

function ModePanel({ mode, mayWrite }: { readonly mode: Mode; readonly mayWrite: boolean }) {
  const { t } = useWords()
  const { state } = mode
  return (
    <Panel
      title={mode.name}
      className={state.active ? 'modes-on' : ''}
      actions={
        mayWrite && (
          <Link to={`/console/modes/${encodeURIComponent(mode.id)}/edit`} className="button is-quiet">
            <Icon name="edit" />
            {t('list.edit')}
          </Link>
        )
      }
    >
      <div className="stack-s">
        <p className="row">
          {state.active ? (
            <Badge tone="bad" icon="snow">
              {t('list.on')}
            </Badge>
          ) : (
            <Badge tone="calm">{t('list.off')}</Badge>
          )}
          <How mode={mode} />
        </p>
        {state.judgedAt === null ? <p className="soft">{t('list.never')}</p> : <Reasons reasons={state.reasons} />}
        <ModeFacts mode={mode} />
        {mayWrite && <Words mode={mode} />}
      </div>
    </Panel>
  )
}

const MARK = '|'

/** Since when, on whose word, until when. */
function How({ mode: { state } }: { readonly mode: Mode }) {
  const { t } = useWords()
  const nowMs = useServerNow()
  if (state.since === null) return null
  // the time stands where the language wants it
  const [before, after] = t('list.since', { what: MARK }).split(MARK)
  return (
    <span className="soft">
      {before}
      <Clock at={state.since} />
      {after} · {t(state.by === 'officer' ? 'list.byOfficer' : 'list.byRule')}
      {isOver(state, nowMs) && ` · ${t('list.deciding')}`}
      {state.by === 'officer' && !isOver(state, nowMs) && (
        <>
          {' · '}
          {state.until === null ? (
            t('list.untilReleased')
          ) : (
            <>
              {t('list.untilAt')}
              <Clock at={state.until} /> <Countdown at={state.until} />
            </>
          )}
        </>
      )}
      {state.clearingSince !== null && (
        <>
          {' · '}
          {t('list.clearing')} <Clock at={state.clearingSince} />
        </>
      )}
    </span>
  )
}

/** An officer's word that has ended, by its time or taken back; the next judgement follows within a minute. */
function isOver({ by, until }: Mode['state'], nowMs: number): boolean {
  return by === 'officer' && until !== null && Date.parse(until) <= nowMs
}

/** Officers' word: on, off, or taken back. */
function Words({ mode }: { readonly mode: Mode }) {
  const { t } = useWords()
  const [asking, setAsking] = useState<'on' | 'off' | 'back' | null>(null)
  const nowMs = useServerNow()
  const { state } = mode
  const says = state.by === 'officer' && state.since !== null && !isOver(state, nowMs)
  return (
    <div className="row no-print">
      {!(state.active && says) && (
        <button type="button" className="button" onClick={() => setAsking('on')}>
          {t('list.declareOn')}
        </button>
      )}
      {!(!state.active && says) && (
        <button type="button" className="button" onClick={() => setAsking('off')}>
          {t('list.declareOff')}
        </button>
      )}
      {says && (
        <button type="button" className="button is-main" onClick={() => setAsking('back')}>
          {t('list.takeBack')}
        </button>
      )}
      {(asking === 'on' || asking === 'off') && (
        <DeclareDialog mode={mode} active={asking === 'on'} onClose={() => setAsking(null)} />
      )}
      {asking === 'back' && <TakeBackDialog mode={mode} onClose={() => setAsking(null)} />}
    </div>
  )
}

const HOUR_MS = 3_600_000
const SPANS = ['', '3', '6', '12', '24', '48'] as const

interface WordProps {
  readonly mode: Mode
  onClose(): void
}

function DeclareDialog({ mode, active, onClose }: WordProps & { readonly active: boolean }) {
  const { t } = useWords()
  const nowMs = useServerNow()
  const [hours, setHours] = useState<(typeof SPANS)[number]>('12')
  const [reason, setReason] = useState('')
  const until = hours === '' ? null : new Date(nowMs + Number(hours) * HOUR_MS).toISOString()
  return (
    <ConfirmDialog
      title={`${mode.name}: ${t(active ? 'list.declareOn' : 'list.declareOff')}`}
      confirm={t(active ? 'list.declareOn' : 'list.declareOff')}
      kind={active ? 'danger' : 'main'}
      done={t('list.declared')}
      disabled={reason.trim() === ''}
      act={async (idempotencyKey) => {
        const body = { active, reason: reason.trim(), ...(until === null ? {} : { until }) }
        await apiSend('POST', `/api/v1/modes/${encodeURIComponent(mode.id)}/declare`, body, { idempotencyKey })
        void renewPaths('/api/v1/modes')
      }}
      onClose={onClose}
    >
      <p>{t(active ? 'list.onText' : 'list.offText')}</p>
      <Select<(typeof SPANS)[number]>
        label={t('list.how')}
        value={hours}
        options={SPANS.map((value) => ({
          value,
          label: value === '' ? t('list.untilReleased') : `${value} ${t('form.h')}`,
        }))}
        onChange={setHours}
      />
      {until !== null && (
        <p>
          {t('list.untilAt')}
          <Clock at={until} />
        </p>
      )}
      <TextArea label={t('list.reason')} value={reason} required maxLength={1000} onChange={setReason} />
    </ConfirmDialog>
  )
}

function TakeBackDialog({ mode, onClose }: WordProps) {
  const { t } = useWords()
  const [reason, setReason] = useState('')
  return (
    <ConfirmDialog
      title={`${mode.name}: ${t('list.takeBack')}`}
      confirm={t('list.takeBack')}
      done={t('list.takenBack')}
      act={async (idempotencyKey) => {
        const body = reason.trim() === '' ? {} : { reason: reason.trim() }
        await apiSend('POST', `/api/v1/modes/${encodeURIComponent(mode.id)}/release`, body, { idempotencyKey })
        void renewPaths('/api/v1/modes')
      }}
      onClose={onClose}
    >
      <p>{t('list.takeBackText')}</p>
      <TextArea label={t('list.reason')} value={reason} maxLength={1000} onChange={setReason} />
    </ConfirmDialog>
  )
}
