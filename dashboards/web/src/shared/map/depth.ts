import { DOTS, type Look } from './look.ts'

/** How deep in words; the steps of every map's colours too. */
export const DEPTH_STEPS = ['bare', 'light', 'medium', 'deep', 'unknown'] as const
export type DepthStep = (typeof DEPTH_STEPS)[number]

/** The step of a depth; null: it is not known. */
export function depthStep(depthCm: number | null): DepthStep {
  if (depthCm === null) return 'unknown'
  if (depthCm < 5) return 'bare'
  if (depthCm < 10) return 'light'
  return depthCm < 20 ? 'medium' : 'deep'
}

/** Lines by how deep the snow on them is, in the order in which they lie over each other. */
export const CONDITION_LOOKS: Readonly<Record<DepthStep, Look>> = {
  unknown: { colour: '--map-quiet', widthPx: 3, dash: DOTS },
  bare: { colour: '--map-bare', widthPx: 3, dash: null },
  light: { colour: '--map-light', widthPx: 5, dash: null },
  medium: { colour: '--map-medium', widthPx: 7, dash: null },
  deep: { colour: '--map-deep', widthPx: 9, dash: null },
}
