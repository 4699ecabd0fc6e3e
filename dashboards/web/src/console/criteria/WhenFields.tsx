import { Icon } from '../../shared/icons.tsx'
import { Select, TextInput } from '../ui/fields.tsx'
import type { PartProps } from './BasicFields.tsx'
import { FieldInput, NumberText } from './FieldInput.tsx'
import { newKey, type SuppressorForm } from './form.ts'
import { useFormWords } from './form-words.ts'
import { useWrong } from './problems.ts'
import { SUPPRESSOR_FIELDS, SUPPRESSOR_KINDS, type SuppressorKind } from './rule-fields.ts'
import { dailyTime } from './texts.ts'
import type { CriterionBody } from './types.ts'

/** Fixed decision times, as times of day; what a time cannot say is a cron expression. */
export function TimesFields({ form, change }: PartProps) {
  const { t } = useFormWords()
  const wrong = useWrong()
  const setTime = (key: string, cron: string) =>
    change({ times: form.times.map((it) => (it.key === key ? { key, cron } : it)) })
  const add = () => change({ times: [...form.times, { key: newKey(), cron: '0 21 * * *' }] })
  return (
    <div className="stack-s">
      <Select
        label={t('field.decideAt')}
        value={form.fixedTimes ? 'fixed' : 'continuous'}
        options={(['continuous', 'fixed'] as const).map((value) => ({ value, label: t(`choice.${value}`) }))}
        onChange={(chosen) => {
          change({ fixedTimes: chosen === 'fixed' })
          if (chosen === 'fixed' && form.times.length === 0) {
            change({ fixedTimes: true, times: [{ key: newKey(), cron: '0 21 * * *' }] })
          }
        }}
      />
      {form.fixedTimes && (
        <>
          {form.times.map(({ key, cron }, index) => {
            const time = dailyTime(cron)
            const error = wrong(`decideAt.cron[${index}]`, cron, undefined, 'cron')
            return (
              <div key={key} className="criteria-time">
                {time === null ? (
                  <TextInput
                    label={t('part.cron', { n: index + 1 })}
                    value={cron}
                    error={error}
                    onChange={(text) => setTime(key, text)}
                  />
                ) : (
                  <TextInput
                    label={t('part.time', { n: index + 1 })}
                    type="time"
                    value={time}
                    error={error}
                    onChange={(text) => setTime(key, cronOf(text) ?? cron)}
                  />
                )}
                <RemoveButton
                  label={t('part.time', { n: index + 1 })}
                  onClick={() => change({ times: form.times.filter((it) => it.key !== key) })}
                />
              </div>
            )
          })}
          <div className="row">
            <button type="button" className="button" onClick={add}>
              <Icon name="plus" />
              {t('part.addTime')}
            </button>
          </div>
          <NumberText
            label={t('field.windowMin')}
            unit={t('unit.min')}
            text={form.windowMin}
            placeholder="30"
            error={wrong('decideAt.windowMin', form.windowMin, {
              name: 'windowMin',
              kind: 'number',
              unit: 'min',
              min: 1,
              max: 720,
            })}
            onChange={(windowMin) => change({ windowMin })}
          />
        </>
      )}
    </div>
  )
}

/** `21:00` → every day then; an emptied input changes nothing. */
function cronOf(time: string): string | null {
  const match = /^(\d\d):(\d\d)$/.exec(time)
  return match === null ? null : `${Number(match[2])} ${Number(match[1])} * * *`
}

interface SuppressorProps extends PartProps {
  readonly checked: CriterionBody | undefined
}

/** What holds a firing back; each kind once. */
export function SuppressorFields({ form, change, checked }: SuppressorProps) {
  const { t } = useFormWords()
  const used = form.suppressors.map((it) => it.kind)
  const free = SUPPRESSOR_KINDS.filter((it) => !used.includes(it))
  const set = (index: number, one: SuppressorForm) =>
    change({ suppressors: form.suppressors.map((it, at) => (at === index ? one : it)) })
  return (
    <div className="stack-s">
      {form.suppressors.map((one, index) => (
        <fieldset key={one.kind} className="criteria-rule is-plain">
          <legend>{t(`suppressor.${one.kind}`)}</legend>
          <div className="criteria-fields">
            {SUPPRESSOR_FIELDS[one.kind].map((field) => (
              <FieldInput
                key={field.name}
                field={field}
                text={one.values[field.name] ?? ''}
                path={`suppressors[${index}].${field.name}`}
                fallback={checked?.suppressors?.find((it) => it.kind === one.kind)?.[field.name]}
                onChange={(text) => set(index, { ...one, values: { ...one.values, [field.name]: text } })}
              />
            ))}
            <RemoveButton
              label={t(`suppressor.${one.kind}`)}
              onClick={() => change({ suppressors: form.suppressors.filter((it) => it !== one) })}
            />
          </div>
        </fieldset>
      ))}
      {free.length > 0 && (
        <Select<SuppressorKind | ''>
          label={t('suppressor.add')}
          value=""
          options={[
            { value: '', label: t('choice.none') },
            ...free.map((value) => ({ value, label: t(`suppressor.${value}`) })),
          ]}
          onChange={(kind) => {
            if (kind !== '') change({ suppressors: [...form.suppressors, { kind, values: {} }] })
          }}
        />
      )}
    </div>
  )
}

/** Releasing, and how long contractors have to answer. */
export function AfterFields({ form, change, checked }: SuppressorProps) {
  const { t } = useFormWords()
  const wrong = useWrong()
  const minutes = { name: 'minutes', kind: 'number', unit: 'min', min: 1, max: 180 } as const
  return (
    <div className="stack-s">
      <div className="criteria-fields">
        <NumberText
          label={t('field.releaseSustainMin')}
          unit={t('unit.min')}
          text={form.releaseSustainMin}
          placeholder={String(checked?.releaseSustainMin ?? 0)}
          error={wrong('releaseSustainMin', form.releaseSustainMin, { ...minutes, min: 0, max: 360 })}
          onChange={(releaseSustainMin) => change({ releaseSustainMin })}
        />
        <NumberText
          label={t('field.respondMin')}
          unit={t('unit.min')}
          text={form.respondMin}
          placeholder={String(checked?.respondMin ?? 10)}
          error={wrong('respondMin', form.respondMin, minutes)}
          onChange={(respondMin) => change({ respondMin })}
        />
      </div>
      <fieldset className="criteria-rule is-plain">
        <legend>{t('part.classes')}</legend>
        {form.classes.map(({ key, roadClass, minutes: text }) => (
          <div key={key} className="criteria-time">
            <TextInput
              label={t('field.roadClass')}
              value={roadClass}
              onChange={(typed) =>
                change({ classes: form.classes.map((it) => (it.key === key ? { ...it, roadClass: typed } : it)) })
              }
            />
            <NumberText
              label={t('field.minutes')}
              unit={t('unit.min')}
              text={text}
              error={wrong(`respondMinByClass.${roadClass}`, text, minutes)}
              onChange={(typed) =>
                change({ classes: form.classes.map((it) => (it.key === key ? { ...it, minutes: typed } : it)) })
              }
            />
            <RemoveButton
              label={roadClass}
              onClick={() => change({ classes: form.classes.filter((it) => it.key !== key) })}
            />
          </div>
        ))}
        <button
          type="button"
          className="button"
          onClick={() => change({ classes: [...form.classes, { key: newKey(), roadClass: '', minutes: '' }] })}
        >
          <Icon name="plus" />
          {t('part.addClass')}
        </button>
      </fieldset>
    </div>
  )
}

function RemoveButton({ label, onClick }: { readonly label: string; onClick(): void }) {
  const { t } = useFormWords()
  return (
    <button
      type="button"
      className="button is-quiet criteria-remove"
      onClick={onClick}
      aria-label={`${t('part.remove1')}: ${label}`}
    >
      <Icon name="cross" />
      {t('part.remove1')}
    </button>
  )
}
