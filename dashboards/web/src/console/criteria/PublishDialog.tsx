import { useState } from 'react'
import { ConfirmDialog } from '../ui/actions.tsx'
import { Select, TextArea, TextInput } from '../ui/fields.tsx'
import { ChangeList } from './ChangeList.tsx'
import { changesBetween } from './diff.ts'
import { useEditWords } from './edit-words.ts'
import type { CriterionBody } from './types.ts'

interface PublishDialogProps {
  /** Submitting, where somebody else publishes. */
  readonly step: 'publish' | 'submit'
  /** What is published now; null: nothing. */
  readonly before: CriterionBody | null
  readonly after: CriterionBody
  /** First day, `YYYY-MM-DD`; '': at once. */
  readonly from: string
  act(input: { readonly from: string; readonly note: string }, idempotencyKey: string): Promise<unknown>
  onClose(): void
}

/** The last look before a criterion holds: what changes, from when, and why. */
export function PublishDialog({ step, before, after, from, act, onClose }: PublishDialogProps) {
  const { t } = useEditWords()
  const [starts, setStarts] = useState<'today' | 'date'>(from === '' ? 'today' : 'date')
  const [date, setDate] = useState(from)
  const [note, setNote] = useState('')
  const chosen = starts === 'today' ? '' : date
  return (
    <ConfirmDialog
      title={t(`edit.${step}Title`)}
      confirm={t(`edit.${step}Title`)}
      disabled={note.trim() === '' || (starts === 'date' && date === '')}
      act={(key) => act({ from: chosen, note }, key)}
      onClose={onClose}
    >
      {before !== null && (
        <div className="stack-s">
          <h3>{t('edit.changes')}</h3>
          <ChangeList changes={changesBetween(before, after)} />
        </div>
      )}
      {step === 'submit' && <p>{t('edit.reviewNote')}</p>}
      <Select<'today' | 'date'>
        label={t('edit.starts')}
        value={starts}
        options={[
          { value: 'today', label: t('edit.today') },
          { value: 'date', label: t('edit.onDate') },
        ]}
        onChange={setStarts}
      />
      {starts === 'date' && <TextInput label={t('edit.onDate')} type="date" value={date} required onChange={setDate} />}
      <TextArea label={t('edit.reason')} value={note} required maxLength={1000} onChange={setNote} />
    </ConfirmDialog>
  )
}
