import { Facts } from '../ui/Page.tsx'
import type { Mode, ModeTest } from './mode-form.ts'
import { useWords } from './words.ts'

/** What turns a mode on and off, and what it changes. */
export function ModeFacts({ mode }: { readonly mode: Mode }) {
  const { t } = useWords()
  const test = ({ kind, windowH, comparison = 'at-least', triggerCm }: ModeTest) =>
    t(`list.${kind}`, { h: windowH, cm: triggerCm, than: t(`list.${comparison}`) })
  const vote = mode.vote === 'majority' ? t('list.majority') : t('list.votes', { n: mode.vote })
  const points = mode.devices.length === 0 ? t('list.allPoints') : mode.devices.join(', ')
  const priorities = Object.entries(mode.priorities).map(([name, n]) => t('list.priority', { name, n }))
  const tested = mode.any.length > 0
  return (
    <Facts
      items={[
        [t('list.tests'), tested ? mode.any.map(test).join(' / ') : t('list.declaredOnly')],
        ...(tested ? ([[t('list.points'), `${points} (${vote})`]] as const) : []),
        ...(tested ? ([[t('list.release'), t('list.releaseText', { h: mode.releaseH })]] as const) : []),
        [t('list.priorities'), priorities.length === 0 ? t('list.noPriorities') : priorities.join(', ')],
      ]}
    />
  )
}
