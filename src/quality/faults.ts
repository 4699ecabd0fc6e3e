import { SENSOR_FAULTS, type SensorFault, type StandingFault } from '../domain/sensor-fault.ts'

export type { SensorFault, StandingFault } from '../domain/sensor-fault.ts'

/** Which faults stand after a reading: those that stood keep their beginning. Gravest first; at most one of a kind. */
export function carryFaults(
  before: readonly StandingFault[],
  now: ReadonlySet<SensorFault>,
  atMs: number,
): readonly StandingFault[] {
  return SENSOR_FAULTS.filter((it) => now.has(it)).map(
    (fault) => before.find((it) => it.fault === fault) ?? { fault, sinceMs: atMs },
  )
}
