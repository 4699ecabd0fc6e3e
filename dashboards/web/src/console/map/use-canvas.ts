import { type RefObject, useCallback, useMemo, useRef } from 'react'
import type { BaseMapOptions } from '../../shared/map/base-map.ts'
import { useMadeMap } from '../../shared/map/use-made-map.ts'
import { createCanvas, type Picked, type View } from './canvas.ts'
import { useWords } from './words.ts'

interface Listeners {
  onPick(picked: Picked | null): void
  onMove(view: View): void
}

/**
 * The map in its box, made anew where it stood when language or brightness change; gone with the box.
 * @param start where it opens; null: it waits to be told.
 */
export function useCanvas(box: RefObject<HTMLDivElement | null>, listeners: Listeners, start: View | null) {
  const { t } = useWords()
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
  const make = useCallback(
    (element: HTMLDivElement, given: Omit<BaseMapOptions, 'cooperative'>) =>
      createCanvas(element, {
        ...given,
        cooperative: false,
        view: view.current,
        onPick: (picked) => heard.current.onPick(picked),
        onMove: (now) => {
          view.current = now
          heard.current.onMove(now)
        },
      }),
    [],
  )
  return useMadeMap(box, words, make)
}
