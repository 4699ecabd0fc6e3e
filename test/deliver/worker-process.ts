import pino from 'pino'
import { RealClock } from '../../src/clock.ts'
import { startOutboxWorker } from '../../src/deliver/outbox-worker.ts'
import { openDatabase } from '../../src/store/database.ts'

/** A process of its own that delivers what is due and ends: DIRECTORY WORKER_ID. */
const [dir = '', workerId = ''] = process.argv.slice(2)
const db = await openDatabase(dir)
const worker = startOutboxWorker({
  db,
  clock: new RealClock(),
  log: pino({ level: 'silent' }),
  config: { allow: ['127.0.0.0/8'], timeoutMs: 5000 },
  workerId,
  version: '0',
})
await worker.settled()
await worker.stop()
await db.destroy()
