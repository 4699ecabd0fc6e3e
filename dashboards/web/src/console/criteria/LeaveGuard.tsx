import { useEffect, useState } from 'react'
import { goTo } from '../../shared/router.tsx'
import { ConfirmDialog } from '../ui/actions.tsx'
import { useEditWords } from './edit-words.ts'

/** Asks before a link of the console leads away from what is not saved; it stays kept in this tab in any case. */
export function LeaveGuard({ dirty }: { readonly dirty: boolean }) {
  const { t } = useEditWords()
  const [wanted, setWanted] = useState<string | null>(null)
  useEffect(() => {
    if (!dirty) return
    const ask = (event: MouseEvent) => {
      if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
      const link = event.target instanceof Element ? event.target.closest('a[href^="/console"]') : null
      const to = link?.getAttribute('href')
      if (to === null || to === undefined || link?.hasAttribute('target')) return
      event.preventDefault()
      event.stopPropagation()
      setWanted(to)
    }
    document.addEventListener('click', ask, true)
    return () => document.removeEventListener('click', ask, true)
  }, [dirty])
  if (wanted === null) return null
  return (
    <ConfirmDialog
      title={t('edit.unsaved')}
      confirm={t('edit.leaveNow')}
      act={async () => goTo(wanted)}
      onClose={() => setWanted(null)}
    >
      <p>{t('edit.leave')}</p>
    </ConfirmDialog>
  )
}
