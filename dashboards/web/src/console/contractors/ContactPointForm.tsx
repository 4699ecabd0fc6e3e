import { useState } from 'react'
import { apiSend } from '../../shared/api-client.ts'
import { ConfirmDialog } from '../ui/actions.tsx'
import { Checkbox, fieldError, Select, TextInput } from '../ui/fields.tsx'
import { renewContractors, useFieldProblems } from './ContractorForm.tsx'
import { type ContactPoint, TYPED_CHANNELS, type TypedChannel, WEEKDAYS, type Weekday } from './types.ts'
import { useWords } from './words.ts'

interface ContactPointFormProps {
  /** null: a new one. */
  readonly point: ContactPoint | null
  /** null: of an officer on duty, who has hours. */
  readonly contractorId: string | null
  onClose(): void
}

interface Fields {
  readonly name: string
  readonly channel: TypedChannel
  readonly address: string
  readonly language: 'ja' | 'en'
  readonly active: boolean
  readonly days: readonly Weekday[] | null
  readonly fromTime: string
  readonly toTime: string
}

function fieldsOf(point: ContactPoint | null): Fields {
  return {
    name: point?.name ?? '',
    channel: TYPED_CHANNELS.find((it) => it === point?.channel) ?? 'email',
    address: point?.address ?? '',
    language: point?.language ?? 'ja',
    active: point?.active ?? true,
    days: point?.days ?? null,
    fromTime: point?.fromTime ?? '',
    toTime: point?.toTime ?? '',
  }
}

/** Adds a contact point or changes one. */
export function ContactPointForm({ point, contractorId, onClose }: ContactPointFormProps) {
  const { t } = useWords()
  const [fields, setFields] = useState(() => fieldsOf(point))
  const { problem, act } = useFieldProblems(async (idempotencyKey) => {
    const { days, fromTime, toTime, ...rest } = fields
    const hours = {
      ...(days === null ? {} : { days }),
      ...(fromTime === '' ? {} : { fromTime }),
      ...(toTime === '' ? {} : { toTime }),
    }
    const body = { ...rest, ...(contractorId === null ? hours : { contractor: contractorId }) }
    if (point === null) await apiSend('POST', '/api/v1/contact-points', body, { idempotencyKey })
    else await apiSend('PUT', `/api/v1/contact-points/${encodeURIComponent(point.id)}`, body, { idempotencyKey })
    await renewContractors()
  })
  const change = (more: Partial<Fields>) => setFields({ ...fields, ...more })
  const error = (name: string) => fieldError(problem, name)
  return (
    <ConfirmDialog
      title={point === null ? t('points.addTitle') : t('points.editTitle', { name: point.name })}
      confirm={t('form.save')}
      done={t('points.saved')}
      act={act}
      onClose={onClose}
    >
      <TextInput
        label={t('points.name')}
        hint={t('points.nameHint')}
        value={fields.name}
        required
        maxLength={100}
        error={error('name')}
        onChange={(name) => change({ name })}
      />
      <Select
        label={t('points.channel')}
        value={fields.channel}
        error={error('channel')}
        options={TYPED_CHANNELS.map((it) => ({ value: it, label: t(`channel.${it}`) }))}
        onChange={(channel) => change({ channel })}
      />
      <TextInput
        label={t('points.address')}
        hint={t(`points.addressHint.${fields.channel}`)}
        type={fields.channel === 'email' ? 'email' : fields.channel === 'sms' ? 'tel' : 'text'}
        value={fields.address}
        required
        maxLength={320}
        autoComplete="off"
        error={error('address')}
        onChange={(address) => change({ address })}
      />
      <Select
        label={t('points.language')}
        value={fields.language}
        options={(['ja', 'en'] as const).map((it) => ({ value: it, label: t(`points.${it}`) }))}
        onChange={(language) => change({ language })}
      />
      {contractorId === null && <HoursPart fields={fields} error={error} onChange={change} />}
      <Checkbox label={t('points.active')} checked={fields.active} onChange={(active) => change({ active })} />
    </ConfirmDialog>
  )
}

interface HoursProps {
  readonly fields: Fields
  error(name: string): string | undefined
  onChange(more: Partial<Fields>): void
}

function HoursPart({ fields, error, onChange }: HoursProps) {
  const { t } = useWords()
  const { days, fromTime, toTime } = fields
  const toggle = (day: Weekday, on: boolean) => {
    const next = WEEKDAYS.filter((it) => (it === day ? on : days === null || days.includes(it)))
    onChange({ days: next.length === WEEKDAYS.length || next.length === 0 ? null : next })
  }
  return (
    <fieldset className="contractors-hours">
      <legend>{t('points.hours')}</legend>
      <p className="soft small">{t('points.hoursHint')}</p>
      <div className="row">
        {WEEKDAYS.map((day) => (
          <Checkbox
            key={day}
            label={t(`points.dayWord.${day}`)}
            checked={days === null || days.includes(day)}
            onChange={(on) => toggle(day, on)}
          />
        ))}
      </div>
      <div className="row">
        <TextInput
          type="time"
          label={t('points.from')}
          value={fromTime}
          error={error('fromTime')}
          onChange={(it) => onChange({ fromTime: it })}
        />
        <TextInput
          type="time"
          label={t('points.to')}
          value={toTime}
          error={error('toTime')}
          onChange={(it) => onChange({ toTime: it })}
        />
      </div>
    </fieldset>
  )
}
