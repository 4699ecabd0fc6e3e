/** What the sensors of a run see, so that generator, district and the peer's flow agree. */

export const MOUNT_MM = 3000
/** Crossing this is what the contractor is called for, cm. */
export const TRIGGER_CM = 10
export const RELEASE_CM = 3
/** Where every surface lies before, and where a crossing puts it: a rise quality control believes at once, cm. */
export const BEFORE_CM = 9
export const AFTER_CM = 11

/** What an echo comes back from, mm below the sensor. */
export function distanceMm(depthCm: number): number {
  return MOUNT_MM - depthCm * 10
}

export function routeOf(deviceId: string): string {
  return deviceId.replace(/^dev/, 'route')
}
