import { useTranslation } from 'react-i18next'
import { Icon } from '../shared/icons.tsx'
import { currentLanguage } from '../shared/language.ts'
import { agoText, clockText } from '../shared/times.ts'
import { TreatmentBadge } from './StatusParts.tsx'
import { msOrNull, type RouteStatus } from './status.ts'

const SENTENCES = {
  none: 'treatment.saysNone',
  ordered: 'treatment.saysOrdered',
  working: 'treatment.saysWorking',
  done: 'treatment.saysDone',
} as const

interface PanelProps {
  readonly route: RouteStatus
  readonly nowMs: number
}

/** What is being done: ordered, working, done and when, and by when it should be. */
export function TreatmentPanel({ route, nowMs }: PanelProps) {
  const { t } = useTranslation()
  const { status } = route.treatment
  return (
    <section className="panel" aria-labelledby="treatment">
      <h2 id="treatment">{t('treatment.heading')}</h2>
      <p className="big-status" role="status">
        <TreatmentBadge status={status} />
      </p>
      <p className="says">{t(SENTENCES[status])}</p>
      {status === 'none' ? <LastPass route={route} nowMs={nowMs} /> : <Steps route={route} nowMs={nowMs} />}
      <p className="deadline">
        <Icon name="deadline" />
        <span>
          <strong className="small">{t('treatment.deadline')}</strong>
          <br />
          {useDeadline(route, nowMs)}
        </span>
      </p>
    </section>
  )
}

function useDeadline({ deadline, treatment, timeZone }: RouteStatus, nowMs: number): string {
  const { t } = useTranslation()
  if (deadline === null) return t('treatment.deadlineNone')
  const atMs = Date.parse(deadline.nextAt)
  const time = clockText(atMs, nowMs, timeZone, currentLanguage())
  const open = treatment.status === 'ordered' || treatment.status === 'working'
  if (!open) return t('treatment.deadlineIdle', { time })
  return nowMs > atMs ? t('treatment.deadlineLate', { time }) : t('treatment.deadlineOpen', { time })
}

function LastPass({ route, nowMs }: PanelProps) {
  const { t } = useTranslation()
  const atMs = msOrNull(route.treatment.lastPassAt)
  const language = currentLanguage()
  return (
    <p className="number">
      <span className="soft">{t('treatment.lastPass')}</span>{' '}
      {atMs === null
        ? t('treatment.noRecord')
        : `${clockText(atMs, nowMs, route.timeZone, language)} (${agoText(atMs, nowMs, language)})`}
    </p>
  )
}

/** Ordered, started, done: three facts with their times; what has not come yet says so. */
function Steps({ route, nowMs }: PanelProps) {
  const { t } = useTranslation()
  const { status, orderedAt, startedAt, lastPassAt } = route.treatment
  // once done, the order is closed and its earlier times are no longer told
  const steps =
    status === 'done'
      ? ([['stepDone', lastPassAt, true]] as const)
      : ([
          ['stepOrdered', orderedAt, true],
          ['stepWorking', startedAt, status === 'working'],
          ['stepDone', null, false],
        ] as const)
  const language = currentLanguage()
  return (
    <ol className="steps">
      {steps.map(([name, iso, reached]) => {
        const atMs = msOrNull(iso)
        return (
          <li key={name} className={reached ? 'is-reached' : ''}>
            <span className="step-mark">{reached && <Icon name="done" />}</span>
            <strong>{t(`treatment.${name}`)}</strong>
            <span className="number">
              {!reached && <span className="soft">{t('treatment.notYet')}</span>}
              {reached && atMs === null && t('treatment.noRecord')}
              {reached && atMs !== null && (
                <>
                  {clockText(atMs, nowMs, route.timeZone, language)}{' '}
                  <span className="soft small">{agoText(atMs, nowMs, language)}</span>
                </>
              )}
            </span>
          </li>
        )
      })}
    </ol>
  )
}
