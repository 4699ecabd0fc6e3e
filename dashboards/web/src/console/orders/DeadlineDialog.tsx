import { useState } from 'react'
import { useServerNow } from '../../shared/live.ts'
import { useSignedIn } from '../../shared/session/session.ts'
import { fromWallText, toWallText } from '../calendar.ts'
import { ConfirmDialog } from '../ui/actions.tsx'
import { Checkbox, TextInput } from '../ui/fields.tsx'
import { sendCommand } from './commands.ts'
import type { Subject } from './order.ts'
import { ReasonField } from './ReasonField.tsx'
import { useWords } from './words.ts'

const HOUR_MS = 3_600_000

interface DeadlineDialogProps {
  readonly subject: Subject
  readonly finishBy: string | null
  onClose(): void
}

/** Moves the deadline of an open order, or takes it away. */
export function DeadlineDialog({ subject, finishBy, onClose }: DeadlineDialogProps) {
  const { t } = useWords()
  const { timeZone } = useSignedIn().authority
  const nowMs = useServerNow()
  const [at, setAt] = useState(() => toWallText(finishBy === null ? nowMs + HOUR_MS : Date.parse(finishBy), timeZone))
  const [none, setNone] = useState(false)
  const [reason, setReason] = useState('')
  const atMs = fromWallText(at, timeZone)
  return (
    <ConfirmDialog
      title={t('act.deadlineTitle', { route: subject.routeName })}
      confirm={t('act.deadlineConfirm')}
      done={t('act.deadlineChanged')}
      disabled={reason.trim() === '' || (!none && atMs === null)}
      act={(key) => {
        const moved = none || atMs === null ? null : new Date(atMs).toISOString()
        return sendCommand(subject, 'deadline', { finishBy: moved, reason: reason.trim() }, key)
      }}
      onClose={onClose}
    >
      <TextInput label={t('act.deadlineAt')} type="datetime-local" value={at} disabled={none} onChange={setAt} />
      <Checkbox label={t('act.deadlineNone')} checked={none} onChange={setNone} />
      <ReasonField value={reason} usual={['bus', 'stopped']} onChange={setReason} />
    </ConfirmDialog>
  )
}
