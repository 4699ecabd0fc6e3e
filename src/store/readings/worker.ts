import { parentPort, workerData } from 'node:worker_threads'
import type { TimeBounds } from '../../domain/reading.ts'
import type { FromWorker, ToWorker } from './messages.ts'
import { ReadingsFile } from './readings-file.ts'

/**
 * The worker thread that owns the readings file. Appends are answered as soon as they are on disk; indexing happens in
 * small steps between messages, and before any read, so that every read sees what was appended before it.
 */

/** Frames indexed in one step: a few milliseconds of work, so that appends never wait long. */
const STEP_FRAMES = 256

const port = parentPort
if (port === null) throw new Error('this file runs as a worker thread')
const { dataDir, bounds } = workerData as { dataDir: string; bounds: TimeBounds }
const file = new ReadingsFile(dataDir, bounds)
let scheduled = false
let closed = false

function send(message: FromWorker): void {
  port?.postMessage(message)
}

/** @returns whether there may be more to index. */
function indexStep(): boolean {
  const { frames, changes } = file.indexStep(STEP_FRAMES)
  if (frames > 0) send({ type: 'indexed', frames, changes })
  return frames === STEP_FRAMES
}

function scheduleIndexing(): void {
  if (scheduled) return
  scheduled = true
  setImmediate(() => {
    scheduled = false
    if (closed) return
    try {
      if (indexStep()) scheduleIndexing()
    } catch (error) {
      send({ type: 'index-failed', message: messageOf(error) })
      setTimeout(scheduleIndexing, INDEX_RETRY_MS)
    }
  })
}

/** The disk may have refused; the log still holds everything. */
const INDEX_RETRY_MS = 1000

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

function answer(message: Exclude<ToWorker, { type: 'close' }>): unknown {
  if (message.type === 'append') {
    file.append(message.frames)
    scheduleIndexing()
    return undefined
  }
  while (indexStep()) {
    // Reads see everything appended before them.
  }
  switch (message.type) {
    case 'settled':
      return undefined
    case 'readings':
      return file.readings(message.query)
    case 'save-judgements':
      return file.saveJudgements(message.deviceId, message.judgements)
    case 'save-checkpoint':
      return file.saveCheckpoint(message.deviceId, message.checkpoint)
    case 'checkpoint':
      return file.checkpoint(message.deviceId)
    case 'quarantine':
      return file.quarantine(message.query)
    case 'quarantine-item':
      return file.quarantineItem(message.id)
    case 'replay-quarantine': {
      const { changes, ...result } = file.replayQuarantine(message.ids)
      if (changes.length > 0) send({ type: 'indexed', frames: 0, changes })
      return result
    }
    case 'purge-quarantine':
      return file.purgeQuarantine(message.olderThanMs)
    case 'device-status':
      return file.deviceStatus(message.deviceId)
    case 'counts':
      return file.counts()
    case 'backup':
      return file.backup(message.path)
  }
}

port.on('message', ({ id, message }: { id: number; message: ToWorker }) => {
  if (message.type === 'close') {
    closed = true
    file.close()
    send({ type: 'answer', id, value: undefined })
    port.close()
    return
  }
  try {
    send({ type: 'answer', id, value: answer(message) })
  } catch (error) {
    send({ type: 'failure', id, message: messageOf(error) })
  }
})

while (indexStep()) {
  // What a crash left unindexed is worked in before anyone reads.
}
send({ type: 'ready' })
