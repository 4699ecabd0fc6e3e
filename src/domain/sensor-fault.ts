/**
 * What keeps a sensor from being believed for longer than one reading. stuck: it repeats one value while snow falls.
 * zero-drift: bare ground no longer reads 0 (it moved, or something grows under it). scatter: its readings agree neither
 * with what was nor with one another. no-echo: it gets no echo, or one from nowhere it could see.
 */
export type SensorFault = 'stuck' | 'zero-drift' | 'scatter' | 'no-echo'

export const SENSOR_FAULTS = ['no-echo', 'scatter', 'stuck', 'zero-drift'] as const satisfies readonly SensorFault[]

/** A fault that stands now, and since when. */
export interface StandingFault {
  readonly fault: SensorFault
  readonly sinceMs: number
}
