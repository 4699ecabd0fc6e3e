import { Icon } from '../../shared/icons.tsx'
import { currentLanguage } from '../../shared/language.ts'
import { Panel } from '../ui/Page.tsx'
import type { Stretched } from './coverage.ts'
import { useWords } from './words.ts'

/** Contractors who are first for more routes at once than they can carry. Nothing where there are none. */
export function StretchedPanel({ stretched }: { readonly stretched: readonly Stretched[] }) {
  const { t } = useWords()
  if (stretched.length === 0) return null
  const and = new Intl.ListFormat(currentLanguage(), { type: 'conjunction' })
  return (
    <Panel title={t('stretched.title')}>
      <ul className="stack-s">
        {stretched.map(({ firm, places, routes, capacity }) => (
          <li key={firm.id} className="roster-stretched">
            <Icon name="truck" />
            <span>
              {t('stretched.line', {
                name: firm.name,
                places: and.format(places.map((it) => it.name)),
                routes,
                capacity,
              })}
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  )
}
