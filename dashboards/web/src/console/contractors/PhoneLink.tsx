import { Icon } from '../../shared/icons.tsx'
import type { Contractor } from './types.ts'
import { useWords } from './words.ts'

/** The number to call; at night the quickest way there is. */
export function PhoneLink({ firm, large = false }: { readonly firm: Contractor; readonly large?: boolean }) {
  const { t } = useWords()
  if (firm.phone === null) return <span className="soft">{t('noPhone')}</span>
  return (
    <a
      href={`tel:${firm.phone.replaceAll(/[^+\d]/g, '')}`}
      className={large ? 'button is-main contractors-call' : 'contractors-phone number'}
      aria-label={`${t('call', { name: firm.name })} ${firm.phone}`}
    >
      <Icon name="phone" />
      {firm.phone}
    </a>
  )
}
