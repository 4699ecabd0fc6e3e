import { join } from 'node:path'
import { Kysely, sql } from 'kysely'
import { expect, onTestFinished, test } from 'vitest'
import { CONTROL_FILE, openDatabase } from '../../../src/store/database.ts'
import { MIGRATIONS } from '../../../src/store/migrations/index.ts'
import { listOffers } from '../../../src/store/offers/list-offers.ts'
import { listOrders } from '../../../src/store/orders/list-orders.ts'
import { recordPass } from '../../../src/store/passes/record-pass.ts'
import { nodeSqliteDialect, openSqlite } from '../../../src/store/sqlite-dialect.ts'
import { tempDir } from '../../support/temp-dir.ts'

const ROWS = [
  `insert into authorities values ('aomori', '青森市', 'municipality', 'Asia/Tokyo')`,
  `insert into blocks values ('b1', 'aomori', '第一工区')`,
  `insert into routes (id, authority_id, block_id, name, road_class, length_m, plow_minutes)
    values ('r1', 'aomori', 'b1', '本町通り', 'arterial', 1800, 45)`,
  `insert into contractors (id, authority_id, name, webhook_secret) values ('c1', 'aomori', '甲建設', 'whsec_AAAA')`,
  `insert into orders (id, authority_id, route_id, level, state, version, respond_min, created_at)
    values ('order_1', 'aomori', 'r1', 'dispatch', 'completed', 4, 10, 1000)`,
  `insert into offers (id, order_id, authority_id, contractor_id, rank, state, created_at, respond_by_at)
    values ('offer_1', 'order_1', 'aomori', 'c1', 1, 'accepted', 1000, 2000)`,
  `insert into passes (route_id, at, source, actor, order_id, recorded_at)
    values ('r1', 3000, 'contractor', 'contractor:c1', 'order_1', 3000)`,
]

test('what the previous version knew stands; an order may now have several passes, each moment once', async () => {
  const dataDir = tempDir()
  const old = new Kysely<unknown>({ dialect: nodeSqliteDialect(() => openSqlite(join(dataDir, CONTROL_FILE))) })
  await sql`create table migrations (name text primary key, applied_at text not null)`.execute(old)
  for (const { name, up } of MIGRATIONS.filter((it) => it.name < '0010')) {
    await up(old)
    await sql`insert into migrations (name, applied_at) values (${name}, '2026-01-01 00:00:00')`.execute(old)
  }
  for (const row of ROWS) await sql.raw(row).execute(old)
  await old.destroy()
  const db = await openDatabase(dataDir)
  onTestFinished(() => db.destroy())
  expect(await listOrders(db, { limit: 10 })).toMatchObject([{ id: 'order_1', ladderAfterOfferId: null }])
  expect(await listOffers(db, { limit: 10 })).toMatchObject([{ id: 'offer_1', declineCode: null }])
  const pass = {
    routeId: 'r1',
    source: 'contractor',
    actor: { kind: 'contractor', id: 'c1' },
    orderId: 'order_1',
  } as const
  for (const atMs of [3000, 2500, 2500]) {
    await db.transaction().execute((trx) => recordPass(trx, { ...pass, atMs, recordedAtMs: 4000 }))
  }
  expect(await db.selectFrom('passes').select('at').orderBy('at').execute()).toEqual([{ at: 2500 }, { at: 3000 }])
})
