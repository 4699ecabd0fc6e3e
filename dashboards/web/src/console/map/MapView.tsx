import { useEffect, useMemo, useRef } from 'react'
import { Icon } from '../../shared/icons.tsx'
import { blockAreas } from './areas.ts'
import type { Picked, View } from './canvas.ts'
import type { LayerName } from './layer-names.ts'
import type { Shown } from './looks.ts'
import type { MapState, Road, RoadNow } from './model.ts'
import { useCanvas } from './use-canvas.ts'
import { useWords } from './words.ts'

interface MapViewProps {
  readonly roads: readonly Road[]
  readonly now: readonly RoadNow[]
  readonly sought: ReadonlySet<string>
  readonly state: MapState | undefined
  readonly shown: Shown
  readonly layers: ReadonlySet<LayerName>
  readonly hour: number
  readonly picked: Picked | null
  /** Where it was left; null: it opens on all roads. */
  readonly start: View | null
  onPick(picked: Picked | null): void
  onMove(view: View): void
}

/** The map itself, as large as its box. */
export default function MapView(props: MapViewProps) {
  const { t } = useWords()
  const { roads, now, sought, state, shown, layers, hour, picked, start } = props
  const box = useRef<HTMLDivElement>(null)
  const framed = useRef(start !== null)
  const { canvas, trouble } = useCanvas(box, props, start)
  useEffect(() => {
    if (canvas === null || framed.current || roads.length === 0) return
    framed.current = true
    canvas.frame(roads)
  }, [canvas, roads])
  useEffect(() => canvas?.roads(now, sought), [canvas, now, sought])
  const sensors = state?.sensors ?? NONE
  useEffect(() => canvas?.sensors(sensors), [canvas, sensors])
  const forecast = state?.forecast ?? null
  useEffect(() => canvas?.forecast(forecast, hour), [canvas, forecast, hour])
  const areas = useMemo(() => blockAreas(roads), [roads])
  useEffect(() => canvas?.blocks(areas), [canvas, areas])
  useEffect(() => canvas?.colour(shown), [canvas, shown])
  useEffect(() => canvas?.layers(layers), [canvas, layers])
  const road = picked?.kind === 'route' ? roads.find((it) => it.id === picked.id) : undefined
  useEffect(() => {
    canvas?.mark(road ?? null)
    if (road?.middle) canvas?.reveal(road.middle, (box.current?.clientWidth ?? 0) > BESIDE_PX ? SHEET_PX : 0)
  }, [canvas, road])
  return (
    <div className="map-view">
      <div ref={box} className="map-canvas" />
      <button type="button" className="button map-whole no-print" onClick={() => canvas?.frame(roads)}>
        <Icon name="near" />
        {t('map.whole')}
      </button>
      <p className="map-note small" role="status">
        {trouble === 'no-map' && t('map.unavailable')}
        {trouble === 'no-tiles' && t('map.offline')}
      </p>
    </div>
  )
}

const NONE: readonly never[] = []
/** On a map wider than this the sheet lies over its right side. */
const BESIDE_PX = 560
const SHEET_PX = 400
