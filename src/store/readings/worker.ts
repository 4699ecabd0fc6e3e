import { workerData } from 'node:worker_threads'
import type { TimeBounds } from '../../domain/reading.ts'
import { pace } from './index-pace.ts'
import type { Request, WriteRequest } from './messages.ts'
import { ReadingsFile } from './readings-file.ts'
import { messageOf, respond, send, serve } from './thread.ts'

/**
 * The thread that writes the readings file. Appends are answered as soon as they are on disk. Indexing happens in small
 * steps between messages (index-pace.ts); every other request waits until what was appended before it is indexed.
 */

/** The disk may have refused; the log still holds everything. */
const INDEX_RETRY_MS = 1000

const { dataDir, bounds, timeZone } = workerData as { dataDir: string; bounds: TimeBounds; timeZone: string }
const file = new ReadingsFile(dataDir, bounds, timeZone)
let appendedTo = file.appendedTo()
let indexedTo = file.indexedTo()
let appendedAtMs = Number.NEGATIVE_INFINITY
/** When everything in the log was indexed last. */
let caughtUpAtMs = performance.now()
let lastStepMs = 0
let tellNewest = false
let timer: NodeJS.Immediate | NodeJS.Timeout | undefined
let delayed = false
let closed = false
/** Requests that wait for the index to reach a position; in order of arrival, so also of position. */
const waiting: { readonly position: number; answer(): void; fail(why: string): void }[] = []

function schedule(): void {
  if (closed || indexedTo >= appendedTo) return
  const urgent = waiting.length > 0
  if (timer !== undefined && !(urgent && delayed)) return
  const nowMs = performance.now()
  const { delayMs, frames } = pace({
    waitingFrames: appendedTo - indexedTo,
    quietMs: nowMs - appendedAtMs,
    behindMs: nowMs - caughtUpAtMs,
    urgent,
    lastStepMs,
  })
  run(delayMs, frames)
}

function run(delayMs: number, frames: number): void {
  if (delayed) clearTimeout(timer as NodeJS.Timeout)
  delayed = delayMs > 0
  timer = delayed ? setTimeout(step, delayMs, frames) : setImmediate(step, frames)
}

function step(frames: number): void {
  timer = undefined
  delayed = false
  if (closed) return
  const startMs = performance.now()
  try {
    const { position, changes, newest } = file.indexStep(frames)
    indexedTo = position
    send({ type: 'indexed', indexedTo, changes, newest: tellNewest ? newest : [] })
  } catch (error) {
    const why = messageOf(error)
    send({ type: 'index-failed', message: why })
    for (const it of waiting.splice(0)) it.fail(why)
    run(INDEX_RETRY_MS, frames)
    return
  }
  lastStepMs = performance.now() - startMs
  if (indexedTo >= appendedTo) caughtUpAtMs = performance.now()
  release()
  schedule()
}

function release(): void {
  while (waiting[0] !== undefined && waiting[0].position <= indexedTo) waiting.shift()?.answer()
}

function append(request: Extract<WriteRequest, { type: 'append' }>): number {
  if (indexedTo >= appendedTo) caughtUpAtMs = performance.now()
  appendedTo = file.append(request.batch)
  appendedAtMs = performance.now()
  schedule()
  return appendedTo
}

function answer(request: Exclude<WriteRequest, { type: 'append' }>): unknown {
  switch (request.type) {
    case 'settled':
      return undefined
    case 'latest':
      tellNewest = true
      return file.latest()
    case 'save-judgements':
      return file.saveJudgements(request.deviceId, request.judgements)
    case 'save-checkpoint':
      return file.saveCheckpoint(request.deviceId, request.checkpoint)
    case 'replay-quarantine': {
      const { changes, ...result } = file.replayQuarantine(request.ids, request.senders)
      if (changes.length > 0) send({ type: 'indexed', indexedTo, changes, newest: tellNewest ? file.latest() : [] })
      return result
    }
    case 'purge-quarantine':
      return file.purgeQuarantine(request.olderThanMs)
    case 'housekeep':
      return file.housekeep(request.limits)
    case 'spool':
      return file.spool(request.request)
    case 'backup':
      return file.backup(request.path)
  }
}

function receive(id: number, request: Request): void {
  const write = request as WriteRequest
  if (write.type === 'append') respond(id, () => append(write))
  else if (indexedTo >= appendedTo) respond(id, () => answer(write))
  else {
    waiting.push({
      position: appendedTo,
      answer: () => respond(id, () => answer(write)),
      fail: (message) => send({ type: 'failure', id, message }),
    })
    schedule()
  }
}

serve(
  { appendedTo, indexedTo },
  {
    request: receive,
    close() {
      closed = true
      file.close()
    },
  },
)
// What a crash left unindexed.
schedule()
