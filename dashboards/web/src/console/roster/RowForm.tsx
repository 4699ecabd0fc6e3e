import { Icon } from '../../shared/icons.tsx'
import { NIGHT_BEGINS, NIGHT_ENDS } from '../calendar.ts'
import { Checkbox, NumberInput, Select, TextInput } from '../ui/fields.tsx'
import type { Draft } from './draft.ts'
import { type Firm, ROSTER_DAYS, type RosterDay } from './types.ts'
import { useWords } from './words.ts'

const MAX_RANK = 99

interface RowFormProps {
  readonly draft: Draft
  readonly number: number
  readonly firms: readonly Firm[]
  readonly readOnly: boolean
  /** The service's word on a field of this row. */
  readonly problems: ReadonlyMap<string, string>
  onChange(next: Draft): void
  onRemove(): void
}

type PartProps = Pick<RowFormProps, 'draft' | 'readOnly' | 'problems' | 'onChange'>

/** One row: who, as which, on which days and hours, from when to when. */
export function RowForm(props: RowFormProps) {
  const { t } = useWords()
  const { draft, number, firms, readOnly, problems, onChange, onRemove } = props
  const name = firms.find((it) => it.id === draft.contractor)?.name ?? draft.contractor
  return (
    <fieldset className={`panel roster-row${problems.size > 0 ? ' is-wrong' : ''}`}>
      <legend className="hidden-text">{t('row.label', { n: number })}</legend>
      <NumberInput
        label={t('row.rank')}
        value={draft.rank}
        min={1}
        max={MAX_RANK}
        step={1}
        required
        disabled={readOnly}
        error={problems.get('rank')}
        onChange={(rank) => onChange({ ...draft, rank })}
      />
      <Select
        label={t('row.contractor')}
        value={draft.contractor}
        disabled={readOnly}
        error={problems.get('contractor')}
        options={firms.map((it) => ({ value: it.id, label: it.name }))}
        onChange={(contractor) => onChange({ ...draft, contractor })}
      />
      <DaysPart {...props} />
      <TimesPart {...props} />
      <PeriodPart {...props} />
      {!readOnly && (
        <button type="button" className="button is-quiet roster-remove no-print" onClick={onRemove}>
          <Icon name="cross" />
          {t('row.remove')}
          <span className="hidden-text"> {name}</span>
        </button>
      )}
    </fieldset>
  )
}

function DaysPart({ draft, readOnly, problems, onChange }: PartProps) {
  const { t } = useWords()
  const { days } = draft
  const toggle = (day: RosterDay, on: boolean) =>
    onChange({ ...draft, days: ROSTER_DAYS.filter((it) => (it === day ? on : days?.includes(it))) })
  return (
    <div className="roster-part">
      <Select
        label={t('row.days')}
        value={days === null ? 'every' : 'some'}
        disabled={readOnly}
        error={problems.get('days')}
        options={[
          { value: 'every', label: t('row.everyDay') },
          { value: 'some', label: t('row.someDays') },
        ]}
        onChange={(it) => onChange({ ...draft, days: it === 'every' ? null : ['mon', 'tue', 'wed', 'thu', 'fri'] })}
      />
      {days !== null && (
        // biome-ignore lint/a11y/useSemanticElements: within the row's own fieldset
        <div className="roster-days roster-wide" role="group" aria-label={t('row.days')}>
          {ROSTER_DAYS.map((day) => (
            <Checkbox
              key={day}
              label={t(`row.dayWord.${day}`)}
              checked={days.includes(day)}
              disabled={readOnly}
              onChange={(on) => toggle(day, on)}
            />
          ))}
        </div>
      )}
    </div>
  )
}

function TimesPart({ draft, readOnly, problems, onChange }: PartProps) {
  const { t } = useWords()
  const { fromTime, toTime } = draft
  const isNight = fromTime === NIGHT_BEGINS && toTime === NIGHT_ENDS
  const mode = fromTime === '' && toTime === '' ? 'all' : isNight ? 'night' : 'some'
  const times = { all: ['', ''], night: [NIGHT_BEGINS, NIGHT_ENDS], some: ['22:00', '06:00'] } as const
  return (
    <div className="roster-part">
      <Select
        label={t('row.times')}
        value={mode}
        disabled={readOnly}
        options={[
          { value: 'all', label: t('row.allDay') },
          { value: 'night', label: t('row.nightTimes') },
          { value: 'some', label: t('row.someTimes') },
        ]}
        onChange={(it) => onChange({ ...draft, fromTime: times[it][0], toTime: times[it][1] })}
      />
      {mode === 'some' && (
        <div className="roster-pair roster-wide">
          <TextInput
            type="time"
            label={t('row.fromTime')}
            value={fromTime}
            disabled={readOnly}
            error={problems.get('fromTime')}
            onChange={(it) => onChange({ ...draft, fromTime: it })}
          />
          <TextInput
            type="time"
            label={t(toTime <= fromTime ? 'row.toTimeNextDay' : 'row.toTime')}
            value={toTime}
            disabled={readOnly}
            error={problems.get('toTime')}
            onChange={(it) => onChange({ ...draft, toTime: it })}
          />
        </div>
      )}
    </div>
  )
}

function PeriodPart({ draft, readOnly, problems, onChange }: PartProps) {
  const { t } = useWords()
  const { fromDay, toDay, fromHour, toHour } = draft
  const input = (name: 'fromDay' | 'fromHour' | 'toDay' | 'toHour', type: 'date' | 'time', error?: string) => (
    <TextInput
      type={type}
      label={t(`row.${name}`)}
      value={draft[name]}
      disabled={readOnly || (type === 'time' && draft[name === 'fromHour' ? 'fromDay' : 'toDay'] === '')}
      error={error}
      onChange={(it) => onChange({ ...draft, [name]: it })}
    />
  )
  const open = fromDay !== '' || toDay !== '' || fromHour !== '' || toHour !== ''
  return (
    <details className="roster-period" open={open || problems.has('from') || problems.has('to')}>
      <summary>
        {t('row.period', { text: open ? `${fromDay} ${fromHour} – ${toDay} ${toHour}` : t('row.always') })}
      </summary>
      <div className="roster-pair">
        {input('fromDay', 'date', problems.get('from'))}
        {input('fromHour', 'time')}
        {input('toDay', 'date', problems.get('to'))}
        {input('toHour', 'time')}
      </div>
    </details>
  )
}
