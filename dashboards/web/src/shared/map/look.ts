import type { ExpressionSpecification } from 'maplibre-gl'

/** How lines look: colour, pattern and width together, so that no map is read by colour alone. */
export interface Look {
  /** Colour token of design/tokens.css. */
  readonly colour: `--${string}`
  readonly widthPx: number
  /** Dashes in line widths; null: solid. */
  readonly dash: readonly number[] | null
}

/** What a token is on the page now, by day or by night. */
export type Colours = (token: Look['colour']) => string

/** Dashes so short that round caps make them dots. */
export const DOTS = [0.1, 2] as const

/** Half as wide over a whole prefecture as in a street. */
export function scaled(widthPx: number | ExpressionSpecification): ExpressionSpecification {
  const times = (factor: number) => (typeof widthPx === 'number' ? widthPx * factor : ['*', widthPx, factor])
  return ['interpolate', ['linear'], ['zoom'], 9, times(0.5), 14, times(1), 17, times(1.6)] as ExpressionSpecification
}
