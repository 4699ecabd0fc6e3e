import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { PinnedProcess, SERVER_CORE } from '../process.ts'
import type { RunningSide, Side } from '../side.ts'
import { lacksMosquitto, startMosquitto } from './mosquitto.ts'
import { rowsIn, settledNumbers } from './peer-table.ts'

const CONSUMER = fileURLToPath(new URL('./mqttjs-consumer.ts', import.meta.url))
/** Longer than the second between the consumer's transactions. */
const QUIET_MS = 2500

type Mode = 'commit-then-ack' | 'ack-then-commit'

async function start(dir: string, mode: Mode): Promise<RunningSide> {
  const broker = await startMosquitto(dir)
  const file = join(dir, 'readings.db')
  const boot = async () => {
    const child = new PinnedProcess(SERVER_CORE, process.execPath, [CONSUMER, String(broker.port), file, mode])
    await child.line((line) => (line === 'ready' ? true : undefined))
    return child
  }
  let consumer = await boot()
  return {
    port: broker.port,
    pids: () => [broker.process.pid, consumer.pid],
    stored: () => rowsIn(file),
    async killAndRecover() {
      await consumer.stop('SIGKILL')
      consumer = await boot()
      return settledNumbers(file, QUIET_MS)
    },
    async stop() {
      await consumer.stop()
      await broker.process.stop()
    },
  }
}

/** Mosquitto in front, mqtt.js behind it, each message acknowledged once its transaction is on disk. */
export const mosquittoSqlite: Side = {
  name: 'mosquitto_sqlite',
  missing: lacksMosquitto,
  start: (dir) => start(dir, 'commit-then-ack'),
}

/** The same, acknowledged on receipt and written once a second. */
export const mosquittoSqliteBatched: Side = {
  name: 'mosquitto_sqlite_batched',
  missing: lacksMosquitto,
  start: (dir) => start(dir, 'ack-then-commit'),
}
