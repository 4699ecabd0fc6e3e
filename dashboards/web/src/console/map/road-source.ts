import type { Feature } from 'geojson'
import type { GeoJSONSource, Map as MapLibreMap } from 'maplibre-gl'
import { FIELDS, ROADS_SOURCE } from './looks.ts'
import type { Road, RoadNow } from './model.ts'

interface Said {
  readonly c: string
  readonly t: string
  readonly off: boolean
}

/** So many roads changed at once are sent whole: that costs no more than their differences. */
const MANY = 3000

/**
 * The roads on the map. All are sent once; from then on only those that changed, and the lines are cut anew by the map's
 * worker, so that news never keep the page from answering.
 */
export class RoadSource {
  readonly #map: MapLibreMap
  readonly #said = new Map<string, Said>()

  constructor(map: MapLibreMap) {
    this.#map = map
  }

  /** Shows these roads, those of `sought` alone. */
  show(roads: readonly RoadNow[], sought: ReadonlySet<string>): void {
    const source = this.#map.getSource<GeoJSONSource>(ROADS_SOURCE)
    const changed: { readonly road: Road; readonly now: Said }[] = []
    const gone = this.#said.size > roads.length
    for (const { road, condition, treatment } of roads) {
      if (road.line === null) continue
      const now = { c: condition, t: treatment, off: !sought.has(road.id) }
      const said = this.#said.get(road.id)
      if (said !== undefined && said.c === now.c && said.t === now.t && said.off === now.off) continue
      this.#said.set(road.id, now)
      changed.push({ road, now })
    }
    if (changed.length === 0 && !gone) return
    if (gone || changed.length > MANY || changed.length === this.#said.size) {
      source?.setData({ type: 'FeatureCollection', features: roads.flatMap(({ road }) => this.#feature(road)) })
    } else {
      const update = changed.map(({ road, now }) => ({ id: road.id, addOrUpdateProperties: propertiesOf(now) }))
      // a difference that cannot be applied is made good by the next whole
      source?.updateData({ update }).catch(() => this.#said.clear())
    }
  }

  #feature(road: Road): Feature[] {
    const said = this.#said.get(road.id)
    if (road.line === null || said === undefined) return []
    return [{ type: 'Feature', geometry: road.line, properties: { id: road.id, ...said } }]
  }
}

function propertiesOf(said: Said) {
  return [
    { key: FIELDS.condition, value: said.c },
    { key: FIELDS.treatment, value: said.t },
    { key: FIELDS.off, value: said.off },
  ]
}
