import type { Observation } from '../../domain/forecast.ts'
import type { Trx } from '../database.ts'

/** Rows bound in one statement. */
const PIECE = 50

/** Adds observations to the archive; what a station said of a moment first stays. @returns how many were new. */
export async function insertObservations(trx: Trx, observations: readonly Observation[]): Promise<number> {
  let added = 0
  for (let start = 0; start < observations.length; start += PIECE) {
    const { numInsertedOrUpdatedRows } = await trx
      .insertInto('observations')
      .values(
        observations.slice(start, start + PIECE).map((it) => ({
          provider: it.provider,
          station_id: it.stationId,
          at: it.atMs,
          received_at: it.receivedAtMs,
          lat: it.lat,
          lon: it.lon,
          air_temp_c: it.airTempC,
          snow_depth_cm: it.snowDepthCm,
          snowfall_1h_cm: it.snowfall1hCm,
          precipitation_1h_mm: it.precipitation1hMm,
        })),
      )
      .onConflict((it) => it.columns(['provider', 'station_id', 'at']).doNothing())
      .executeTakeFirst()
    added += Number(numInsertedOrUpdatedRows ?? 0)
  }
  return added
}
