import { type RefObject, useEffect, useState } from 'react'
import type { BaseMapOptions, Trouble } from './base-map.ts'
import { useSite } from './site.ts'
import { useDark } from './use-dark.ts'

type Given = Omit<BaseMapOptions, 'cooperative'>

/**
 * A map in a box, made anew when its words, the brightness or the maker change; gone with the box.
 * @param make starts it; throws where the device cannot draw one.
 */
export function useMadeMap<C extends { remove(): void }>(
  box: RefObject<HTMLDivElement | null>,
  words: Readonly<Record<string, string>>,
  make: (element: HTMLDivElement, given: Given) => C,
): { readonly canvas: C | null; readonly trouble: Trouble } {
  const { data: site, isError } = useSite()
  const dark = useDark()
  const [canvas, setCanvas] = useState<C | null>(null)
  const [trouble, setTrouble] = useState<Trouble>(null)
  // without an answer the map does without tiles
  const known = site !== undefined || isError
  const tiles = site?.tiles ?? null
  useEffect(() => {
    const element = box.current
    if (element === null || !known) return
    setTrouble(null)
    try {
      const made = make(element, { tiles, dark, words, onTrouble: setTrouble })
      setCanvas(made)
      return () => {
        setCanvas(null)
        made.remove()
      }
    } catch {
      setTrouble('no-map')
      return undefined
    }
  }, [box, known, tiles, dark, words, make])
  return { canvas, trouble }
}
