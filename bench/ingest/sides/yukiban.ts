import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { fileURLToPath } from 'node:url'
import { openReadingStore } from '../../../src/store/readings/sqlite.ts'
import { registerDevices } from '../district.ts'
import { messageNumber } from '../packets.ts'
import { PinnedProcess, SERVER_CORE } from '../process.ts'
import type { Side, StoredSet } from '../side.ts'

const END_OF_TIME = Number.MAX_SAFE_INTEGER
const MAIN = fileURLToPath(new URL('../../../src/main.ts', import.meta.url))

interface Listening {
  readonly msg?: string
  readonly mqtt?: string
}

/** The service as `npm start` runs it, in the role that the others play: it receives, stores and indexes. */
export const yukiban: Side = {
  name: 'yukiban',
  async start(dir, credentials) {
    await registerDevices(dir, credentials)
    let server = await boot(dir)
    return {
      get port() {
        return server.port
      },
      pids: () => [server.process.pid],
      stored: () => indexedFrames(dir),
      async killAndRecover() {
        await server.process.stop('SIGKILL')
        const stored = await storedNumbers(
          dir,
          credentials.map((it) => it.id),
        )
        server = await boot(dir)
        return stored
      },
      stop: () => server.process.stop(),
    }
  },
}

async function boot(dataDir: string): Promise<{ process: PinnedProcess; port: number }> {
  const server = new PinnedProcess(SERVER_CORE, process.execPath, [MAIN], {
    YUKIBAN_DATA_DIR: dataDir,
    YUKIBAN_ROLES: 'ingest',
    YUKIBAN_HTTP_PORT: '0',
    YUKIBAN_MQTT_PORT: '0',
    YUKIBAN_LOG_LEVEL: 'info',
    // Measured is what it can do, not what it grants one device.
    YUKIBAN_MQTT_RATE_PER_S: '1000000',
    YUKIBAN_MQTT_RATE_BURST: '1000000',
  })
  const mqtt = await server.line((line) => {
    const entry = JSON.parse(line) as Listening
    return entry.msg === 'listening' ? entry.mqtt : undefined
  })
  return { process: server, port: Number(new URL(mqtt).port) }
}

/** How far the log is worked into readings. */
function indexedFrames(dataDir: string): number {
  const database = new DatabaseSync(join(dataDir, 'readings.db'), { readOnly: true })
  try {
    return Number(database.prepare('select indexed_to from progress').get()?.indexed_to ?? 0)
  } finally {
    database.close()
  }
}

/** What the store itself hands out after the kill. */
async function storedNumbers(dataDir: string, devices: readonly string[]): Promise<StoredSet> {
  const reading = { earliestMs: 0, maxAheadMs: END_OF_TIME }
  const store = await openReadingStore({ dataDir, reading, timeZone: 'Asia/Tokyo' })
  try {
    const found = new Map<string, number[]>()
    for (const deviceId of devices) {
      const readings = await store.readings({ deviceId, fromMs: 0, toMs: END_OF_TIME, limit: 10_000_000 })
      found.set(
        deviceId,
        readings.map((it) => messageNumber(it.seq ?? Number.NaN)),
      )
    }
    return found
  } finally {
    await store.close()
  }
}
