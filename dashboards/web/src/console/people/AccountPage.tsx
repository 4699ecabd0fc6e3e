import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type ApiProblem, apiSend } from '../../shared/api-client.ts'
import { chooseLanguage, currentLanguage, LANGUAGES } from '../../shared/language.ts'
import { PasswordField } from '../../shared/session/PasswordField.tsx'
import { type Session, takeSession, useSignedIn } from '../../shared/session/session.ts'
import { Facts, Page, Panel } from '../ui/Page.tsx'
import { Problem } from '../ui/Problem.tsx'
import { asProblem } from '../ui/problem-words.ts'
import { Clock } from '../ui/times.tsx'
import { showToast } from '../ui/toasts.tsx'
import { useWords } from './words.ts'
import './people.css'

const DEFAULT_WAIT_S = 60
const LANGUAGE_NAMES = { ja: '日本語', en: 'English' } as const

/** What a signed-in person decides alone: password and language. */
export default function AccountPage() {
  const { t } = useWords()
  const { t: common } = useTranslation()
  const { user, authority, expiresAt } = useSignedIn()
  return (
    <Page title={t('account.title')}>
      <Panel title={t('account.who')}>
        <Facts
          items={[
            [t('name'), user.name === '' ? user.login : user.name],
            [t('login'), user.login],
            [t('role'), common(`role.${user.role}`)],
            [t('account.authority'), authority.name],
            [t('account.until'), <Clock key="until" at={expiresAt} />],
          ]}
        />
      </Panel>
      <Panel title={t('account.password')}>
        <ChangePassword />
      </Panel>
      <Panel title={t('account.language')}>
        <div className="row">
          {LANGUAGES.map((it) => (
            <button
              key={it}
              type="button"
              lang={it}
              className="button"
              aria-pressed={currentLanguage() === it}
              onClick={() => chooseLanguage(it)}
            >
              {LANGUAGE_NAMES[it]}
            </button>
          ))}
        </div>
        <p className="soft small">{t('account.languageText')}</p>
      </Panel>
    </Page>
  )
}

function ChangePassword() {
  const { t } = useWords()
  const [currentPassword, setCurrent] = useState('')
  const [newPassword, setNew] = useState('')
  const [again, setAgain] = useState('')
  const [busy, setBusy] = useState(false)
  const [refusal, setRefusal] = useState<string | ApiProblem | null>(null)
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (newPassword !== again) return setRefusal(t('account.differ'))
    setBusy(true)
    setRefusal(null)
    try {
      const { data } = await apiSend<Session>('POST', '/api/v1/session/password', { currentPassword, newPassword })
      takeSession(data)
      for (const clear of [setCurrent, setNew, setAgain]) clear('')
      showToast(t('account.changed'))
    } catch (error) {
      setRefusal(refusalOf(asProblem(error), t))
    } finally {
      setBusy(false)
    }
    return undefined
  }
  return (
    <form className="stack people-password" onSubmit={submit}>
      <p className="soft">{t('account.passwordText')}</p>
      <PasswordField
        label={t('account.current')}
        value={currentPassword}
        autoComplete="current-password"
        onChange={setCurrent}
      />
      <PasswordField label={t('account.next')} value={newPassword} autoComplete="new-password" onChange={setNew} />
      <PasswordField label={t('account.again')} value={again} autoComplete="new-password" onChange={setAgain} />
      <div role="alert">{typeof refusal === 'string' && <p className="error-text">{refusal}</p>}</div>
      {refusal !== null && typeof refusal !== 'string' && <Problem error={refusal} />}
      <div>
        <button type="submit" className="button is-main" disabled={busy} aria-busy={busy}>
          {t('account.change')}
        </button>
      </div>
    </form>
  )
}

/** In words where there are some; else the problem as it came. */
function refusalOf(problem: ApiProblem, t: ReturnType<typeof useWords>['t']): string | ApiProblem {
  if (problem.code === 'sign-in-failed') return t('account.wrong')
  if (problem.status === 429) return t('account.wait', { seconds: problem.retryAfterS ?? DEFAULT_WAIT_S })
  return problem
}
