import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useServerNow } from '../../shared/live.ts'
import { useSignedIn } from '../../shared/session/session.ts'
import { isDate, mondayOf, nightOf } from '../calendar.ts'
import { Dialog } from '../ui/Dialog.tsx'
import { TextInput } from '../ui/fields.tsx'
import { copyWeek } from './draft.ts'
import type { RosterEntry } from './types.ts'
import { useWords } from './words.ts'

interface CopyProps {
  readonly entries: readonly RosterEntry[]
  onApply(entries: readonly RosterEntry[]): void
}

/** What was planned for one week, planned for the next as well. */
export function CopyWeek(props: CopyProps) {
  const { t } = useWords()
  const [open, setOpen] = useState(false)
  return (
    <>
      <button type="button" className="button" disabled={props.entries.length === 0} onClick={() => setOpen(true)}>
        {t('copy.button')}
      </button>
      {open && (
        <Dialog title={t('copy.title')} onClose={() => setOpen(false)}>
          <CopyForm {...props} onClose={() => setOpen(false)} />
        </Dialog>
      )}
    </>
  )
}

function CopyForm({ entries, onApply, onClose }: CopyProps & { onClose(): void }) {
  const { t } = useWords()
  const { t: common } = useTranslation()
  const { timeZone } = useSignedIn().authority
  const [day, setDay] = useState(nightOf(useServerNow(), timeZone))
  const copies = isDate(day) ? copyWeek(entries, mondayOf(day), timeZone) : []
  const apply = (event: FormEvent) => {
    event.preventDefault()
    if (copies.length === 0) return
    onApply([...entries, ...copies])
    onClose()
  }
  return (
    <form className="stack" onSubmit={apply}>
      <p>{t('copy.text')}</p>
      <TextInput type="date" label={t('copy.week')} value={day} required onChange={setDay} />
      <p role="status">{copies.length === 0 ? t('copy.none') : t('copy.found', { count: copies.length })}</p>
      <div className="dialog-actions">
        <button type="button" className="button" onClick={onClose}>
          {common('ui.cancel')}
        </button>
        <button type="submit" className="button is-main" disabled={copies.length === 0}>
          {t('copy.apply')}
        </button>
      </div>
    </form>
  )
}
