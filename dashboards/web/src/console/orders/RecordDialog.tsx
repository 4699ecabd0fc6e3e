import { useState } from 'react'
import { ConfirmDialog } from '../ui/actions.tsx'
import { recordAnswer } from './commands.ts'
import type { Subject } from './order.ts'
import { ReasonField } from './ReasonField.tsx'
import { useWords } from './words.ts'

interface RecordDialogProps {
  readonly subject: Subject
  readonly offerId: string
  readonly firmName: string
  onClose(): void
}

const ANSWERS = ['accepted', 'declined'] as const

/** Writes down what a contractor said by telephone. */
export function RecordDialog({ subject, offerId, firmName, onClose }: RecordDialogProps) {
  const { t } = useWords()
  const [answer, setAnswer] = useState<(typeof ANSWERS)[number] | null>(null)
  const [reason, setReason] = useState(t('act.reasons.phone'))
  return (
    <ConfirmDialog
      title={t('act.recordTitle', { name: firmName })}
      confirm={t('act.recordConfirm')}
      done={t('act.recorded')}
      disabled={answer === null || reason.trim() === ''}
      act={async (key) => {
        if (answer !== null) await recordAnswer(subject, offerId, { answer, reason: reason.trim() }, key)
      }}
      onClose={onClose}
    >
      <fieldset className="orders-answers">
        <legend>{t('act.recordAnswer')}</legend>
        {ANSWERS.map((it) => (
          <label key={it} className="button">
            <input type="radio" name="answer" checked={answer === it} onChange={() => setAnswer(it)} />
            {t(it === 'accepted' ? 'act.recordAccepted' : 'act.recordDeclined')}
          </label>
        ))}
      </fieldset>
      <ReasonField value={reason} usual={['phone', 'noCrew']} onChange={setReason} />
    </ConfirmDialog>
  )
}
