import i18next from 'i18next'
import { setSearch } from '../../shared/router.tsx'
import { Clock } from '../ui/times.tsx'
import type { AuditEvent } from './filter.ts'
import { useWords } from './words.ts'

/** One entry in words; the entry as it is kept, with its hash, behind a disclosure. */
export function EventRow({ event }: { readonly event: AuditEvent }) {
  const { t } = useWords()
  const { reason, from, to } = event.data
  const change = typeof from === 'string' && typeof to === 'string'
  return (
    <li className="audit-event">
      <span className="audit-at">
        <Clock at={event.at} />
      </span>
      <div className="stack-s">
        <p>
          <strong>{typeText(event.type, t)}</strong> {subjectText(event)}
          {change && <span className="soft"> {t('change', { from, to })}</span>}
        </p>
        <p className="small soft">
          <ActorText event={event} />
          {event.contractorName !== null && event.actor !== `contractor:${event.contractorId}` && (
            <> / {t('firm', { name: event.contractorName })}</>
          )}
        </p>
        {typeof reason === 'string' && reason !== '' && <p className="audit-reason">{t('reason', { reason })}</p>}
        <details>
          <summary className="small">{t('raw')}</summary>
          <div className="stack-s audit-raw">
            <div className="row no-print">
              <button type="button" className="button" onClick={() => setSearch({ subject: event.subject })}>
                {t('onlyThis')}
              </button>
              <button type="button" className="button" onClick={() => setSearch({ actor: event.actor })}>
                {t('onlyActor')}
              </button>
            </div>
            <pre>{JSON.stringify(entryOf(event), null, 2)}</pre>
          </div>
        </details>
      </div>
    </li>
  )
}

/** What it is about, by its name where it has one. Of signing in the actor says it all. */
function subjectText(event: AuditEvent) {
  if (event.type.startsWith('session.')) return null
  return event.subjectName ?? <code>{event.subject}</code>
}

/** What is kept and hashed: without the names, which are those of today. */
function entryOf(event: AuditEvent): Partial<AuditEvent> {
  const { actorName: _actor, subjectName: _subject, contractorName: _contractor, ...entry } = event
  return entry
}

function ActorText({ event }: { readonly event: AuditEvent }) {
  const { t } = useWords()
  const [kind = '', id = ''] = event.actor.split(/:(.*)/s)
  const known = i18next.exists(`actor.${kind}`, { ns: 'audit' })
  return (
    <>
      {known ? t(`actor.${kind}`) : kind} {event.actorName ?? (kind === 'system' ? '' : id)}
    </>
  )
}

/** The type in words; itself where there are none. */
function typeText(type: string, t: ReturnType<typeof useWords>['t']): string {
  return i18next.exists(`type.${type}`, { ns: 'audit' }) ? t(`type.${type}`) : type
}
