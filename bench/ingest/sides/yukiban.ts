import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { registerDevices } from '../district.ts'
import { bootService, storedNumbers } from '../service.ts'
import type { Side } from '../side.ts'

/** The role the others play: it receives, stores and indexes. */
const INGEST_ONLY = { YUKIBAN_ROLES: 'ingest' }
/** The service as `npm start` runs it. */
export const yukiban: Side = {
  name: 'yukiban',
  async start(dir, credentials) {
    await registerDevices(dir, credentials)
    let server = await bootService(dir, INGEST_ONLY)
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
        server = await bootService(dir, INGEST_ONLY)
        return stored
      },
      stop: () => server.process.stop(),
    }
  },
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
