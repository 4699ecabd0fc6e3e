import { type EpochMs, toIso } from '../../domain/time.ts'
import { findSensorPlaces } from '../../store/board/find-sensor-places.ts'
import type { ApiDeps } from '../deps.ts'
import type { BoardSensor } from './board-schema.ts'
import { troubleSentence } from './board-words.ts'

/** Newest messages looked at: enough to name who sends what cannot be read. */
const LOOKED_AT = 50

/** Sensors of an authority's routes whose messages could not be read since a moment. */
export async function quarantinedSensors(
  { db, readings }: Pick<ApiDeps, 'db' | 'readings'>,
  authorityId: string,
  sinceMs: EpochMs,
): Promise<BoardSensor[]> {
  const items = await readings.quarantine({ limit: LOOKED_AT })
  const newest = new Map(items.filter((it) => it.lastAtMs >= sinceMs).map((it) => [it.deviceId, it.lastAtMs]))
  const places = await findSensorPlaces(db, authorityId, [...newest.keys()])
  const why = [troubleSentence('quarantined')].filter((it) => it !== undefined)
  return places.map(({ deviceId, ...place }) => {
    const sinceAt = newest.get(deviceId)
    return { deviceId, trouble: 'quarantined', since: sinceAt === undefined ? null : toIso(sinceAt), why, ...place }
  })
}
