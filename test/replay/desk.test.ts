import { sql } from 'kysely'
import { pino } from 'pino'
import { expect, onTestFinished, test } from 'vitest'
import { RealClock } from '../../src/clock.ts'
import { DAY_MS } from '../../src/domain/time.ts'
import { criteriaOf } from '../../src/replay/criteria-file.ts'
import { ReplayDesk } from '../../src/replay/desk.ts'
import type { ReplayPlan } from '../../src/replay/plan.ts'
import { type Db, openDatabase } from '../../src/store/database.ts'
import { cancelReplay } from '../../src/store/replays/cancel-replay.ts'
import { insertReplay } from '../../src/store/replays/insert-replay.ts'
import { AUTHORITY, smallDistrict } from '../support/district.ts'
import { at } from '../support/sensor.ts'
import { testReadings } from '../support/stores.ts'
import { tempDir } from '../support/temp-dir.ts'
import { PLAN } from './memory-history.ts'

const CRITERION = {
  id: 'd10',
  scope: 'authority',
  mode: 'automatic',
  level: 'dispatch',
  rule: { kind: 'threshold', triggerCm: 10 },
}

async function desk(keepDays: number | null = null) {
  const dataDir = tempDir()
  const db = await openDatabase(dataDir)
  onTestFinished(() => db.destroy())
  await testReadings(dataDir)
  await smallDistrict(db)
  const forecast = { cellDeg: 0.1, staleMs: DAY_MS, radiusKm: 30 }
  const start = () => {
    const made = new ReplayDesk({
      db,
      clock: new RealClock(),
      log: pino({ level: 'silent' }),
      dataDir,
      forecast,
      keepDays,
    })
    onTestFinished(() => made.stop())
    return made
  }
  return { db, start }
}

const plan = (change: Partial<ReplayPlan> = {}): ReplayPlan => ({
  ...PLAN,
  criteria: criteriaOf(CRITERION, AUTHORITY),
  ...change,
})
const ask = (db: Db, of = plan(), nowMs = Date.now()) =>
  db.transaction().execute((trx) => insertReplay(trx, { authorityId: AUTHORITY, actor: 'user:o', plan: of, nowMs }))
const states = async (db: Db) =>
  (await db.selectFrom('replays').select('state').orderBy('id').execute()).map((it) => it.state)

test('replays run one after another, whatever becomes of one', { timeout: 60_000 }, async () => {
  const { db, start } = await desk()
  await ask(db)
  // A plan that this version cannot run.
  await ask(db, plan({ criteria: null as never }))
  await ask(db)
  start()
  await expect.poll(() => states(db), { timeout: 50_000 }).toEqual(['done', 'failed', 'done'])
})

test('a running replay is stopped when it is cancelled, and the next one begins', { timeout: 60_000 }, async () => {
  const { db, start } = await desk()
  const long = await ask(db, plan({ toMs: at(0) + 20_000 * DAY_MS, stepMs: 60_000 }))
  await ask(db)
  const running = start()
  await expect.poll(() => states(db), { timeout: 20_000 }).toEqual(['running', 'queued'])
  expect(await db.transaction().execute((trx) => cancelReplay(trx, long, 0))).toBe(true)
  await running.cancelled(long)
  await expect.poll(() => states(db), { timeout: 30_000 }).toEqual(['cancelled', 'done'])
})

test('what was running when a process stopped is run again', { timeout: 60_000 }, async () => {
  const { db, start } = await desk()
  await ask(db)
  await db.updateTable('replays').set({ state: 'running', started_at: 0, share: 0.4 }).execute()
  start()
  await expect.poll(() => states(db), { timeout: 50_000 }).toEqual(['done'])
})

test('results are kept for their days', { timeout: 60_000 }, async () => {
  const { db, start } = await desk(7)
  for (const days of [6, 8]) {
    const id = await ask(db, plan(), days)
    await db
      .updateTable('replays')
      .set({ state: 'done', finished_at: Date.now() - days * DAY_MS })
      .where('id', '=', id)
      .execute()
  }
  start()
  await expect.poll(async () => (await states(db)).length, { timeout: 20_000 }).toBe(1)
})

test('a replay whose progress cannot be saved ends like any other', { timeout: 60_000 }, async () => {
  const { db, start } = await desk()
  await sql`create trigger broken before update of share on replays when new.state = 'running' and new.share > 0
    begin select raise(abort, 'broken'); end`.execute(db)
  await ask(db)
  start()
  await expect.poll(() => states(db), { timeout: 50_000 }).toEqual(['done'])
})
