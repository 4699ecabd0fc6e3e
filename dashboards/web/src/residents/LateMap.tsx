import type { ComponentType } from 'react'
import { useTranslation } from 'react-i18next'
import { useLatePart } from '../shared/late-part.ts'

/**
 * A map, whose code is most of the page's weight and comes after it; a page without it still answers.
 * @param className of the box it will fill.
 */
export function lateMap<P extends object>(
  load: () => Promise<{ readonly default: ComponentType<P> }>,
  className: string,
): ComponentType<P> {
  return function LateMap(props: P) {
    const { t } = useTranslation()
    const map = useLatePart(load)
    if (map.state === 'here') return <map.Part {...props} />
    return (
      <p className={`${className} loading`} role="status">
        {t(map.state === 'failed' ? 'map.missing' : 'map.loading')}
      </p>
    )
  }
}
