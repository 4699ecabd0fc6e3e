import { type RefObject, useEffect, useMemo, useRef, useState } from 'react'
import type { Trouble } from '../../shared/map/base-map.ts'
import { useSite } from '../../shared/map/site.ts'
import { useDark } from '../../shared/map/use-dark.ts'
import { createCanvas, type MapCanvas, type Picked, type View } from './canvas.ts'
import { useWords } from './words.ts'

interface Listeners {
  onPick(picked: Picked | null): void
  onMove(view: View): void
}

/**
 * The map in its box, made anew where it stood when language or brightness change; gone with the box.
 * @param start where it opens; null: it waits to be told.
 */
export function useCanvas(
  box: RefObject<HTMLDivElement | null>,
  listeners: Listeners,
  start: View | null,
): { readonly canvas: MapCanvas | null; readonly trouble: Trouble } {
  const { t } = useWords()
  const { data: site, isError } = useSite()
  const dark = useDark()
  const [canvas, setCanvas] = useState<MapCanvas | null>(null)
  const [trouble, setTrouble] = useState<Trouble>(null)
  const view = useRef(start)
  const heard = useRef(listeners)
  heard.current = listeners
  const words = useMemo(
    () => ({
      'Map.Title': t('map.label'),
      'NavigationControl.ZoomIn': t('map.zoomIn'),
      'NavigationControl.ZoomOut': t('map.zoomOut'),
    }),
    [t],
  )
  // without an answer the map does without tiles
  const known = site !== undefined || isError
  const tiles = site?.tiles ?? null
  useEffect(() => {
    const element = box.current
    if (element === null || !known) return
    setTrouble(null)
    try {
      const made = createCanvas(element, {
        tiles,
        dark,
        words,
        cooperative: false,
        view: view.current,
        onTrouble: setTrouble,
        onPick: (picked) => heard.current.onPick(picked),
        onMove: (now) => {
          view.current = now
          heard.current.onMove(now)
        },
      })
      setCanvas(made)
      return () => {
        setCanvas(null)
        made.remove()
      }
    } catch {
      setTrouble('no-map')
      return undefined
    }
  }, [box, known, tiles, dark, words])
  return { canvas, trouble }
}
