import { useState } from 'react'
import { type ApiProblem, apiSend } from '../../shared/api-client.ts'
import { useSignedIn } from '../../shared/session/session.ts'
import { ConfirmDialog } from '../ui/actions.tsx'
import { Checkbox } from '../ui/fields.tsx'
import { asProblem } from '../ui/problem-words.ts'
import { renewPeople } from './InvitePerson.tsx'
import { PersonFields, type PersonFieldValues } from './PersonFields.tsx'
import { SetLink } from './SetLink.tsx'
import { type Person, personName, type SetToken } from './types.ts'
import { useWords } from './words.ts'

/** What an administrator can do to a person: change, stop, and give another password. */
export function PersonActions({ person }: { readonly person: Person }) {
  const { t } = useWords()
  const { user } = useSignedIn()
  const [open, setOpen] = useState<'edit' | 'reset' | null>(null)
  const [made, setMade] = useState<SetToken | null>(null)
  const name = personName(person)
  const path = `/api/v1/users/${encodeURIComponent(person.id)}`
  const reset = async (idempotencyKey: string) => {
    const { data } = await apiSend<{ setPassword: SetToken }>('POST', `${path}/reset`, {}, { idempotencyKey })
    setMade(data.setPassword)
    void renewPeople()
  }
  return (
    <div className="row no-print">
      <button type="button" className="button" onClick={() => setOpen('edit')}>
        {t('edit')}
        <span className="hidden-text"> {name}</span>
      </button>
      {person.id !== user.id && person.disabledAt === null && (
        <button type="button" className="button" onClick={() => setOpen('reset')}>
          {t('reset')}
          <span className="hidden-text"> {name}</span>
        </button>
      )}
      {open === 'edit' && <EditPerson person={person} path={path} onClose={() => setOpen(null)} />}
      {open === 'reset' && (
        <ConfirmDialog
          title={t('link.resetTitle', { name })}
          confirm={t('reset')}
          kind="danger"
          act={reset}
          onClose={() => setOpen(null)}
        >
          <p>{t('resetText')}</p>
        </ConfirmDialog>
      )}
      {made !== null && <SetLink title={t('link.resetTitle', { name })} made={made} onClose={() => setMade(null)} />}
    </div>
  )
}

interface EditPersonProps {
  readonly person: Person
  readonly path: string
  onClose(): void
}

function EditPerson({ person, path, onClose }: EditPersonProps) {
  const { t } = useWords()
  const { name, role, contractorId, language } = person
  const before: PersonFieldValues = { name, role, contractor: contractorId ?? '', language }
  const [fields, setFields] = useState(before)
  const [disabled, setDisabled] = useState(person.disabledAt !== null)
  const [problem, setProblem] = useState<ApiProblem | null>(null)
  const save = async (idempotencyKey: string) => {
    setProblem(null)
    // only what was changed here: what another administrator changed meanwhile stays
    const names = (['name', 'role', 'contractor', 'language'] as const).filter((it) => fields[it] !== before[it])
    const changed = Object.fromEntries(
      names.map((it) => [it, it === 'contractor' && fields[it] === '' ? null : fields[it]]),
    )
    const stopped = disabled === (person.disabledAt !== null) ? {} : { disabled }
    try {
      await apiSend('PATCH', path, { ...changed, ...stopped }, { idempotencyKey })
      await renewPeople()
    } catch (error) {
      setProblem(asProblem(error))
      throw error
    }
  }
  const ends = !disabled && (fields.role !== role || fields.contractor !== before.contractor)
  return (
    <ConfirmDialog
      title={t('form.editTitle', { name: personName(person) })}
      confirm={t('form.save')}
      done={t('form.saved')}
      act={save}
      onClose={onClose}
    >
      <PersonFields fields={fields} problem={problem} onChange={setFields} />
      <Checkbox label={t('form.disable')} checked={disabled} onChange={setDisabled} />
      {disabled && <p className="small">{t('form.disableHint')}</p>}
      {ends && <p className="small">{t('form.ends')}</p>}
    </ConfirmDialog>
  )
}
