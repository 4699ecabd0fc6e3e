/** What the reader may put on the map and take off. */
export const LAYER_NAMES = ['orders', 'sensors', 'forecast', 'blocks'] as const
export type LayerName = (typeof LAYER_NAMES)[number]
