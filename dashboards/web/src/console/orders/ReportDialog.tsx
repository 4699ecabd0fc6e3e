import { useState } from 'react'
import { useServerNow } from '../../shared/live.ts'
import { useSignedIn } from '../../shared/session/session.ts'
import { fromWallText, toWallText } from '../calendar.ts'
import { ConfirmDialog } from '../ui/actions.tsx'
import { TextInput } from '../ui/fields.tsx'
import { sendCommand } from './commands.ts'
import type { Order, Subject } from './order.ts'
import { useWords } from './words.ts'

interface ReportDialogProps {
  readonly subject: Subject
  readonly order: Pick<Order, 'acceptedAt' | 'startedAt'>
  readonly what: 'start' | 'complete'
  onClose(): void
}

/** An officer reports for a crew that has nothing but a telephone. */
export function ReportDialog({ subject, order, what, onClose }: ReportDialogProps) {
  const { t } = useWords()
  const { timeZone } = useSignedIn().authority
  const nowMs = useServerNow()
  const [startedAt, setStartedAt] = useState(() => toWallText(nowMs, timeZone))
  const [finishedAt, setFinishedAt] = useState(() => toWallText(nowMs, timeZone))
  const [note, setNote] = useState('')
  const startMs = fromWallText(startedAt, timeZone)
  const finishMs = fromWallText(finishedAt, timeZone)
  const asksStart = what === 'start' || order.startedAt === null
  return (
    <ConfirmDialog
      title={t(what === 'start' ? 'act.startTitle' : 'act.completeTitle', { route: subject.routeName })}
      confirm={t('act.reportConfirm')}
      done={t('act.reported')}
      disabled={(asksStart && startMs === null) || (what === 'complete' && finishMs === null)}
      act={(key) => sendCommand(subject, what, bodyOf(), key)}
      onClose={onClose}
    >
      {asksStart && (
        <TextInput label={t('act.startedAt')} type="datetime-local" value={startedAt} onChange={setStartedAt} />
      )}
      {what === 'complete' && (
        <>
          <TextInput label={t('act.finishedAt')} type="datetime-local" value={finishedAt} onChange={setFinishedAt} />
          <TextInput label={t('act.note')} value={note} maxLength={500} onChange={setNote} />
        </>
      )}
    </ConfirmDialog>
  )

  function bodyOf() {
    if (what === 'start') return { at: sent(startMs, order.acceptedAt) }
    return {
      ...(asksStart ? { startedAt: sent(startMs, order.acceptedAt) } : {}),
      finishedAt: sent(finishMs, asksStart ? null : order.startedAt),
      ...(note.trim() === '' ? {} : { note: note.trim() }),
    }
  }
}

const MINUTE_MS = 60_000

/** A field has whole minutes: the minute of the step before is taken for that step's moment. */
function sent(atMs: number | null, before: string | null): string {
  const beforeMs = before === null ? 0 : Date.parse(before)
  const sameMinute = atMs !== null && Math.floor(beforeMs / MINUTE_MS) * MINUTE_MS === atMs
  return new Date(sameMinute ? beforeMs : (atMs ?? beforeMs)).toISOString()
}
