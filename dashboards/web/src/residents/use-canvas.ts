import { type RefObject, useEffect, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Trouble } from '../shared/map/base-map.ts'
import { useSite } from '../shared/map/site.ts'
import { useDark } from '../shared/map/use-dark.ts'
import { type Canvas, createCanvas } from './map-canvas.ts'

/** A map in a box, made anew when language or brightness change; gone with the box. */
export function useCanvas(
  box: RefObject<HTMLDivElement | null>,
  onPick: (id: string) => void,
  cooperative: boolean,
): { readonly canvas: Canvas | null; readonly trouble: Trouble } {
  const { t } = useTranslation()
  const { data: site, isError } = useSite()
  const dark = useDark()
  const [canvas, setCanvas] = useState<Canvas | null>(null)
  const [trouble, setTrouble] = useState<Trouble>(null)
  const words = useMemo(
    () => ({
      'Map.Title': t('map.label'),
      'NavigationControl.ZoomIn': t('map.zoomIn'),
      'NavigationControl.ZoomOut': t('map.zoomOut'),
      'CooperativeGesturesHandler.MobileHelpText': t('map.twoFingers'),
      'CooperativeGesturesHandler.WindowsHelpText': t('map.ctrlScroll'),
      'CooperativeGesturesHandler.MacHelpText': t('map.cmdScroll'),
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
      const made = createCanvas(element, { tiles, dark, words, cooperative, onPick, onTrouble: setTrouble })
      setCanvas(made)
      return () => {
        setCanvas(null)
        made.remove()
      }
    } catch {
      setTrouble('no-map')
      return undefined
    }
  }, [box, known, tiles, dark, words, cooperative, onPick])
  return { canvas, trouble }
}
