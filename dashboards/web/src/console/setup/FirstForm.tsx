import { type FormEvent, useState } from 'react'
import { type ApiProblem, apiSend } from '../../shared/api-client.ts'
import { currentLanguage } from '../../shared/language.ts'
import { PasswordField } from '../../shared/session/PasswordField.tsx'
import type { Session } from '../../shared/session/session.ts'
import { Select, TextInput } from '../ui/fields.tsx'
import { asProblem } from '../ui/problem-words.ts'
import { type SetupWords, useSetupWords } from './words.ts'

const KINDS = ['municipality', 'prefecture', 'national'] as const
const DEFAULT_ZONE = 'Asia/Tokyo'
const NAME_CHARACTERS = 200

/** Authority and administrator in one form; the token comes with the address, in its fragment, which no log sees. */
export function FirstForm({ onDone }: { onDone(session: Session): Promise<void> }) {
  const { t } = useSetupWords()
  const [token] = useState(() => window.location.hash.slice(1))
  const [authority, setAuthority] = useState({ id: '', name: '', timeZone: DEFAULT_ZONE })
  const [kind, setKind] = useState<(typeof KINDS)[number]>('municipality')
  const [user, setUser] = useState({ name: '', login: '', password: '' })
  const [again, setAgain] = useState('')
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<ApiProblem | null>(null)
  const differs = again !== '' && again !== user.password
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (busy || again !== user.password) return
    setBusy(true)
    setProblem(null)
    try {
      const body = { token, authority: { ...authority, kind }, user: { ...user, language: currentLanguage() } }
      await onDone((await apiSend<Session>('POST', '/api/v1/setup', body)).data)
    } catch (error) {
      setProblem(asProblem(error))
    } finally {
      setBusy(false)
    }
  }
  if (token === '') return <p role="alert">{t('first.noToken')}</p>
  const wrong = (field: string) => (problem?.problems.some((it) => it.field === field) ? wordOf(field, t) : undefined)
  return (
    <form className="stack" onSubmit={submit}>
      <p className="soft">{t('first.text')}</p>
      <fieldset className="setup-fieldset stack">
        <legend>{t('first.authority')}</legend>
        <TextInput
          label={t('first.name')}
          value={authority.name}
          required
          maxLength={NAME_CHARACTERS}
          autoComplete="organization"
          error={wrong('authority.name')}
          onChange={(name) => setAuthority({ ...authority, name })}
        />
        <TextInput
          label={t('first.id')}
          hint={t('first.idHint')}
          value={authority.id}
          required
          maxLength={64}
          autoComplete="off"
          error={wrong('authority.id')}
          onChange={(id) => setAuthority({ ...authority, id })}
        />
        <Select<(typeof KINDS)[number]>
          label={t('first.kind')}
          value={kind}
          options={KINDS.map((value) => ({ value, label: t(`first.${value}`) }))}
          onChange={setKind}
        />
        <TextInput
          label={t('first.zone')}
          value={authority.timeZone}
          required
          error={wrong('authority.timeZone')}
          onChange={(timeZone) => setAuthority({ ...authority, timeZone })}
        />
      </fieldset>
      <fieldset className="setup-fieldset stack">
        <legend>{t('first.user')}</legend>
        <TextInput
          label={t('first.person')}
          value={user.name}
          required
          maxLength={NAME_CHARACTERS}
          autoComplete="name"
          error={wrong('user.name')}
          onChange={(name) => setUser({ ...user, name })}
        />
        <TextInput
          label={t('first.login')}
          hint={t('first.loginHint')}
          value={user.login}
          required
          maxLength={64}
          autoComplete="username"
          error={wrong('user.login')}
          onChange={(login) => setUser({ ...user, login })}
        />
        <p className="soft small">{t('first.passwordHint')}</p>
        <PasswordField
          label={t('first.password')}
          value={user.password}
          autoComplete="new-password"
          onChange={(password) => setUser({ ...user, password })}
        />
        <PasswordField label={t('first.again')} value={again} autoComplete="new-password" onChange={setAgain} />
      </fieldset>
      <div role="alert" className="stack-s">
        {differs && <p className="error-text">{t('first.differ')}</p>}
        {problem !== null && <p className="error-text">{refusalText(problem, t)}</p>}
      </div>
      <button type="submit" className="button is-main is-wide" disabled={busy}>
        {busy ? t('first.busy') : t('first.submit')}
      </button>
    </form>
  )
}

/** The rule of a field, in the reader's own words. */
function wordOf(field: string, t: SetupWords): string {
  if (field === 'authority.id') return t('first.badId')
  if (field === 'authority.timeZone') return t('first.badZone')
  if (field === 'user.login') return t('first.badLogin')
  return t('first.badName')
}

function refusalText(problem: ApiProblem, t: SetupWords): string {
  if (problem.code === 'unreachable') return t('first.unreachable')
  if (problem.code === 'setup-token-wrong') return t('first.wrongToken')
  if (problem.code === 'setup-closed') return t('first.closed')
  if (problem.status === 429) return t('first.wait', { seconds: problem.retryAfterS ?? 60 })
  const [first] = problem.problems
  if (first?.field === 'user.password') return t('first.badPassword')
  return first === undefined ? t('first.other', { code: problem.code }) : t('first.check')
}
