import { type RefObject, useCallback, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { BaseMapOptions } from '../shared/map/base-map.ts'
import { useMadeMap } from '../shared/map/use-made-map.ts'
import { createCanvas } from './map-canvas.ts'

/** A map in a box, made anew when language or brightness change; gone with the box. */
export function useCanvas(box: RefObject<HTMLDivElement | null>, onPick: (id: string) => void, cooperative: boolean) {
  const { t } = useTranslation()
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
  const make = useCallback(
    (element: HTMLDivElement, given: Omit<BaseMapOptions, 'cooperative'>) =>
      createCanvas(element, { ...given, cooperative, onPick }),
    [cooperative, onPick],
  )
  return useMadeMap(box, words, make)
}
