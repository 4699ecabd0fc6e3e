import { useId, useState } from 'react'
import type { ApiProblem } from '../../shared/api-client.ts'
import { Icon } from '../../shared/icons.tsx'
import { useWholeList } from '../../shared/queries.ts'
import { Field, fieldError, Select, TextInput } from '../ui/fields.tsx'
import { type ModeForm, newPriority, newTest, type TestForm } from './mode-form.ts'
import { useWords } from './words.ts'

interface ModeFieldsProps {
  readonly form: ModeForm
  readonly isNew: boolean
  readonly problem: ApiProblem | null
  change(fields: Partial<ModeForm>): void
}

const WINDOWS = ['1', '3', '6', '12', '24', '72'] as const

/** Every field of a city-wide mode. */
export function ModeFields({ form, isNew, problem, change }: ModeFieldsProps) {
  const { t } = useWords()
  const set = (key: string, fields: Partial<TestForm>) =>
    change({ tests: form.tests.map((it) => (it.key === key ? { ...it, ...fields } : it)) })
  return (
    <div className="stack">
      <div className="modes-fields">
        <TextInput
          label={t('form.name')}
          value={form.name}
          required
          maxLength={200}
          error={fieldError(problem, 'name')}
          onChange={(name) => change({ name })}
        />
        {isNew && (
          <TextInput
            label={t('form.id')}
            hint={t('form.idHint')}
            value={form.id}
            required
            maxLength={64}
            autoComplete="off"
            error={fieldError(problem, 'id')}
            onChange={(id) => change({ id })}
          />
        )}
      </div>
      <fieldset className="modes-group">
        <legend>{t('form.tests')}</legend>
        <p className="soft small">{t('form.testsHint')}</p>
        {form.tests.map((test, index) => (
          <TestFields
            key={test.key}
            test={test}
            index={index}
            problem={problem}
            change={(fields) => set(test.key, fields)}
            onRemove={() => change({ tests: form.tests.filter((it) => it.key !== test.key) })}
          />
        ))}
        <button type="button" className="button" onClick={() => change({ tests: [...form.tests, newTest()] })}>
          <Icon name="plus" />
          {t('form.addTest')}
        </button>
      </fieldset>
      {form.tests.length > 0 && <Points form={form} problem={problem} change={change} />}
      <Priorities form={form} problem={problem} change={change} />
    </div>
  )
}

interface TestFieldsProps {
  readonly test: TestForm
  readonly index: number
  readonly problem: ApiProblem | null
  change(fields: Partial<TestForm>): void
  onRemove(): void
}

function TestFields({ test, index, problem, change, onRemove }: TestFieldsProps) {
  const { t } = useWords()
  const path = `any[${index}]`
  return (
    <fieldset className="modes-fields modes-test">
      <legend className="hidden-text">{t('form.test', { n: index + 1 })}</legend>
      <Select<TestForm['kind']>
        label={t('form.kind')}
        value={test.kind}
        options={(['snowfall', 'depth'] as const).map((value) => ({ value, label: t(`form.${value}`) }))}
        onChange={(kind) => change({ kind })}
      />
      {test.kind === 'snowfall' && (
        <Select
          label={t('form.window')}
          value={test.windowH}
          options={WINDOWS.map((value) => ({ value, label: `${value} ${t('form.h')}` }))}
          error={fieldError(problem, `${path}.windowH`)}
          onChange={(windowH) => change({ windowH })}
        />
      )}
      <TextInput
        label={t('form.trigger')}
        unit="cm"
        value={test.triggerCm}
        required
        error={fieldError(problem, `${path}.triggerCm`)}
        onChange={(triggerCm) => change({ triggerCm })}
      />
      <Select<TestForm['comparison']>
        label={t('form.comparison')}
        value={test.comparison}
        options={(['at-least', 'above'] as const).map((value) => ({ value, label: t(`form.${value}`) }))}
        onChange={(comparison) => change({ comparison })}
      />
      <Remove label={t('form.test', { n: index + 1 })} onClick={onRemove} />
    </fieldset>
  )
}

type PartProps = Pick<ModeFieldsProps, 'form' | 'problem' | 'change'>

/** Whose snow counts, how many must say so, and how long it lasts. */
function Points({ form, problem, change }: PartProps) {
  const { t } = useWords()
  const listId = useId()
  const [typed, setTyped] = useState('')
  const devices = useWholeList<{ id: string; kind: string; routeId: string }>('/api/v1/devices', { everyMs: false })
  const sensors = (devices.data ?? []).filter((it) => it.kind === 'ultrasonic' && !form.devices.includes(it.id))
  const add = () => {
    if (typed.trim() === '' || form.devices.includes(typed.trim())) return
    change({ devices: [...form.devices, typed.trim()] })
    setTyped('')
  }
  const wrong = problem?.problems.find((it) => it.field.startsWith('devices'))
  return (
    <fieldset className="modes-group">
      <legend>{t('form.points')}</legend>
      <ul className="row">
        {form.devices.map((it) => (
          <li key={it} className="modes-chip">
            {it}
            <Remove label={it} onClick={() => change({ devices: form.devices.filter((id) => id !== it) })} />
          </li>
        ))}
      </ul>
      <div className="modes-fields">
        <Field
          label={t('form.addPoint')}
          hint={t('form.pointsHint')}
          error={wrong && `${wrong.value}: ${wrong.message}`}
        >
          {(wired) => (
            <>
              <input
                className="input"
                list={listId}
                autoComplete="off"
                {...wired}
                value={typed}
                onChange={(event) => setTyped(event.target.value)}
                onKeyDown={(event) => {
                  if (event.key !== 'Enter') return
                  event.preventDefault()
                  add()
                }}
              />
              <button type="button" className="button" onClick={add} aria-label={t('form.addPoint')}>
                <Icon name="plus" />
              </button>
              <datalist id={listId}>
                {sensors.map((it) => (
                  <option key={it.id} value={it.id} />
                ))}
              </datalist>
            </>
          )}
        </Field>
        <Select
          label={t('form.vote')}
          value={form.vote === 'majority' ? 'majority' : 'number'}
          options={(['majority', 'number'] as const).map((value) => ({ value, label: t(`form.${value}`) }))}
          onChange={(chosen) => change({ vote: chosen === 'majority' ? 'majority' : '2' })}
        />
        {form.vote !== 'majority' && (
          <TextInput
            label={t('form.number')}
            unit={t('form.point')}
            value={form.vote}
            error={fieldError(problem, 'vote')}
            onChange={(vote) => change({ vote })}
          />
        )}
        <TextInput
          label={t('form.releaseH')}
          unit={t('form.h')}
          value={form.releaseH}
          placeholder="12"
          error={fieldError(problem, 'releaseH')}
          onChange={(releaseH) => change({ releaseH })}
        />
      </div>
    </fieldset>
  )
}

function Priorities({ form, problem, change }: PartProps) {
  const { t } = useWords()
  const set = (key: string, fields: { roadClass?: string; priority?: string }) =>
    change({ priorities: form.priorities.map((it) => (it.key === key ? { ...it, ...fields } : it)) })
  return (
    <fieldset className="modes-group">
      <legend>{t('form.priorities')}</legend>
      <p className="soft small">{t('form.prioritiesHint')}</p>
      {form.priorities.map(({ key, roadClass, priority }) => (
        <div key={key} className="modes-fields modes-test">
          <TextInput label={t('form.roadClass')} value={roadClass} onChange={(it) => set(key, { roadClass: it })} />
          <Select
            label={t('form.priority')}
            value={priority}
            options={['1', '2', '3', '4', '5', '6', '7', '8', '9'].map((value) => ({ value, label: value }))}
            error={fieldError(problem, `priorities.${roadClass}`)}
            onChange={(it) => set(key, { priority: it })}
          />
          <Remove
            label={roadClass}
            onClick={() => change({ priorities: form.priorities.filter((it) => it.key !== key) })}
          />
        </div>
      ))}
      <button
        type="button"
        className="button"
        onClick={() => change({ priorities: [...form.priorities, newPriority()] })}
      >
        <Icon name="plus" />
        {t('form.addPriority')}
      </button>
    </fieldset>
  )
}

function Remove({ label, onClick }: { readonly label: string; onClick(): void }) {
  const { t } = useWords()
  return (
    <button type="button" className="button is-quiet" aria-label={`${t('form.remove')}: ${label}`} onClick={onClick}>
      <Icon name="cross" />
    </button>
  )
}
