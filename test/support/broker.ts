import { pino } from 'pino'
import { onTestFinished } from 'vitest'
import type { Clock } from '../../src/clock.ts'
import { RealClock } from '../../src/clock.ts'
import { Acceptor } from '../../src/ingest/accept.ts'
import { type Broker, startBroker } from '../../src/ingest/broker.ts'
import type { RefusalReason } from '../../src/ingest/refusals.ts'
import { type Db, openDatabase } from '../../src/store/database.ts'
import type { ReadingStore } from '../../src/store/readings/port.ts'
import { smallDistrict } from './district.ts'
import { testConfig } from './service.ts'
import { testReadings } from './stores.ts'
import { tempDir } from './temp-dir.ts'

export interface TestBroker extends Broker {
  readonly db: Db
  readonly dataDir: string
  readonly readings: ReadingStore
  readonly tokens: Readonly<Record<string, string>>
  /** What was turned away so far. */
  readonly refused: readonly RefusalReason[]
}

/** The embedded broker before a real store, with devices `r1-a`, `r2-a` …; stopped when the test ends. */
export async function testBroker(
  options: { env?: Readonly<Record<string, string>>; machineClock?: Clock; devices?: number } = {},
): Promise<TestBroker> {
  const dataDir = tempDir()
  const db = await openDatabase(dataDir)
  onTestFinished(() => db.destroy())
  const { tokens } = await smallDistrict(db, { routes: options.devices ?? 2 })
  const readings = await testReadings(dataDir)
  const log = pino({ level: process.env.TEST_LOG ?? 'silent' })
  const acceptor = new Acceptor(readings, log)
  const refused: RefusalReason[] = []
  const broker = await startBroker({
    db,
    clock: new RealClock(),
    log,
    config: testConfig(dataDir, options.env),
    acceptor,
    onRefused: (reason) => refused.push(reason),
    ...(options.machineClock === undefined ? {} : { machineClock: options.machineClock }),
  })
  onTestFinished(async () => {
    acceptor.stop()
    await broker.stop()
  })
  return { ...broker, db, dataDir, readings, tokens, refused }
}
