import { useEffect, useRef } from 'react'
import type { RouteFeature } from './api.ts'
import { MapNotes } from './MapNotes.tsx'
import { useCanvas } from './use-canvas.ts'

const nothing = () => {}

/** Where one road is. */
export default function PlaceMap({ route }: { readonly route: RouteFeature }) {
  const box = useRef<HTMLDivElement>(null)
  const { canvas, trouble } = useCanvas(box, nothing, true)
  const { id, geometry, properties } = route
  const fitted = useRef<unknown>(null)
  useEffect(() => {
    if (canvas === null || geometry === null) return
    const located = [{ id, geometry, status: properties }]
    canvas.show(located)
    if (fitted.current !== canvas) canvas.frame(located)
    fitted.current = canvas
  }, [canvas, id, geometry, properties])
  return (
    <>
      <div ref={box} className="place-map" />
      <MapNotes trouble={trouble} />
    </>
  )
}
