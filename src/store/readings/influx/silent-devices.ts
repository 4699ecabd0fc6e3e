import type { LatestReading, StoredReading } from '../port.ts'
import type { SpoolingReadingStore } from '../spool-messages.ts'
import type { InfluxClient } from './client.ts'
import { historyReadings } from './history.ts'

const PAGE_DEVICES = 1000

/**
 * The newest readings of devices that have been silent for so long that the spool no longer has them.
 * Throws InfluxFault when InfluxDB cannot answer.
 * @param known newest readings the spool has.
 */
export async function silentDevices(
  spool: SpoolingReadingStore,
  client: InfluxClient,
  known: readonly LatestReading[],
): Promise<LatestReading[]> {
  const have = new Set(known.map((it) => it.deviceId))
  const found: LatestReading[] = []
  let fromId = ''
  for (;;) {
    const page = await spool.deviceStatuses({ fromId, toId: '\u{10ffff}', limit: PAGE_DEVICES })
    for (const { deviceId, lastReadingAtMs } of page) {
      if (have.has(deviceId) || lastReadingAtMs === null) continue
      const range = { deviceId, fromMs: lastReadingAtMs, toMs: lastReadingAtMs + 1, limit: PAGE_DEVICES }
      const newest = (await historyReadings(client, range)).at(-1)
      if (newest !== undefined) found.push(latestOf(deviceId, newest))
    }
    const last = page.at(-1)
    if (last === undefined || page.length < PAGE_DEVICES) return found
    fromId = `${last.deviceId}\0`
  }
}

function latestOf(deviceId: string, reading: StoredReading): LatestReading {
  const { atMs, identity, receivedAtMs, distanceMm, depthMm, airTempC, judgedDepthMm, flags, accepted } = reading
  return { deviceId, atMs, identity, receivedAtMs, distanceMm, depthMm, airTempC, judgedDepthMm, flags, accepted }
}
