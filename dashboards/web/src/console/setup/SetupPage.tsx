import './setup.css'
import { useCallback, useEffect, useState } from 'react'
import { Icon } from '../../shared/icons.tsx'
import { useApi } from '../../shared/queries.ts'
import { setSearch, useSearch } from '../../shared/router.tsx'
import { Page, Panel } from '../ui/Page.tsx'
import { Loading } from '../ui/Problem.tsx'
import { AfterStep } from './AfterStep.tsx'
import { DeviceStep } from './DeviceStep.tsx'
import { ImportStep } from './ImportStep.tsx'
import { TestStep } from './TestStep.tsx'
import { useSetupWords } from './words.ts'

const STEPS = ['import', 'device', 'test', 'after'] as const
type Step = (typeof STEPS)[number]

interface Some {
  readonly items: readonly unknown[]
}

/** The rest of the first run, in steps that can be left and taken up again; later the place for imports. */
export default function SetupPage() {
  const { t } = useSetupWords()
  // the health of devices is judged once a minute; what this page saw counts at once
  const [heard, setHeard] = useState(false)
  const hear = useCallback(() => setHeard(true), [])
  const done = useDone(heard)
  const search = useSearch()
  const asked = STEPS.find((it) => it === search.get('step'))
  const due = firstDue(done)
  // the step is chosen once: what is done on it must not take the page away
  useEffect(() => {
    if (asked === undefined && due !== undefined) setSearch({ step: due })
  }, [asked, due])
  // tokens that this page was shown, so that the next step need not issue others
  const [tokens, setTokens] = useState<Readonly<Record<string, string>>>({})
  const [device, setDevice] = useState<string | null>(null)
  const keepTokens = (more: Readonly<Record<string, string>>) => setTokens((known) => ({ ...known, ...more }))
  const go = (next: Step) => setSearch({ step: next })
  return (
    <Page title={t('title')} lead={t('lead')}>
      <nav aria-label={t('steps')} className="no-print">
        <ol className="setup-steps">
          <li>
            <span className="setup-step is-past">
              <StepMark nth={1} label={t('step.first')} done />
            </span>
          </li>
          {STEPS.map((it, index) => (
            <li key={it}>
              <button
                type="button"
                className="setup-step"
                aria-current={it === asked ? 'step' : undefined}
                onClick={() => go(it)}
              >
                <StepMark nth={index + 2} label={t(`step.${it}`)} done={done[it] === true} />
              </button>
            </li>
          ))}
        </ol>
      </nav>
      {asked === undefined && <Loading />}
      {asked === 'import' && <ImportStep onTokens={keepTokens} onNext={() => go('device')} />}
      {asked === 'device' && (
        <DeviceStep
          device={device}
          tokens={tokens}
          onDevice={setDevice}
          onTokens={keepTokens}
          onNext={() => go('test')}
        />
      )}
      {asked === 'test' && <TestStep device={device} onDevice={setDevice} onHeard={hear} onNext={() => go('after')} />}
      {asked === 'after' && (
        <Panel title={t('after.title')}>
          <AfterStep />
        </Panel>
      )}
    </Page>
  )
}

function StepMark({ nth, label, done }: { readonly nth: number; readonly label: string; readonly done: boolean }) {
  const { t } = useSetupWords()
  return (
    <span className={`setup-mark${done ? ' is-done' : ''}`}>
      <span className="setup-number number" aria-hidden="true">
        {done ? <Icon name="done" /> : nth}
      </span>
      <span className="setup-label">
        {label}
        {done && <span className="hidden-text"> ({t('done')})</span>}
      </span>
    </span>
  )
}

/** The first step that is not done; undefined while that is not known. */
function firstDue(done: Readonly<Partial<Record<Step, boolean>>>): Step | undefined {
  const open = STEPS.find((it) => done[it] !== true)
  if (open === undefined || open === 'after') return 'after'
  return done[open] === undefined ? undefined : open
}

/** What is there already tells which steps are done; nothing is noted beside it. undefined: not yet known. */
function useDone(seen: boolean): Readonly<Partial<Record<Step, boolean>>> {
  const routes = useApi<Some>('/api/v1/routes?limit=1').data
  const devices = useApi<Some>('/api/v1/devices?limit=1').data
  const ok = useApi<Some>('/api/v1/devices?limit=1&status=ok').data
  const some = (list: Some | undefined) => list && list.items.length > 0
  const done = { import: some(routes), device: some(devices), test: seen || some(ok) }
  return Object.fromEntries(Object.entries(done).filter(([, it]) => it !== undefined))
}
