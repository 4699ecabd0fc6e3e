import { useId } from 'react'
import { useApi, useWholeList } from '../../shared/queries.ts'
import { Checkbox, Field, Select, TextInput } from '../ui/fields.tsx'
import type { CriterionForm } from './form.ts'
import { useFormWords } from './form-words.ts'
import { useWrong } from './problems.ts'
import type { BlockName, RouteName } from './types.ts'

export interface PartProps {
  readonly form: CriterionForm
  change(fields: Partial<CriterionForm>): void
}

/** Name, scope, level, mode, days: what a criterion is for. */
export function BasicFields({
  form,
  change,
  isNew,
  taken,
}: PartProps & { readonly isNew: boolean; readonly taken: boolean }) {
  const { t } = useFormWords()
  const wrong = useWrong()
  const modes = useWholeList<{ id: string; name: string }>('/api/v1/modes')
  return (
    <div className="criteria-fields">
      <TextInput
        label={t('field.name')}
        value={form.name}
        maxLength={200}
        error={wrong('name', form.name)}
        onChange={(name) => change({ name })}
      />
      {isNew && (
        <TextInput
          label={t('field.id')}
          hint={t('hint.id')}
          value={form.id}
          required
          maxLength={64}
          autoComplete="off"
          error={taken ? t('wrong.taken') : wrong('id', form.id)}
          onChange={(id) => change({ id })}
        />
      )}
      <ScopeFields form={form} change={change} />
      <Select
        label={t('field.level')}
        value={form.level}
        options={(['dispatch', 'standby'] as const).map((value) => ({ value, label: t(`choice.${value}`) }))}
        onChange={(level) => change({ level })}
      />
      <Select
        label={t('field.mode')}
        value={form.mode}
        options={(['support', 'automatic'] as const).map((value) => ({ value, label: t(`choice.${value}`) }))}
        onChange={(mode) => change({ mode })}
      />
      <Select
        label={t('field.cityMode')}
        hint={t('hint.cityMode')}
        value={form.cityMode}
        options={modeOptions(modes.data ?? [], form.cityMode, t('choice.none'))}
        error={wrong('cityMode', form.cityMode)}
        onChange={(cityMode) => change({ cityMode })}
      />
      <TextInput
        label={t('field.from')}
        type="date"
        value={form.from}
        error={wrong('effective.from', form.from)}
        onChange={(from) => change({ from })}
      />
      <TextInput
        label={t('field.to')}
        type="date"
        value={form.to}
        error={wrong('effective.to', form.to)}
        onChange={(to) => change({ to })}
      />
      <div>
        <Checkbox label={t('field.enabled')} checked={form.enabled} onChange={(enabled) => change({ enabled })} />
        <p className="soft small">{t('hint.enabled')}</p>
      </div>
    </div>
  )
}

/** A mode that is named but gone stays in the list, so that it is seen. */
function modeOptions(modes: readonly { id: string; name: string }[], chosen: string, none: string) {
  const options = [{ value: '', label: none }, ...modes.map((it) => ({ value: it.id, label: it.name }))]
  return options.some((it) => it.value === chosen) ? options : [...options, { value: chosen, label: chosen }]
}

const SCOPE_KINDS = ['authority', 'road-class', 'block', 'route'] as const

function ScopeFields({ form, change }: PartProps) {
  const { t } = useFormWords()
  const { scopeKind } = form
  const label = (kind: (typeof SCOPE_KINDS)[number]) =>
    kind === 'authority' || kind === 'road-class' ? t(`choice.${kind}`) : t(`scopeKind.${kind}`)
  return (
    <>
      <Select
        label={t('field.scope')}
        value={scopeKind}
        options={SCOPE_KINDS.map((value) => ({ value, label: label(value) }))}
        onChange={(kind) => change({ scopeKind: kind, scopeTarget: '' })}
      />
      {scopeKind === 'block' && <BlockTarget form={form} change={change} />}
      {(scopeKind === 'route' || scopeKind === 'road-class') && <RouteTarget form={form} change={change} />}
      <Select
        label={t('field.points')}
        hint={t('hint.points')}
        value={form.points}
        options={(['route', 'block'] as const).map((value) => ({ value, label: t(`choice.${value}`) }))}
        onChange={(points) => change({ points })}
      />
    </>
  )
}

function BlockTarget({ form, change }: PartProps) {
  const { t } = useFormWords()
  const wrong = useWrong()
  const blocks = useApi<{ items: readonly BlockName[] }>('/api/v1/blocks?limit=1000')
  const known = (blocks.data?.items ?? []).map((it) => ({ value: it.id, label: it.name }))
  const options = known.some((it) => it.value === form.scopeTarget)
    ? known
    : [{ value: form.scopeTarget, label: form.scopeTarget || '–' }, ...known]
  return (
    <Select
      label={t('scopeKind.block')}
      value={form.scopeTarget}
      options={options}
      error={wrong('scope.id', form.scopeTarget, undefined, 'scopeid')}
      onChange={(scopeTarget) => change({ scopeTarget })}
    />
  )
}

/** A route by its name, or a road class; what there is stands in a list to choose from. */
function RouteTarget({ form, change }: PartProps) {
  const { t } = useFormWords()
  const wrong = useWrong()
  const listId = useId()
  const routes = useWholeList<RouteName>('/api/v1/routes', { everyMs: false })
  const all = routes.data ?? []
  const isRoute = form.scopeKind === 'route'
  const classes = [...new Set(all.map((it) => it.roadClass))].sort()
  const error = isRoute
    ? wrong('scope.id', form.scopeTarget, undefined, 'scopeid')
    : wrong('scope.roadClass', form.scopeTarget, undefined, 'scoperoadClass')
  const chosen = isRoute ? all.find((it) => it.id === form.scopeTarget)?.name : undefined
  return (
    <Field
      label={isRoute ? t('scopeKind.route') : t('choice.road-class')}
      hint={chosen ?? (isRoute ? t('hint.route') : classes.join(', '))}
      error={error}
    >
      {(wired) => (
        <>
          <input
            className="input"
            list={listId}
            autoComplete="off"
            {...wired}
            value={form.scopeTarget}
            onChange={(event) => change({ scopeTarget: idOf(event.target.value, all) })}
          />
          <datalist id={listId}>
            {isRoute
              ? all.map((it) => (
                  <option key={it.id} value={it.id}>
                    {it.name}
                  </option>
                ))
              : classes.map((it) => <option key={it} value={it} />)}
          </datalist>
        </>
      )}
    </Field>
  )
}

/** Who types a route's whole name means its id. */
function idOf(typed: string, routes: readonly RouteName[]): string {
  return routes.find((it) => it.name === typed)?.id ?? typed
}
