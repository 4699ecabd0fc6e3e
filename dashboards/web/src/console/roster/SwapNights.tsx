import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useServerNow } from '../../shared/live.ts'
import { useSignedIn } from '../../shared/session/session.ts'
import { isDate, nightOf } from '../calendar.ts'
import { Dialog } from '../ui/Dialog.tsx'
import { Select, TextInput } from '../ui/fields.tsx'
import { substitute } from './draft.ts'
import type { Firm, RosterEntry } from './types.ts'
import { useWords } from './words.ts'

/** Contractors that can be put in for a few nights. */
const PLACES = [0, 1, 2] as const

interface SwapProps {
  readonly entries: readonly RosterEntry[]
  readonly firms: readonly Firm[]
  onApply(entries: readonly RosterEntry[]): void
}

/** Others work in a few nights; what was planned around them stays. */
export function SwapNights(props: SwapProps) {
  const { t } = useWords()
  const [open, setOpen] = useState(false)
  return (
    <>
      <button type="button" className="button" disabled={props.firms.length === 0} onClick={() => setOpen(true)}>
        {t('swap.button')}
      </button>
      {open && (
        <Dialog title={t('swap.title')} onClose={() => setOpen(false)}>
          <SwapForm {...props} onClose={() => setOpen(false)} />
        </Dialog>
      )}
    </>
  )
}

function SwapForm({ entries, firms, onApply, onClose }: SwapProps & { onClose(): void }) {
  const { t } = useWords()
  const { t: common } = useTranslation()
  const { timeZone } = useSignedIn().authority
  const tonight = nightOf(useServerNow(), timeZone)
  const [firstNight, setFirst] = useState(tonight)
  const [lastNight, setLast] = useState(tonight)
  const [chosen, setChosen] = useState<readonly string[]>([firms[0]?.id ?? '', '', ''])
  const contractors = [...new Set(chosen.filter((it) => it !== ''))]
  const reversed = !isDate(firstNight) || !isDate(lastNight) || lastNight < firstNight
  const apply = (event: FormEvent) => {
    event.preventDefault()
    if (reversed || contractors.length === 0) return
    onApply(substitute(entries, { firstNight, lastNight, contractors }, timeZone))
    onClose()
  }
  return (
    <form className="stack" onSubmit={apply}>
      <p>{t('swap.text')}</p>
      <div className="roster-pair">
        <TextInput type="date" label={t('swap.first')} value={firstNight} required onChange={setFirst} />
        <TextInput
          type="date"
          label={t('swap.last')}
          value={lastNight}
          required
          error={reversed ? t('swap.wrong') : undefined}
          onChange={setLast}
        />
      </div>
      <fieldset className="stack-s roster-plain">
        <legend>{t('swap.order')}</legend>
        {PLACES.map((place) => (
          <Select
            key={place}
            label={t('swap.nth', { n: place + 1 })}
            value={chosen[place] ?? ''}
            error={place === 0 && contractors.length === 0 ? t('swap.needOne') : undefined}
            options={[{ value: '', label: t('swap.nobody') }, ...firms.map((it) => ({ value: it.id, label: it.name }))]}
            onChange={(it) => setChosen(chosen.map((old, i) => (i === place ? it : old)))}
          />
        ))}
      </fieldset>
      <div className="dialog-actions">
        <button type="button" className="button" onClick={onClose}>
          {common('ui.cancel')}
        </button>
        <button type="submit" className="button is-main" disabled={reversed || contractors.length === 0}>
          {t('swap.apply')}
        </button>
      </div>
    </form>
  )
}
