import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Icon, type IconName } from '../shared/icons.tsx'
import { CrewDialog } from './CrewDialog.tsx'
import { crew, serviceNow } from './crew.ts'
import { ReportDialog } from './ReportDialog.tsx'
import { RouteFacts } from './RouteFacts.tsx'
import { TapNotes } from './TapNotes.tsx'
import { type Act, type Position, type ShownRoute, tapTime } from './taps.ts'
import { useTimes } from './times.ts'

interface WorkProps {
  readonly callOutId: string
  readonly shown: ShownRoute
  /** Place in the working order. */
  readonly number: number
  /** The first that is not done. */
  readonly next: boolean
  readonly here: Position | null
}

/** One route to work on: where it stands, and the one thing to press next. */
export function WorkCard({ callOutId, shown, number, next, here }: WorkProps) {
  const { t } = useTranslation()
  const { clock } = useTimes()
  const [asking, setAsking] = useState<'complete' | 'report' | null>(null)
  const { route, state, startedAtMs, completedAtMs } = shown
  const standby = route.level === 'standby'
  const tap = (act: Act) => {
    setAsking(null)
    void crew.tap(callOutId, [route.orderId], act, tapTime(serviceNow(), shown))
  }
  return (
    <li className={`crew-work is-${state} ${next ? 'is-next' : ''}`}>
      <div className="crew-work-head">
        <span className="crew-number number">{number}</span>
        <StateBadge shown={shown} />
        {next && state === 'accepted' && <span className="small">{t('route.next')}</span>}
      </div>
      <RouteFacts shown={shown} here={here} />
      {state !== 'completed' && <Deadline shown={shown} />}
      <p className="crew-done number">
        {startedAtMs !== null && <span>{t('route.started', { time: clock(startedAtMs) })}</span>}
        {completedAtMs !== null && <span>{t('route.completed', { time: clock(completedAtMs) })}</span>}
      </p>
      {route.progress !== null && state !== 'completed' && <Reported shown={shown} />}
      <TapNotes shown={shown} />
      {state !== 'completed' && (
        <div className="crew-answers no-print">
          {state === 'accepted' ? (
            <button type="button" className="button is-main crew-large" onClick={() => tap({ kind: 'start' })}>
              {t(standby ? 'route.startStandby' : 'route.start')}
            </button>
          ) : (
            <button type="button" className="button crew-accept" onClick={() => setAsking('complete')}>
              <Icon name="done" />
              {t(standby ? 'route.completeStandby' : 'route.complete')}
            </button>
          )}
          <button type="button" className="button" onClick={() => setAsking('report')}>
            {t('route.report')}
          </button>
        </div>
      )}
      {asking === 'complete' && (
        <CrewDialog title={t('complete.title', { name: route.name })} onClose={() => setAsking(null)}>
          <p>{t('complete.text', { time: clock(tapTime(serviceNow(), shown)) })}</p>
          <div className="crew-answers">
            <button type="button" className="button crew-accept" onClick={() => tap({ kind: 'complete' })}>
              <Icon name="done" />
              {t('complete.yes')}
            </button>
            <button type="button" className="button" onClick={() => setAsking(null)}>
              {t('complete.no')}
            </button>
          </div>
        </CrewDialog>
      )}
      {asking === 'report' && <ReportDialog name={route.name} onClose={() => setAsking(null)} onReport={tap} />}
    </li>
  )
}

const LOOKS = {
  accepted: { look: 'status-ordered', icon: 'ordered' },
  started: { look: 'status-working', icon: 'working' },
  completed: { look: 'status-done', icon: 'done' },
} as const satisfies Readonly<Record<string, { look: string; icon: IconName }>>

function StateBadge({ shown: { state, route } }: { readonly shown: ShownRoute }) {
  const { t } = useTranslation()
  const { look, icon } = state === 'started' || state === 'completed' ? LOOKS[state] : LOOKS.accepted
  const standby = route.level === 'standby'
  const word =
    standby && state === 'started' ? 'standbyStarted' : standby && state === 'completed' ? 'standbyCompleted' : state
  return (
    <span className={`status ${look}`}>
      <Icon name={icon} />
      {t(`state.${word}`)}
    </span>
  )
}

/** Time left to start, then to finish; said in words when it cannot be met any more. */
function Deadline({ shown: { route, state } }: { readonly shown: ShownRoute }) {
  const { t } = useTranslation()
  const { nowMs, span } = useTimes()
  const started = state === 'started'
  const by = started ? route.finishBy : route.startBy
  if (by === null) return null
  const leftMs = Date.parse(by) - nowMs
  const key = `route.${started ? 'finish' : 'start'}${leftMs < 0 ? 'Over' : 'Left'}`
  return (
    <p className={`crew-deadline number ${leftMs < 0 ? 'is-over' : ''}`}>
      <Icon name={leftMs < 0 ? 'warn' : 'deadline'} />
      {t(key, { time: span(leftMs) })}
      {route.deadlineState === 'missed' && ` · ${t('route.missed')}`}
    </p>
  )
}

function Reported({ shown: { route } }: { readonly shown: ShownRoute }) {
  const { t } = useTranslation()
  const { clock } = useTimes()
  const { progress } = route
  if (progress === null) return null
  const said = [
    ...(progress.percent === null ? [] : [t('route.percent', { percent: progress.percent })]),
    ...(progress.note === null ? [] : [progress.note]),
  ]
  return (
    <p className="small soft">
      {t('route.reported', { time: clock(Date.parse(progress.at)) })}: {said.join(' · ')}
    </p>
  )
}
