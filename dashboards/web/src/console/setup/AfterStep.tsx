import type { IconName } from '../../shared/icons.tsx'
import { Icon } from '../../shared/icons.tsx'
import { Link } from '../../shared/router.tsx'
import { useSignedIn } from '../../shared/session/session.ts'
import { findPage } from '../pages.ts'
import { useSetupWords } from './words.ts'

const NEXT = [
  { name: 'criteria', to: '/console/criteria', icon: 'criteria' },
  { name: 'roster', to: '/console/roster', icon: 'calendar' },
  { name: 'contractors', to: '/console/contractors', icon: 'truck' },
  { name: 'people', to: '/console/people', icon: 'people' },
  { name: 'sensors', to: '/console/sensors', icon: 'sensor' },
] as const satisfies readonly { readonly name: string; readonly to: string; readonly icon: IconName }[]

/** What is needed before decisions and calls begin, as far as this person may do it. */
export function AfterStep() {
  const { t } = useSetupWords()
  const { scopes } = useSignedIn()
  const open = NEXT.filter(({ to }) => {
    const page = findPage(to)?.page
    return page !== undefined && (page.scope === undefined || scopes.includes(page.scope))
  })
  return (
    <div className="stack">
      <p className="soft">{t('after.text')}</p>
      <ul className="setup-next">
        {open.map(({ name, to, icon }) => (
          <li key={name}>
            <Link to={to} className="setup-next-link">
              <Icon name={icon} />
              <span>
                <strong>{t(`after.${name}`)}</strong>
                <span className="soft small">{t(`after.${name}Text`)}</span>
              </span>
            </Link>
          </li>
        ))}
      </ul>
      <div>
        <Link to="/console" className="button is-main">
          {t('after.board')}
        </Link>
      </div>
    </div>
  )
}
