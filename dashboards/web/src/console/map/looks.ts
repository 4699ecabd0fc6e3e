import type { ExpressionSpecification, FilterSpecification, LineLayerSpecification } from 'maplibre-gl'
import { CONDITION_LOOKS } from '../../shared/map/depth.ts'
import { type Colours, DOTS, type Look, scaled } from '../../shared/map/look.ts'
import type { Treatment } from './model.ts'

/**
 * The lines' layers, each with the roads of its pattern alone, so that no road is drawn where it is not seen. Both
 * colourings are always there, one of them with opacity 0 (which is not drawn), so that changing over takes one frame.
 */

export const ROADS_SOURCE = 'roads'
export type Shown = 'condition' | 'treatment'

const DASHES = [1.6, 2] as const

export const TREATMENT_LOOKS: Readonly<Record<Treatment, Look>> = {
  proposed: { colour: '--map-ordered', widthPx: 6, dash: DOTS },
  ordered: { colour: '--map-ordered', widthPx: 5, dash: DASHES },
  accepted: { colour: '--map-working', widthPx: 5, dash: DASHES },
  working: { colour: '--map-working', widthPx: 8, dash: null },
  done: { colour: '--map-done', widthPx: 4, dash: null },
  none: { colour: '--map-quiet', widthPx: 2, dash: DOTS },
}

/** Properties of a road on the map. `off`: not looked for. */
export const FIELDS = { condition: 'c', treatment: 't', off: 'off' } as const

const PATTERNS = { solid: null, dash: DASHES, dots: DOTS } as const
type Pattern = keyof typeof PATTERNS
const PATTERN_NAMES = ['solid', 'dash', 'dots'] as const satisfies readonly Pattern[]
const CASING_PX = 4
const LAYOUT = { 'line-cap': 'round', 'line-join': 'round' } as const

/** Layers of one colouring, bottom up. */
export function roadLayers(shown: Shown, colours: Colours): readonly LineLayerSpecification[] {
  const looks: Readonly<Record<string, Look>> = shown === 'condition' ? CONDITION_LOOKS : TREATMENT_LOOKS
  const quiet = shown === 'condition' ? 'unknown' : 'none'
  const cased = Object.keys(looks).filter((it) => it !== quiet)
  return [
    {
      id: `${shown}-casing`,
      type: 'line',
      source: ROADS_SOURCE,
      filter: only(shown, cased),
      layout: LAYOUT,
      paint: {
        'line-color': colours('--map-halo'),
        'line-width': scaled(matched(shown, looks, ({ widthPx }) => widthPx + CASING_PX, 0)),
        'line-opacity': 0,
      },
    },
    ...PATTERN_NAMES.map((it) => patterned(shown, it, looks, colours)),
  ]
}

function patterned(
  shown: Shown,
  pattern: Pattern,
  looks: Readonly<Record<string, Look>>,
  colours: Colours,
): LineLayerSpecification {
  const dash = PATTERNS[pattern]
  const own = Object.keys(looks).filter((it) => looks[it]?.dash === dash)
  return {
    id: `${shown}-${pattern}`,
    type: 'line',
    source: ROADS_SOURCE,
    filter: only(shown, own),
    layout: LAYOUT,
    paint: {
      'line-color': matched(shown, looks, ({ colour }) => colours(colour), colours('--map-quiet')),
      'line-width': scaled(matched(shown, looks, ({ widthPx }) => widthPx, 0)),
      'line-opacity': 0,
      ...(dash === null ? {} : { 'line-dasharray': [...dash] }),
    },
  }
}

/** Roads of these kinds that are looked for. */
function only(shown: Shown, kinds: readonly string[]): FilterSpecification {
  return [
    'all',
    ['!', ['to-boolean', ['get', FIELDS.off]]],
    ['in', ['get', FIELDS[shown]], ['literal', [...kinds]]],
  ] as FilterSpecification
}

function matched<T extends number | string>(
  shown: Shown,
  looks: Readonly<Record<string, Look>>,
  of: (look: Look) => T,
  otherwise: T,
): ExpressionSpecification {
  const cases = Object.entries(looks).flatMap(([name, look]) => [name, of(look)])
  return ['match', ['get', FIELDS[shown]], ...cases, otherwise] as unknown as ExpressionSpecification
}

/** Ids of the layers of one colouring. */
export function layerIds(shown: Shown): readonly string[] {
  return [`${shown}-casing`, ...linesOf(shown)]
}

/** Of those, the layers of the lines themselves. */
export function linesOf(shown: Shown): readonly string[] {
  return PATTERN_NAMES.map((it) => `${shown}-${it}`)
}
