import type { SensorSnow, UnknownWhy } from './api.ts'

/** Why nobody can say what lies on a route, from its sensors as they are now. */
export function whyUnknown(sensors: readonly SensorSnow[]): UnknownWhy | 'never-heard' {
  if (sensors.length === 0) return 'no-sensors'
  if (sensors.some((it) => it.status === 'suspect')) return 'suspect'
  return sensors.every((it) => it.status === 'no-data') ? 'never-heard' : 'silent'
}

/** Newest accepted reading among sensors; null: none ever. */
export function observedAt(sensors: readonly SensorSnow[]): string | null {
  return sensors.reduce<string | null>((newest, { readingAt }) => {
    if (readingAt === null) return newest
    return newest === null || readingAt > newest ? readingAt : newest
  }, null)
}

export type TreatmentNow = 'none' | 'ordered' | 'working' | 'done'

const DONE_MS = 24 * 3_600_000

/** What is being done on a route, or was done within a day. */
export function treatmentNow(states: readonly string[], lastPassAt: string | null, nowMs: number): TreatmentNow {
  if (states.includes('started')) return 'working'
  if (states.length > 0) return 'ordered'
  return lastPassAt !== null && nowMs - Date.parse(lastPassAt) < DONE_MS ? 'done' : 'none'
}

/** A length in kilometres, one decimal. */
export function kmText(lengthM: number): string {
  return (lengthM / 1000).toFixed(1)
}
