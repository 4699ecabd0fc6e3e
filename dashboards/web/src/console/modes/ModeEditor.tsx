import { useState } from 'react'
import { ApiProblem, apiGet, apiSend } from '../../shared/api-client.ts'
import { renewPaths } from '../../shared/queries.ts'
import { goTo } from '../../shared/router.tsx'
import { useAction } from '../ui/actions.tsx'
import { Panel } from '../ui/Page.tsx'
import { Problem } from '../ui/Problem.tsx'
import { showToast } from '../ui/toasts.tsx'
import { ModeFacts } from './ModeFacts.tsx'
import { ModeFields } from './ModeFields.tsx'
import './modes.css'
import { fromModeForm, type Mode, type ModeBody, toModeForm } from './mode-form.ts'
import { useWords } from './words.ts'

interface ModeEditorProps {
  readonly start: ModeBody
  /** null: a new one. */
  readonly version: number | null
}

/** The form of a mode. When another was faster, what was typed stays, and how it is now stands above it. */
export function ModeEditor({ start, version }: ModeEditorProps) {
  const { t } = useWords()
  const [form, setForm] = useState(() => toModeForm(start))
  const [expected, setExpected] = useState(version)
  const [theirs, setTheirs] = useState<Mode | null>(null)
  const path = `/api/v1/modes/${encodeURIComponent(form.id.trim())}`
  const { busy, problem, run } = useAction(async (idempotencyKey) => {
    const condition = expected === null ? { ifNoneMatch: '*' as const } : { ifMatch: `"v${expected}"` }
    try {
      await apiSend('PUT', path, fromModeForm(form), { ...condition, idempotencyKey })
    } catch (error) {
      if (error instanceof ApiProblem && error.status === 412 && version !== null) setTheirs(await apiGet<Mode>(path))
      throw error
    }
    void renewPaths('/api/v1/modes')
  })
  const overtaken = theirs !== null && theirs.version !== expected
  return (
    <form
      className="stack"
      onSubmit={async (event) => {
        event.preventDefault()
        if (!(await run())) return
        showToast(t('form.saved'))
        goTo('/console/modes')
      }}
    >
      {overtaken && (
        <Panel title={t('form.theirs', { version: theirs.version })} className="modes-theirs">
          <div className="stack-s" role="alert">
            <p>{t('form.overtaken')}</p>
            <ModeFacts mode={theirs} />
            <div className="row">
              <button type="button" className="button" onClick={() => setExpected(theirs.version)}>
                {t('form.goOn')}
              </button>
              <button
                type="button"
                className="button"
                onClick={() => {
                  setForm(toModeForm(theirs))
                  setExpected(theirs.version)
                }}
              >
                {t('form.load')}
              </button>
            </div>
          </div>
        </Panel>
      )}
      <Panel>
        <ModeFields
          form={form}
          isNew={version === null}
          problem={problem}
          change={(fields) => setForm((before) => ({ ...before, ...fields }))}
        />
      </Panel>
      {problem !== null && !overtaken && <Problem error={problem} />}
      <div className="row">
        <button type="submit" className="button is-main" disabled={busy || overtaken} aria-busy={busy}>
          {t('form.save')}
        </button>
      </div>
    </form>
  )
}
