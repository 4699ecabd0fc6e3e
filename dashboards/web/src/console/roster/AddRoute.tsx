import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Icon } from '../../shared/icons.tsx'
import { useWholeList } from '../../shared/queries.ts'
import { goTo } from '../../shared/router.tsx'
import { Dialog } from '../ui/Dialog.tsx'
import { Select } from '../ui/fields.tsx'
import { Loaded } from '../ui/Problem.tsx'
import { placePath } from './PlaceHead.tsx'
import { useWords } from './words.ts'

interface RouteName {
  readonly id: string
  readonly name: string
}

/** Leads to the roster of a route, which may be empty yet. */
export function AddRoute() {
  const { t } = useWords()
  const [open, setOpen] = useState(false)
  return (
    <>
      <button type="button" className="button" onClick={() => setOpen(true)}>
        <Icon name="plus" />
        {t('addRoute')}
      </button>
      {open && (
        <Dialog title={t('addRoute')} onClose={() => setOpen(false)}>
          <ChooseRoute onClose={() => setOpen(false)} />
        </Dialog>
      )}
    </>
  )
}

function ChooseRoute({ onClose }: { onClose(): void }) {
  const { t } = useWords()
  const { t: common } = useTranslation()
  const routes = useWholeList<RouteName>('/api/v1/routes')
  const [chosen, setChosen] = useState('')
  const open = (event: FormEvent) => {
    event.preventDefault()
    goTo(placePath('route', chosen === '' ? (routes.data?.[0]?.id ?? '') : chosen))
  }
  return (
    <form className="stack" onSubmit={open}>
      <p>{t('addRouteText')}</p>
      <Loaded query={routes}>
        {(all) => (
          <Select
            label={t('chooseRoute')}
            value={chosen === '' ? (all[0]?.id ?? '') : chosen}
            options={all.map(({ id, name }) => ({ value: id, label: name }))}
            onChange={setChosen}
          />
        )}
      </Loaded>
      <div className="dialog-actions">
        <button type="button" className="button" onClick={onClose}>
          {common('ui.cancel')}
        </button>
        <button type="submit" className="button is-main" disabled={(routes.data?.length ?? 0) === 0}>
          {t('open')}
        </button>
      </div>
    </form>
  )
}
