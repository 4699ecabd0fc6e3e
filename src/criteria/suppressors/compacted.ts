import type { Rule, Suppressor } from '../../domain/criterion.ts'
import { staleMinOfRule } from '../../domain/criterion.ts'
import type { Facts } from '../facts.ts'
import { middle } from '../quorum.ts'
import { measuredNow, sensorStatus } from '../sensor-view.ts'
import type { Held } from './held.ts'

/** Less new snow than this since the pass says nothing about packing: it is within the sensors' accuracy (±1 cm). */
const LEAST_NEW_SNOW_CM = 1

/** Traffic has packed it: of the new snow since the pass only `share` or less still lies, by the sensors' medians. */
export function compacted(
  { share }: Extract<Suppressor, { kind: 'compacted' }>,
  rule: Rule,
  { sensors, nowMs }: Facts,
): Held {
  const staleMin = staleMinOfRule(rule)
  const usable = sensors.filter((it) => !it.maintenance && sensorStatus(it, staleMin, nowMs) === 'ok')
  if (usable.length === 0) return { state: 'unknown', because: 'no-sensor' }
  const newSnowCm = middle(usable.map((it) => measuredNow(it, 'new-snow')))
  const depthSincePassCm = middle(usable.map((it) => measuredNow(it, 'depth-since-pass')))
  if (newSnowCm < LEAST_NEW_SNOW_CM || depthSincePassCm > share * newSnowCm) return { state: 'free' }
  return { state: 'held', by: { kind: 'compacted', depthSincePassCm, newSnowCm, share } }
}
