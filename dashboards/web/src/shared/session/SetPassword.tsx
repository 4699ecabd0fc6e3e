import { type FormEvent, useState } from 'react'
import { ApiProblem, apiSend } from '../api-client.ts'
import { PasswordField } from './PasswordField.tsx'
import { useSessionWords } from './words.ts'

/** The page behind `/set-password#TOKEN`: the token stays in the fragment, which no log sees. */
export function SetPassword({ onDone }: { onDone(): void }) {
  const { t } = useSessionWords()
  const [token] = useState(() => window.location.hash.slice(1))
  const [password, setPassword] = useState('')
  const [again, setAgain] = useState('')
  const [busy, setBusy] = useState(false)
  const [refusal, setRefusal] = useState<string | null>(token === '' ? t('set.noToken') : null)
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (password !== again) return setRefusal(t('set.differ'))
    setBusy(true)
    setRefusal(null)
    try {
      await apiSend('POST', '/api/v1/set-password', { token, password })
      // nothing of the token stays in the history of the browser
      window.history.replaceState(null, '', window.location.pathname)
      onDone()
    } catch (error) {
      setRefusal(refusalText(error, t))
    } finally {
      setBusy(false)
    }
    return undefined
  }
  return (
    <form className="sign-in stack" onSubmit={submit}>
      <p className="soft">{t('set.text')}</p>
      <PasswordField label={t('password')} value={password} autoComplete="new-password" onChange={setPassword} />
      <PasswordField label={t('set.again')} value={again} autoComplete="new-password" onChange={setAgain} />
      <div role="alert">{refusal !== null && <p className="error-text">{refusal}</p>}</div>
      <button type="submit" className="button is-main is-wide" disabled={busy || token === ''}>
        {busy ? t('busy') : t('set.save')}
      </button>
    </form>
  )
}

function refusalText(error: unknown, t: ReturnType<typeof useSessionWords>['t']): string {
  if (!(error instanceof ApiProblem) || error.code === 'unreachable') return t('unreachable')
  if (error.status === 429) return t('wait', { seconds: error.retryAfterS ?? 60 })
  if (error.code === 'sign-in-busy') return t('crowded')
  const [first] = error.problems
  if (first?.field === 'password') return t('set.refused', { detail: first.message })
  return t('set.bad')
}
