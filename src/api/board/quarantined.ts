import { type EpochMs, toIso } from '../../domain/time.ts'
import { findSensorPlaces } from '../../store/board/find-sensor-places.ts'
import type { ApiDeps } from '../deps.ts'
import type { BoardSensor } from './board-schema.ts'
import { troubleSentence } from './board-words.ts'

/** All sensors of an authority's routes whose messages could not be read since a moment. */
export async function quarantinedSensors(
  { db, readings }: Pick<ApiDeps, 'db' | 'readings'>,
  authorityId: string,
  sinceMs: EpochMs,
): Promise<BoardSensor[]> {
  const senders = await readings.quarantinedSince(sinceMs)
  const newest = new Map(senders.map((it) => [it.deviceId, it.lastAtMs]))
  const places = await findSensorPlaces(db, authorityId, [...newest.keys()])
  const why = [troubleSentence('quarantined')].filter((it) => it !== undefined)
  return places.map(({ deviceId, ...place }) => {
    const sinceAt = newest.get(deviceId)
    return { deviceId, trouble: 'quarantined', since: sinceAt === undefined ? null : toIso(sinceAt), why, ...place }
  })
}
