import { useState } from 'react'
import { apiSend } from '../../shared/api-client.ts'
import { Icon } from '../../shared/icons.tsx'
import { renewPaths, usePages } from '../../shared/queries.ts'
import { useMay } from '../../shared/session/session.ts'
import { personName, useScopeText } from '../criteria/texts.ts'
import type { ScopeBody } from '../criteria/types.ts'
import { ConfirmDialog } from '../ui/actions.tsx'
import { Badge, type Tone } from '../ui/Badge.tsx'
import { Checkbox, TextArea } from '../ui/fields.tsx'
import { Page, Panel } from '../ui/Page.tsx'
import { Paged } from '../ui/Paged.tsx'
import { Empty } from '../ui/Problem.tsx'
import { type Column, Table } from '../ui/Table.tsx'
import { Clock, Countdown } from '../ui/times.tsx'
import { BeginSilence } from './BeginSilence.tsx'
import './modes.css'
import { useWords } from './words.ts'

export interface Silence {
  readonly id: string
  readonly target:
    | { readonly kind: 'scope'; readonly scope: ScopeBody }
    | { readonly kind: 'device'; readonly device: string }
  readonly from: string
  readonly to: string
  readonly reason: string
  readonly state: 'coming' | 'standing' | 'over'
  readonly createdAt: string
  readonly createdBy: string
  readonly endedAt: string | null
  readonly endedBy: string | null
  readonly endedReason: string | null
  readonly people: Readonly<Record<string, string>>
}

const TONES: Readonly<Record<Silence['state'], Tone>> = { standing: 'warn', coming: 'info', over: 'calm' }

/** What is silenced or under maintenance, until when and why. */
export default function SilencesPage() {
  const { t } = useWords()
  const [all, setAll] = useState(false)
  const [beginning, setBeginning] = useState(false)
  const mayWrite = useMay('silences:write')
  const silences = usePages<Silence>(`/api/v1/silences?show=${all ? 'all' : 'open'}`)
  const columns = useColumns(mayWrite)
  return (
    <Page
      title={t('silence.title')}
      lead={t('silence.lead')}
      actions={
        mayWrite && (
          <button type="button" className="button is-main" onClick={() => setBeginning(true)}>
            <Icon name="plus" />
            {t('silence.new')}
          </button>
        )
      }
    >
      <Panel actions={<Checkbox label={t('silence.all')} checked={all} onChange={setAll} />}>
        <Paged
          pages={silences}
          empty={
            <Empty title={t('silence.none')}>
              <p>{t('silence.noneText')}</p>
            </Empty>
          }
        >
          {(rows) => <Table caption={t('silence.caption')} columns={columns} rows={rows} rowKey={(it) => it.id} />}
        </Paged>
      </Panel>
      {beginning && <BeginSilence onClose={() => setBeginning(false)} />}
    </Page>
  )
}

function useColumns(mayWrite: boolean): readonly Column<Silence>[] {
  const { t } = useWords()
  return [
    {
      id: 'what',
      title: t('silence.what'),
      cell: (it) => <Target silence={it} />,
      sortBy: (it) => JSON.stringify(it.target),
    },
    {
      id: 'state',
      title: t('silence.state'),
      cell: (it) => <Badge tone={TONES[it.state]}>{t(`silence.${it.state}`)}</Badge>,
      sortBy: (it) => it.state,
    },
    { id: 'span', title: t('silence.span'), cell: (it) => <Span silence={it} />, sortBy: (it) => Date.parse(it.to) },
    { id: 'reason', title: t('silence.reason'), cell: (it) => it.reason },
    {
      id: 'who',
      title: t('silence.who'),
      cell: (it) => personName(it.createdBy, it.people),
    },
    ...(mayWrite
      ? [{ id: 'end', title: '', cell: (it: Silence) => (it.state === 'over' ? null : <EndButton silence={it} />) }]
      : []),
  ]
}

function Target({ silence: { target } }: { readonly silence: Silence }) {
  const { t } = useWords()
  if (target.kind === 'device') return <strong>{t('silence.device', { name: target.device })}</strong>
  return <ScopeTarget scope={target.scope} />
}

function ScopeTarget({ scope }: { readonly scope: ScopeBody }) {
  const { t } = useWords()
  return <strong>{t('silence.scope', { name: useScopeText(scope) })}</strong>
}

function Span({ silence }: { readonly silence: Silence }) {
  const { t } = useWords()
  const { from, to, state, endedAt, endedBy, people } = silence
  return (
    <span>
      <Clock at={from} /> – <Clock at={endedAt ?? to} />
      {state === 'standing' && (
        <>
          {' '}
          <Countdown at={to} />
        </>
      )}
      {endedAt !== null && endedBy !== null && (
        <span className="soft small"> {t('silence.endedEarly', { who: personName(endedBy, people) })}</span>
      )}
    </span>
  )
}

function EndButton({ silence }: { readonly silence: Silence }) {
  const { t } = useWords()
  const [asking, setAsking] = useState(false)
  const [reason, setReason] = useState('')
  return (
    <>
      <button type="button" className="button" onClick={() => setAsking(true)}>
        {t('silence.end')}
      </button>
      {asking && (
        <ConfirmDialog
          title={t('silence.endTitle')}
          confirm={t('silence.end')}
          done={t('silence.ended')}
          act={async (idempotencyKey) => {
            const body = reason.trim() === '' ? {} : { reason: reason.trim() }
            await apiSend('POST', `/api/v1/silences/${silence.id}/end`, body, { idempotencyKey })
            void renewPaths('/api/v1/silences')
          }}
          onClose={() => setAsking(false)}
        >
          <p>
            <Target silence={silence} />
          </p>
          <TextArea label={t('silence.endReason')} value={reason} maxLength={1000} onChange={setReason} />
        </ConfirmDialog>
      )}
    </>
  )
}
