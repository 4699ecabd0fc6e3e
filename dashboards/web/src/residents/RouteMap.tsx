import { useQuery } from '@tanstack/react-query'
import { useEffect, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Icon } from '../shared/icons.tsx'
import { Link } from '../shared/router.tsx'
import { fetchLines, type Lines, useRoutes, useServerNow } from './api.ts'
import { Legend } from './Legend.tsx'
import { MapNotes } from './MapNotes.tsx'
import type { Located } from './map-canvas.ts'
import type { Shown } from './map-look.ts'
import { ConditionLine, TreatmentBadge } from './StatusParts.tsx'
import type { ListedRoute } from './status.ts'
import { useCanvas } from './use-canvas.ts'

interface MapProps {
  readonly routes: readonly ListedRoute[]
  readonly wide: boolean
}

/** The routes looked for, on a map; the same facts as the list. */
export default function RouteMap({ routes, wide }: MapProps) {
  const { t } = useTranslation()
  const box = useRef<HTMLDivElement>(null)
  const [shown, setShown] = useState<Shown>('treatment')
  const [picked, setPicked] = useState<string | null>(null)
  const { canvas, trouble } = useCanvas(box, setPicked, !wide)
  const located = useLocated(routes)
  useEffect(() => canvas?.show(located), [canvas, located])
  useEffect(() => canvas?.colour(shown), [canvas, shown])
  const places = located
    .map((it) => it.id)
    .sort()
    .join()
  // biome-ignore lint/correctness/useExhaustiveDependencies: moves when other roads are looked for, not when they change
  useEffect(() => canvas?.frame(located), [canvas, places])
  const route = routes.find((it) => it.id === picked)
  return (
    <section className="map-side no-print" aria-label={t('map.label')}>
      <fieldset className="view-switch">
        <legend className="hidden-text">{t('map.show')}</legend>
        {(['treatment', 'condition'] as const).map((it) => (
          <button key={it} type="button" className="button" aria-pressed={shown === it} onClick={() => setShown(it)}>
            {t(it === 'treatment' ? 'map.byTreatment' : 'map.byCondition')}
          </button>
        ))}
      </fieldset>
      <div ref={box} className="map-box" />
      <MapNotes trouble={trouble} />
      <div className="picked" role="status">
        {route === undefined ? <p className="small soft">{t('map.pick')}</p> : <Picked route={route} />}
      </div>
      <Legend shown={shown} />
      <p className="small soft">{t('map.keyboard')}</p>
    </section>
  )
}

function Picked({ route }: { readonly route: ListedRoute }) {
  const nowMs = useServerNow(useRoutes().data)
  return (
    <Link to={`/r/${encodeURIComponent(route.id)}`} className="route-row panel">
      <span className="route-name">
        <strong lang="ja">{route.name}</strong>
      </span>
      <span className="fact">
        <TreatmentBadge status={route.treatment.status} />
      </span>
      <span className="fact">
        <ConditionLine route={route} nowMs={nowMs} />
      </span>
      <Icon name="next" />
    </Link>
  )
}

/** Routes with their lines. The state comes with each poll, the lines come once. */
function useLocated(routes: readonly ListedRoute[]): readonly Located[] {
  const { data: lines } = useQuery({
    queryKey: ['map-lines'],
    queryFn: fetchLines,
    staleTime: Number.POSITIVE_INFINITY,
    refetchInterval: false,
    refetchOnWindowFocus: false,
  })
  const geometries = useMemo(() => geometriesOf(lines), [lines])
  return useMemo(
    () =>
      routes.flatMap((it) => {
        const geometry = geometries.get(it.id)
        return geometry === undefined ? [] : [{ id: it.id, geometry, status: it }]
      }),
    [routes, geometries],
  )
}

function geometriesOf(lines: Lines | undefined): ReadonlyMap<string, Located['geometry']> {
  const found = new Map<string, Located['geometry']>()
  for (const { id, geometry } of lines?.features ?? []) if (geometry !== null) found.set(String(id), geometry)
  return found
}
