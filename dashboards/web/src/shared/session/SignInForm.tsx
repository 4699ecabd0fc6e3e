import { type FormEvent, useId, useState } from 'react'
import { ApiProblem } from '../api-client.ts'
import { PasswordField } from './PasswordField.tsx'
import { type Session, signIn } from './session.ts'
import { useSessionWords } from './words.ts'

/** Login and password. @param props.onSignedIn after it worked. */
export function SignInForm({ onSignedIn }: { onSignedIn?(session: Session): void }) {
  const { t } = useSessionWords()
  const id = useId()
  const [login, setLogin] = useState('')
  const [password, setPassword] = useState('')
  const [busy, setBusy] = useState(false)
  const [refusal, setRefusal] = useState<ApiProblem | null>(null)
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    setBusy(true)
    setRefusal(null)
    try {
      const session = await signIn(login.trim(), password)
      setPassword('')
      onSignedIn?.(session)
    } catch (error) {
      setRefusal(error instanceof ApiProblem ? error : new ApiProblem(0, { code: 'unreachable', title: String(error) }))
    } finally {
      setBusy(false)
    }
  }
  return (
    <form className="sign-in stack" onSubmit={submit}>
      <div className="field">
        <label htmlFor={id}>{t('login')}</label>
        <input
          id={id}
          className="input"
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          required
          maxLength={128}
          value={login}
          onChange={(event) => setLogin(event.target.value)}
        />
      </div>
      <PasswordField label={t('password')} value={password} autoComplete="current-password" onChange={setPassword} />
      <div role="alert">{refusal !== null && <p className="error-text">{refusalText(refusal, t)}</p>}</div>
      <button type="submit" className="button is-main is-wide" disabled={busy}>
        {busy ? t('busy') : t('signIn')}
      </button>
    </form>
  )
}

function refusalText(refusal: ApiProblem, t: ReturnType<typeof useSessionWords>['t']): string {
  if (refusal.code === 'sign-in-failed') return t('failed')
  if (refusal.status === 429) return t('wait', { seconds: refusal.retryAfterS ?? 60 })
  if (refusal.code === 'sign-in-busy') return t('crowded')
  if (refusal.code === 'unreachable') return t('unreachable')
  return t('other', { code: refusal.code })
}
