import { useState } from 'react'
import { apiSend } from '../../shared/api-client.ts'
import { Icon } from '../../shared/icons.tsx'
import { useServerNow } from '../../shared/live.ts'
import { renewPaths, useWholeList } from '../../shared/queries.ts'
import { useMay } from '../../shared/session/session.ts'
import { ConfirmDialog } from '../ui/actions.tsx'
import { Badge } from '../ui/Badge.tsx'
import { Select, TextInput } from '../ui/fields.tsx'
import { Clock } from '../ui/times.tsx'
import type { Silence } from './api.ts'
import { useWords } from './words.ts'

const HOUR_MS = 3_600_000
/** Lengths that are chosen by a tap; anything else is set on the page of silences. */
const HOURS = ['1', '3', '6', '12', '24', '48', '72'] as const
type Hours = (typeof HOURS)[number]
const MAX_REASON = 500

type Target =
  | { readonly kind: 'device'; readonly device: string }
  | { readonly kind: 'scope'; readonly scope: { readonly kind: 'route'; readonly id: string } }

/** A silence over a route, or maintenance of a device: what stands, begin one, end it. */
export function Quiet({ target }: { readonly target: Target }) {
  const { t } = useWords()
  const may = useMay('silences:write')
  const silences = useWholeList<Silence>('/api/v1/silences', { enabled: useMay('silences:read') })
  const [asking, setAsking] = useState<'begin' | 'end' | null>(null)
  const own = (silences.data ?? []).filter((it) => isOf(it, target) && it.state !== 'over')
  const area = target.kind === 'device' ? 'maintenance' : 'silence'
  const open = own.find((it) => it.state === 'standing') ?? own[0]
  return (
    <>
      {open !== undefined && (
        <span title={open.reason}>
          <Badge tone="warn" icon="silence">
            <Until silence={open} area={area} />
          </Badge>
        </span>
      )}
      {may && (
        <button type="button" className="button" onClick={() => setAsking(open === undefined ? 'begin' : 'end')}>
          <Icon name="silence" />
          {t(`${area}.${open === undefined ? 'begin' : 'end'}`)}
        </button>
      )}
      {asking === 'begin' && <Begin target={target} area={area} onClose={() => setAsking(null)} />}
      {asking === 'end' && open !== undefined && <End silence={open} area={area} onClose={() => setAsking(null)} />}
    </>
  )
}

type Area = 'silence' | 'maintenance'

function Until({ silence, area }: { readonly silence: Silence; readonly area: Area }) {
  const { t } = useWords()
  const standing = silence.state === 'standing'
  const [before = '', after = ''] = t(`${area}.${standing ? 'standing' : 'coming'}`, { time: '|' }).split('|')
  return (
    <span>
      {before}
      <Clock at={standing ? silence.to : silence.from} />
      {after}
    </span>
  )
}

function isOf({ target }: Silence, wanted: Target): boolean {
  if (target.kind === 'device') return wanted.kind === 'device' && target.device === wanted.device
  return wanted.kind === 'scope' && target.scope.kind === 'route' && target.scope.id === wanted.scope.id
}

interface BeginProps {
  readonly target: Target
  readonly area: Area
  onClose(): void
}

function Begin({ target, area, onClose }: BeginProps) {
  const { t } = useWords()
  const nowMs = useServerNow()
  const [hours, setHours] = useState<Hours>('6')
  const [reason, setReason] = useState('')
  const begin = async (idempotencyKey: string) => {
    const to = new Date(nowMs + Number(hours) * HOUR_MS).toISOString()
    await apiSend('POST', '/api/v1/silences', { target, to, reason }, { idempotencyKey })
    await renewed()
  }
  const options = HOURS.map((value) => ({ value, label: t('silence.forHours', { h: value }) }))
  return (
    <ConfirmDialog
      title={t(`${area}.begin`)}
      confirm={t(`${area}.begin`)}
      done={t(`${area}.begun`)}
      disabled={reason.trim() === ''}
      act={begin}
      onClose={onClose}
    >
      <p>{t(`${area}.beginText`)}</p>
      <Select<Hours> label={t('silence.hours')} value={hours} options={options} onChange={setHours} />
      <TextInput label={t('silence.reason')} value={reason} onChange={setReason} required maxLength={MAX_REASON} />
    </ConfirmDialog>
  )
}

interface EndProps {
  readonly silence: Silence
  readonly area: Area
  onClose(): void
}

function End({ silence, area, onClose }: EndProps) {
  const { t } = useWords()
  const end = async (idempotencyKey: string) => {
    await apiSend('POST', `/api/v1/silences/${silence.id}/end`, {}, { idempotencyKey })
    await renewed()
  }
  return (
    <ConfirmDialog
      title={t(`${area}.end`)}
      confirm={t(`${area}.end`)}
      done={t(`${area}.ended`)}
      act={end}
      onClose={onClose}
    >
      <p>{t(`${area}.endText`)}</p>
      <p className="soft">{silence.reason}</p>
    </ConfirmDialog>
  )
}

function renewed(): Promise<void> {
  return renewPaths(/\/(silences|series)|^series/)
}
