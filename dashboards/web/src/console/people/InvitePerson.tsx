import { useState } from 'react'
import { type ApiProblem, apiSend } from '../../shared/api-client.ts'
import { Icon } from '../../shared/icons.tsx'
import { queryClient } from '../../shared/queries.ts'
import { ConfirmDialog } from '../ui/actions.tsx'
import { fieldError, TextInput } from '../ui/fields.tsx'
import { asProblem } from '../ui/problem-words.ts'
import { PersonFields, type PersonFieldValues } from './PersonFields.tsx'
import { SetLink } from './SetLink.tsx'
import type { SetToken } from './types.ts'
import { useWords } from './words.ts'

const NEW: PersonFieldValues = { name: '', role: 'officer', contractor: '', language: 'ja' }
const MAX_LOGIN = 64

interface Invited {
  readonly name: string
  readonly made: SetToken
}

/** A button that adds a person, and shows the link with which the person chooses a password. */
export function InvitePerson() {
  const { t } = useWords()
  const [open, setOpen] = useState(false)
  const [invited, setInvited] = useState<Invited | null>(null)
  return (
    <>
      <button type="button" className="button is-main" onClick={() => setOpen(true)}>
        <Icon name="plus" />
        {t('invite')}
      </button>
      {open && <InviteDialog onInvited={setInvited} onClose={() => setOpen(false)} />}
      {invited !== null && (
        <SetLink
          title={t('link.invitedTitle', { name: invited.name })}
          made={invited.made}
          onClose={() => setInvited(null)}
        />
      )}
    </>
  )
}

interface InviteDialogProps {
  onInvited(invited: Invited): void
  onClose(): void
}

function InviteDialog({ onInvited, onClose }: InviteDialogProps) {
  const { t } = useWords()
  const [login, setLogin] = useState('')
  const [fields, setFields] = useState(NEW)
  const [problem, setProblem] = useState<ApiProblem | null>(null)
  const invite = async (idempotencyKey: string) => {
    setProblem(null)
    const { contractor, ...rest } = fields
    const body = { login, ...rest, ...(contractor === '' ? {} : { contractor }) }
    try {
      const { data } = await apiSend<{ setPassword: SetToken }>('POST', '/api/v1/users', body, { idempotencyKey })
      onInvited({ name: fields.name === '' ? login : fields.name, made: data.setPassword })
      void renewPeople()
    } catch (error) {
      setProblem(asProblem(error))
      throw error
    }
  }
  return (
    <ConfirmDialog title={t('form.inviteTitle')} confirm={t('form.invite')} act={invite} onClose={onClose}>
      <TextInput
        label={t('login')}
        hint={t('form.loginHint')}
        value={login}
        required
        maxLength={MAX_LOGIN}
        autoComplete="off"
        error={fieldError(problem, 'login')}
        onChange={setLogin}
      />
      <PersonFields fields={fields} problem={problem} onChange={setFields} />
    </ConfirmDialog>
  )
}

/** Asks anew who may sign in. */
export function renewPeople(): Promise<void> {
  return queryClient.invalidateQueries({ predicate: ({ queryKey }) => String(queryKey[0]).startsWith('/api/v1/users') })
}
