import { useState } from 'react'
import type { Picked } from './canvas.ts'
import type { RoadNow } from './model.ts'
import { ConditionText, TreatmentBadge } from './parts.tsx'
import { useWords } from './words.ts'

const AT_ONCE = 60

interface RoadListProps {
  readonly roads: readonly RoadNow[]
  readonly picked: Picked | null
  onPick(road: RoadNow): void
}

/** The roads in view: the map's facts for keyboards, readers and phones. What needs somebody soonest comes first. */
export function RoadList({ roads, picked, onPick }: RoadListProps) {
  const { t } = useWords()
  const [shown, setShown] = useState(AT_ONCE)
  return (
    <section className="map-list" aria-label={t('inView')}>
      <header className="map-list-head">
        <h2>{t('inView')}</h2>
        <p role="status" className="number small soft">
          {t('inViewCount', { count: roads.length })}
        </p>
      </header>
      {roads.length === 0 && <p className="empty">{t('nothing')}</p>}
      <ul>
        {roads.slice(0, shown).map((it) => (
          <li key={it.road.id}>
            <button
              type="button"
              className="map-row"
              aria-pressed={picked?.kind === 'route' && picked.id === it.road.id}
              onClick={() => onPick(it)}
            >
              <span className="map-row-name">
                <strong lang="ja">{it.road.name}</strong>
                <span className="small soft" lang="ja">
                  {it.road.blockName}
                </span>
              </span>
              <ConditionText it={it} />
              <TreatmentBadge treatment={it.treatment} />
            </button>
          </li>
        ))}
      </ul>
      {roads.length > shown && (
        <button type="button" className="button is-wide no-print" onClick={() => setShown(shown + AT_ONCE)}>
          {t('more', { count: roads.length - shown })}
        </button>
      )}
    </section>
  )
}
