import { median } from 'simple-statistics'
import { measured, type SensorView, sensorStatus } from '../criteria/sensor-view.ts'
import { type Criterion, type Measure, plainRules, staleMinOfRule } from '../domain/criterion.ts'
import type { EpochMs } from '../domain/time.ts'

/** What stands on a route: the median of its usable sensors, cm. Null: none is usable, and nobody knows. */
export interface SnowNow {
  readonly sincePassCm: number | null
  readonly newSnowCm: number | null
}

/** The median of the usable sensors; a sensor that is silent, suspect or being worked on tells nothing. */
export function snowNow(sensors: readonly SensorView[], staleMin: number, nowMs: EpochMs): SnowNow {
  const usable = usableOf(sensors, staleMin, nowMs)
  return { sincePassCm: measuredOn(usable, 'depth-since-pass'), newSnowCm: measuredOn(usable, 'new-snow') }
}

/**
 * Whether snow stands on the route that a dispatch criterion is meant to keep off it. Null: nobody can say, because no
 * sensor is usable or because the criterion names no amount that stands (how fast it snows is none).
 * @param needCm depth since the last pass that counts instead of the criterion's own trigger.
 * @param plowed the replay has plowed the route: a plain depth on record does not know of it.
 */
export function snowStands(
  criterion: Criterion,
  sensors: readonly SensorView[],
  nowMs: EpochMs,
  { needCm, plowed }: { readonly needCm: number | null; readonly plowed: boolean },
): boolean | null {
  const triggers: readonly (readonly [Measure, number])[] =
    needCm === null ? triggersOf(criterion) : [['depth-since-pass', needCm]]
  const usable = usableOf(sensors, staleMinOfRule(criterion.rule), nowMs)
  if (usable.length === 0 || triggers.length === 0) return null
  if (plowed && triggers.some(([measure]) => measure === 'depth')) return null
  return triggers.some(([measure, triggerCm]) => (measuredOn(usable, measure) ?? 0) >= triggerCm)
}

/** Amounts that fire it: of snow that lies where it has such a part, else of snow that is expected. */
export function triggersOf({ rule }: Pick<Criterion, 'rule'>): readonly (readonly [Measure, number])[] {
  const rules = plainRules(rule)
  const lying = rules.flatMap((it) => (it.kind === 'threshold' ? [[it.measure, it.triggerCm] as const] : []))
  if (lying.length > 0) return lying
  return rules.flatMap((it) =>
    it.kind === 'probability' || (it.kind === 'forecast' && it.quantity === 'level')
      ? [[it.measure, it.triggerCm] as const]
      : [],
  )
}

function usableOf(sensors: readonly SensorView[], staleMin: number, nowMs: EpochMs): readonly SensorView[] {
  return sensors.filter((it) => !it.maintenance && sensorStatus(it, staleMin, nowMs) === 'ok')
}

function measuredOn(usable: readonly SensorView[], measure: Measure): number | null {
  const values = usable.flatMap(({ history }) => {
    const latest = history.at(-1)
    return latest === undefined ? [] : [measured(latest, measure)]
  })
  return values.length === 0 ? null : median(values)
}
