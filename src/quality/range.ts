/** Below this a depth is no noise around bare ground, cm. */
export const MIN_DEPTH_CM = -10
/** An ultrasonic sensor cannot measure closer to its face than about this, cm. */
const BLANKING_CM = 20
/** Greatest depth believed where no mounting height bounds it, cm. */
const MAX_DEPTH_CM = 600

/** Whether a depth can be true at a site. @param mountHeightCm sensor face above bare ground, null if unknown. */
export function isInRange(depthCm: number, mountHeightCm: number | null): boolean {
  const maxCm = mountHeightCm === null ? MAX_DEPTH_CM : Math.max(mountHeightCm - BLANKING_CM, 0)
  return depthCm >= MIN_DEPTH_CM && depthCm <= maxCm
}
