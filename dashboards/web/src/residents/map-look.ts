import type { LayerSpecification } from 'maplibre-gl'
import { CONDITION_LOOKS } from '../shared/map/depth.ts'
import { type Colours, DOTS, type Look, scaled } from '../shared/map/look.ts'
import type { Treatment } from './status.ts'

export const LINES_SOURCE = 'routes'
/** A point half-way along each line, for its badge. */
export const BADGES_SOURCE = 'badges'
export type Shown = 'treatment' | 'condition'

export const TREATMENT_LOOKS: Readonly<Record<Treatment, Look>> = {
  none: { colour: '--map-quiet', widthPx: 3, dash: DOTS },
  done: { colour: '--map-done', widthPx: 4, dash: null },
  ordered: { colour: '--map-ordered', widthPx: 5, dash: [2, 1.2] },
  working: { colour: '--map-working', widthPx: 8, dash: null },
}

/** Every layer of the lines, bottom up; those not shown are left out. */
export function lineLayers(shown: Shown, colours: Colours): LayerSpecification[] {
  const looks: Readonly<Record<string, Look>> = shown === 'treatment' ? TREATMENT_LOOKS : CONDITION_LOOKS
  const names = Object.keys(looks)
  return [
    ...names.map((it) => casing(shown, it, looks[it], colours)),
    ...names.map((it) => line(shown, it, looks[it], colours)),
  ]
    .filter((it) => it !== undefined)
    .concat([badges(shown), hit()])
}

/** Lines keep apart from whatever base map lies under them. */
function casing(shown: Shown, name: string, look: Look | undefined, colours: Colours): LayerSpecification | undefined {
  if (look === undefined) return undefined
  return {
    id: `casing-${name}`,
    type: 'line',
    source: LINES_SOURCE,
    filter: ['==', ['get', shown], name],
    layout: { 'line-cap': 'round', 'line-join': 'round' },
    paint: { 'line-color': colours('--map-halo'), 'line-width': scaled(look.widthPx + 4), 'line-opacity': 0.9 },
  }
}

function line(shown: Shown, name: string, look: Look | undefined, colours: Colours): LayerSpecification | undefined {
  if (look === undefined) return undefined
  return {
    id: `line-${name}`,
    type: 'line',
    source: LINES_SOURCE,
    filter: ['==', ['get', shown], name],
    layout: { 'line-cap': 'round', 'line-join': 'round' },
    paint: {
      'line-color': colours(look.colour),
      'line-width': scaled(look.widthPx),
      ...(look.dash === null ? {} : { 'line-dasharray': [...look.dash] }),
    },
  }
}

function badges(shown: Shown): LayerSpecification {
  return {
    id: 'badges',
    type: 'symbol',
    source: BADGES_SOURCE,
    layout: {
      'icon-image': ['get', `${shown}Badge`],
      'icon-padding': 4,
    },
  }
}

/** As wide as a finger. */
function hit(): LayerSpecification {
  return { id: 'hit', type: 'line', source: LINES_SOURCE, paint: { 'line-opacity': 0, 'line-width': 26 } }
}
