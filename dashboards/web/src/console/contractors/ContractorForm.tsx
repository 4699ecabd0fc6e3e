import { useState } from 'react'
import { type ApiProblem, apiSend } from '../../shared/api-client.ts'
import { Icon } from '../../shared/icons.tsx'
import { renewPaths } from '../../shared/queries.ts'
import { ConfirmDialog } from '../ui/actions.tsx'
import { Dialog } from '../ui/Dialog.tsx'
import { fieldError, NumberInput, TextInput } from '../ui/fields.tsx'
import { CopyText } from '../ui/parts.tsx'
import { asProblem } from '../ui/problem-words.ts'
import type { Contractor } from './types.ts'
import { useWords } from './words.ts'

const PATH = '/api/v1/contractors'

interface Fields {
  readonly name: string
  readonly phone: string
  readonly email: string
  readonly webhookUrl: string
  readonly capacity: number | null
}

const NOTHING: Fields = { name: '', phone: '', email: '', webhookUrl: '', capacity: null }

/** A button that adds a contractor, and shows its secret once. */
export function AddContractor() {
  const { t } = useWords()
  const [open, setOpen] = useState(false)
  const [made, setMade] = useState<{ readonly name: string; readonly secret: string } | null>(null)
  return (
    <>
      <button type="button" className="button is-main" onClick={() => setOpen(true)}>
        <Icon name="plus" />
        {t('add')}
      </button>
      {open && <AddDialog onMade={setMade} onClose={() => setOpen(false)} />}
      {made !== null && (
        <Dialog title={t('form.addedTitle', { name: made.name })}>
          <div className="stack">
            <p>{t('form.addedText')}</p>
            <CopyText text={made.secret} label={t('webhook.secret')} />
            <p className="soft small">{t('form.noWebhook')}</p>
            <div className="dialog-actions">
              <button type="button" className="button is-main" onClick={() => setMade(null)}>
                {t('form.close')}
              </button>
            </div>
          </div>
        </Dialog>
      )}
    </>
  )
}

interface AddDialogProps {
  onMade(made: { readonly name: string; readonly secret: string }): void
  onClose(): void
}

function AddDialog({ onMade, onClose }: AddDialogProps) {
  const { t } = useWords()
  const [id, setId] = useState('')
  const [fields, setFields] = useState(NOTHING)
  const { problem, act } = useFieldProblems(async (idempotencyKey) => {
    const given = Object.fromEntries(Object.entries(fields).filter(([, it]) => it !== '' && it !== null))
    const { data } = await apiSend<{ secret: string }>('POST', PATH, { id, ...given }, { idempotencyKey })
    onMade({ name: fields.name, secret: data.secret })
    void renewContractors()
  })
  return (
    <ConfirmDialog
      title={t('form.addTitle')}
      confirm={t('form.save')}
      done={t('form.added')}
      act={act}
      onClose={onClose}
    >
      <TextInput
        label={t('form.id')}
        hint={t('form.idHint')}
        value={id}
        required
        maxLength={64}
        error={fieldError(problem, 'id')}
        onChange={setId}
      />
      <ContractorFields fields={fields} problem={problem} onChange={setFields} />
    </ConfirmDialog>
  )
}

/** Changes what is known of a contractor. An emptied field is taken out. */
export function EditContractor({ firm, onClose }: { readonly firm: Contractor; onClose(): void }) {
  const { t } = useWords()
  const before: Fields = {
    name: firm.name,
    phone: firm.phone ?? '',
    email: firm.email ?? '',
    webhookUrl: firm.webhookUrl ?? '',
    capacity: firm.capacity,
  }
  const [fields, setFields] = useState(before)
  const { problem, act } = useFieldProblems(async (idempotencyKey) => {
    // only what was changed here: what another officer changed meanwhile stays
    const names = (Object.keys(fields) as (keyof Fields)[]).filter((it) => fields[it] !== before[it])
    const body = Object.fromEntries(names.map((it) => [it, fields[it] === '' ? null : fields[it]]))
    await apiSend('PATCH', `${PATH}/${encodeURIComponent(firm.id)}`, body, { idempotencyKey })
    await renewContractors()
  })
  return (
    <ConfirmDialog
      title={t('form.editTitle', { name: firm.name })}
      confirm={t('form.save')}
      done={t('form.saved')}
      act={act}
      onClose={onClose}
    >
      <ContractorFields fields={fields} problem={problem} onChange={setFields} />
    </ConfirmDialog>
  )
}

interface FieldsProps {
  readonly fields: Fields
  readonly problem: ApiProblem | null
  onChange(fields: Fields): void
}

function ContractorFields({ fields, problem, onChange }: FieldsProps) {
  const { t } = useWords()
  const text = (name: 'name' | 'phone' | 'email' | 'webhookUrl') => ({
    label: t(`form.${name}`),
    value: fields[name],
    error: fieldError(problem, name),
    onChange: (value: string) => onChange({ ...fields, [name]: value }),
  })
  return (
    <>
      <TextInput {...text('name')} required maxLength={200} />
      <TextInput {...text('phone')} type="tel" maxLength={40} autoComplete="off" />
      <TextInput {...text('email')} type="email" maxLength={320} autoComplete="off" />
      <TextInput {...text('webhookUrl')} type="url" hint={t('form.webhookHint')} maxLength={2000} />
      <NumberInput
        label={t('form.capacity')}
        hint={t('form.capacityHint')}
        unit={t('routesUnit')}
        value={fields.capacity}
        min={1}
        max={1000}
        step={1}
        error={fieldError(problem, 'capacity')}
        onChange={(capacity) => onChange({ ...fields, capacity })}
      />
    </>
  )
}

/** What the service says of single fields, kept for the fields while the dialog shows the whole. */
export function useFieldProblems(act: (idempotencyKey: string) => Promise<unknown>) {
  const [problem, setProblem] = useState<ApiProblem | null>(null)
  return {
    problem,
    act: async (idempotencyKey: string) => {
      setProblem(null)
      try {
        await act(idempotencyKey)
      } catch (error) {
        setProblem(asProblem(error))
        throw error
      }
    },
  }
}

/** Asks anew for everything of contractors. */
export function renewContractors(): Promise<void> {
  return renewPaths(/^\/api\/v1\/(contractor|contact-points|deliveries|rosters)/)
}
