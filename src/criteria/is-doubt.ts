import type { Reason } from '../domain/reason.ts'

/** Reasons that tell of what is not known, or not known well enough. */
const DOUBTS: ReadonlySet<Reason['code']> = new Set([
  'no-forecast',
  'stale-forecast',
  'no-deadline',
  'no-outlook',
  'beyond-horizon',
  'too-few-sensors',
  'sensor-suspect',
  'sensor-clock',
  'sensor-stale',
  'sensor-fault',
  'neighbours-disagree',
  'window-not-covered',
  'sensors-disagree',
  'suppressor-unknown',
  'fallback-to-support',
])

/** Whether a reason speaks of doubt rather than of what was found. */
export function isDoubt(code: string): boolean {
  return (DOUBTS as ReadonlySet<string>).has(code)
}
