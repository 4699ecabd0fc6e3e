import './setup.css'
import { useState } from 'react'
import { ApiProblem, apiGet } from '../../shared/api-client.ts'
import { useApi } from '../../shared/queries.ts'
import { goTo, Link } from '../../shared/router.tsx'
import { type Session, takeSession } from '../../shared/session/session.ts'
import { Bare } from '../Bare.tsx'
import { Loaded } from '../ui/Problem.tsx'
import { FirstForm } from './FirstForm.tsx'
import { useSetupWords } from './words.ts'

/** The page behind `/setup#TOKEN`, which the service prints while nobody has set it up. */
export default function FirstPage() {
  const { t } = useSetupWords()
  const state = useApi<{ readonly open: boolean }>('/public/v1/setup', { everyMs: false })
  // once this browser has done it, its own answer counts
  const [notKept, setNotKept] = useState(false)
  const onDone = async (session: Session) => {
    try {
      await apiGet('/api/v1/session')
      takeSession(session)
      goTo('/console/setup')
    } catch (error) {
      if (!(error instanceof ApiProblem) || error.status !== 401) throw error
      setNotKept(true)
    }
  }
  return (
    <Bare title={t('first.title')}>
      {notKept ? (
        <p role="alert">{t('first.notKept')}</p>
      ) : (
        <Loaded query={state}>{({ open }) => (open ? <FirstForm onDone={onDone} /> : <Closed />)}</Loaded>
      )}
    </Bare>
  )
}

function Closed() {
  const { t } = useSetupWords()
  return (
    <div className="stack">
      <p>
        <strong>{t('first.closed')}</strong>
      </p>
      <p>{t('first.closedText')}</p>
      <Link to="/console" className="button is-main">
        {t('first.toSignIn')}
      </Link>
    </div>
  )
}
