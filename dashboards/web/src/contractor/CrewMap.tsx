import { useEffect, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Trouble } from '../shared/map/base-map.ts'
import { useDark } from '../shared/map/use-dark.ts'
import { type CrewCanvas, createCrewCanvas } from './map-canvas.ts'
import { knownTiles } from './site.ts'
import type { ShownRoute } from './taps.ts'

/** The routes on a map, numbered in the working order; without a network on a plain ground. */
export default function CrewMap({ routes }: { readonly routes: readonly ShownRoute[] }) {
  const { t } = useTranslation()
  const box = useRef<HTMLDivElement>(null)
  const canvas = useRef<CrewCanvas | null>(null)
  const [trouble, setTrouble] = useState<Trouble>(null)
  const dark = useDark()
  const lines = useMemo(() => linesOf(routes), [routes])
  const latest = useRef(lines)
  latest.current = lines
  useEffect(() => {
    let gone = false
    let made: CrewCanvas | undefined
    void knownTiles().then((tiles) => {
      if (gone || box.current === null) return
      const words = {
        'Map.Title': t('map.label'),
        'NavigationControl.ZoomIn': t('map.zoomIn'),
        'NavigationControl.ZoomOut': t('map.zoomOut'),
        'CooperativeGesturesHandler.MobileHelpText': t('map.twoFingers'),
        'CooperativeGesturesHandler.WindowsHelpText': t('map.ctrlScroll'),
        'CooperativeGesturesHandler.MacHelpText': t('map.cmdScroll'),
      }
      try {
        made = createCrewCanvas(box.current, { tiles, dark, words, onTrouble: setTrouble })
        canvas.current = made
        made.show(latest.current, true)
      } catch {
        setTrouble('no-map')
      }
    })
    return () => {
      gone = true
      canvas.current = null
      made?.remove()
    }
  }, [t, dark])
  useEffect(() => canvas.current?.show(lines, false), [lines])
  return (
    <>
      <div ref={box} className="crew-map" />
      <p className="small soft">
        {lines.length === 0 ? t('map.noLines') : t('map.order')}{' '}
        {trouble !== null && t(trouble === 'no-tiles' ? 'map.noTiles' : 'map.noMap')}
      </p>
    </>
  )
}

function linesOf(routes: readonly ShownRoute[]) {
  // the cards number what was taken; what is still asked has no place in the order
  const taken = routes.filter((it) => it.state !== 'asked')
  return routes.flatMap((shown) => {
    const { geometry, orderId } = shown.route
    const number = taken.indexOf(shown) + 1
    return geometry === null ? [] : [{ id: orderId, number, geometry, state: shown.state }]
  })
}
