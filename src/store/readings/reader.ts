import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { workerData } from 'node:worker_threads'
import { forgetPages } from './forget-pages.ts'
import type { ReadRequest, Request } from './messages.ts'
import { READINGS_FILE } from './readings-file.ts'
import { ReadingsReader } from './readings-reader.ts'
import { respond, serve } from './thread.ts'

/**
 * The thread that reads the readings file, on a connection that cannot write: a long read neither delays an
 * acknowledgement nor is delayed by one. It sees what was committed when the read begins.
 */

const BUSY_TIMEOUT_MS = 5000

const { dataDir, timeZone } = workerData as { dataDir: string; timeZone: string }
/** Opened at the first request: only then is the writer sure to have made the file. */
let database: DatabaseSync | undefined
let opened: ReadingsReader | undefined

function open(): ReadingsReader {
  database = new DatabaseSync(join(dataDir, READINGS_FILE), { readOnly: true, timeout: BUSY_TIMEOUT_MS })
  return new ReadingsReader(database, timeZone)
}

function answer(request: ReadRequest): unknown {
  opened ??= open()
  const reader = opened
  switch (request.type) {
    case 'readings':
      return reader.readings(request.query)
    case 'series':
      return reader.series(request.query)
    case 'rollups':
      return reader.rollups(request.query)
    case 'checkpoint':
      return reader.checkpoint(request.deviceId)
    case 'quarantine':
      return reader.quarantine(request.query)
    case 'quarantine-item':
      return reader.quarantineItem(request.id)
    case 'quarantined-since':
      return reader.quarantinedSince(request.sinceMs)
    case 'device-status':
      return reader.deviceStatus(request.deviceId)
    case 'device-statuses':
      return reader.deviceStatuses(request.query)
    case 'status-messages':
      return reader.statusMessages(request.query)
    case 'counts':
      return reader.counts()
  }
}

function answerOrForget(request: ReadRequest): unknown {
  try {
    return answer(request)
  } catch (error) {
    if (database !== undefined) forgetPages(database)
    throw error
  }
}

serve(
  { appendedTo: 0, indexedTo: 0 },
  {
    request: (id: number, request: Request) => respond(id, () => answerOrForget(request as ReadRequest)),
    close: () => database?.close(),
  },
)
