import { useId, useState } from 'react'
import { apiSend } from '../../shared/api-client.ts'
import { useServerNow } from '../../shared/live.ts'
import { renewPaths, useWholeList } from '../../shared/queries.ts'
import { ConfirmDialog } from '../ui/actions.tsx'
import { Field, Select, TextArea, TextInput } from '../ui/fields.tsx'
import { Clock } from '../ui/times.tsx'
import { useWords } from './words.ts'

const KINDS = ['route', 'block', 'road-class', 'authority', 'device'] as const
type Kind = (typeof KINDS)[number]
const STARTS = ['0', '1', '3', '6', '12', '24'] as const
const HOUR_MS = 3_600_000
const DEFAULT_HOURS = '6'

/** Begins a silence or a maintenance: of what, from when, how long and why. */
export function BeginSilence({ onClose }: { onClose(): void }) {
  const { t } = useWords()
  const nowMs = useServerNow()
  const [kind, setKind] = useState<Kind>('route')
  const [target, setTarget] = useState('')
  const [startIn, setStartIn] = useState<(typeof STARTS)[number]>('0')
  const [hours, setHours] = useState(DEFAULT_HOURS)
  const [reason, setReason] = useState('')
  const lasting = Number(hours)
  const valid = Number.isFinite(lasting) && lasting > 0
  const fromMs = nowMs + Number(startIn) * HOUR_MS
  const to = valid ? new Date(fromMs + lasting * HOUR_MS).toISOString() : null
  const ready = reason.trim() !== '' && to !== null && (kind === 'authority' || target.trim() !== '')
  return (
    <ConfirmDialog
      title={t('silence.new')}
      confirm={t('silence.start')}
      done={t('silence.started')}
      disabled={!ready}
      act={async (idempotencyKey) => {
        const body = {
          target: targetOf(kind, target.trim()),
          ...(startIn === '0' ? {} : { from: new Date(fromMs).toISOString() }),
          to,
          reason: reason.trim(),
        }
        await apiSend('POST', '/api/v1/silences', body, { idempotencyKey })
        void renewPaths('/api/v1/silences')
      }}
      onClose={onClose}
    >
      <Select<Kind>
        label={t('silence.kind')}
        value={kind}
        options={KINDS.map((value) => ({ value, label: t(`silence.${value === 'device' ? 'deviceKind' : value}`) }))}
        onChange={(chosen) => {
          setKind(chosen)
          setTarget('')
        }}
      />
      <p className="soft small">{t(kind === 'device' ? 'silence.deviceEffect' : 'silence.scopeEffect')}</p>
      {kind !== 'authority' && <TargetInput kind={kind} value={target} onChange={setTarget} />}
      <Select<(typeof STARTS)[number]>
        label={t('silence.startIn')}
        value={startIn}
        options={STARTS.map((value) => ({
          value,
          label: value === '0' ? t('silence.now') : t('silence.inHours', { n: value }),
        }))}
        onChange={setStartIn}
      />
      <TextInput
        label={t('silence.hours')}
        hint={t('silence.limit')}
        unit={t('silence.h')}
        value={hours}
        required
        onChange={setHours}
      />
      {to !== null && (
        <p>
          {t('silence.until')}
          <Clock at={to} />
        </p>
      )}
      <TextArea label={t('silence.reason')} value={reason} required maxLength={1000} onChange={setReason} />
    </ConfirmDialog>
  )
}

function targetOf(kind: Kind, target: string) {
  switch (kind) {
    case 'device':
      return { kind: 'device', device: target }
    case 'authority':
      return { kind: 'scope', scope: { kind } }
    case 'road-class':
      return { kind: 'scope', scope: { kind, roadClass: target } }
    default:
      return { kind: 'scope', scope: { kind, id: target } }
  }
}

interface TargetInputProps {
  readonly kind: Exclude<Kind, 'authority'>
  readonly value: string
  onChange(value: string): void
}

interface Known {
  readonly id: string
  readonly name?: string
  readonly roadClass?: string
}

/** What there is, to choose from by name or id. */
function TargetInput({ kind, value, onChange }: TargetInputProps) {
  const { t } = useWords()
  const listId = useId()
  const family = kind === 'device' ? 'devices' : kind === 'block' ? 'blocks' : 'routes'
  const known = useWholeList<Known>(`/api/v1/${family}`, { everyMs: false })
  const all = known.data ?? []
  const options =
    kind === 'road-class'
      ? [...new Set(all.map((it) => it.roadClass ?? ''))].sort().map((id) => ({ id, name: id }))
      : all
  const chosen = all.find((it) => it.id === value)?.name
  return (
    <Field label={t('silence.target')} hint={kind !== 'road-class' && chosen ? chosen : t('silence.targetHint')}>
      {(wired) => (
        <>
          <input
            className="input"
            list={listId}
            autoComplete="off"
            required
            {...wired}
            value={value}
            onChange={(event) => {
              const typed = event.target.value
              onChange(options.find((it) => it.name === typed)?.id ?? typed)
            }}
          />
          <datalist id={listId}>
            {options.map((it) => (
              <option key={it.id} value={it.id}>
                {it.name}
              </option>
            ))}
          </datalist>
        </>
      )}
    </Field>
  )
}
