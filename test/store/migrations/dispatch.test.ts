import { join } from 'node:path'
import { Kysely, sql } from 'kysely'
import { expect, onTestFinished, test } from 'vitest'
import { CONTROL_FILE, openDatabase } from '../../../src/store/database.ts'
import { MIGRATIONS } from '../../../src/store/migrations/index.ts'
import { listOffers } from '../../../src/store/offers/list-offers.ts'
import { listOrders } from '../../../src/store/orders/list-orders.ts'
import { findRoster } from '../../../src/store/roster/find-roster.ts'
import { nodeSqliteDialect, openSqlite } from '../../../src/store/sqlite-dialect.ts'
import { tempDir } from '../../support/temp-dir.ts'

const ROWS = [
  `insert into authorities values ('aomori', '青森市', 'municipality', 'Asia/Tokyo')`,
  `insert into blocks values ('b1', 'aomori', '第一工区')`,
  `insert into routes (id, authority_id, block_id, name, road_class, length_m, plow_minutes, deadline)
    values ('r1', 'aomori', 'b1', '本町通り', 'arterial', 1800, 45, '07:00')`,
  `insert into contractors (id, authority_id, name, webhook_secret) values ('c1', 'aomori', '甲建設', 'whsec_AAAA')`,
  `insert into roster (authority_id, block_id, contractor_id, rank) values ('aomori', 'b1', 'c1', 1)`,
  `insert into orders (id, authority_id, route_id, level, state, version, respond_min, created_at, start_by_at)
    values ('order_1', 'aomori', 'r1', 'dispatch', 'requested', 1, 10, 1000, 5000)`,
  `insert into offers (id, order_id, authority_id, contractor_id, rank, state, created_at, respond_by_at)
    values ('offer_1', 'order_1', 'aomori', 'c1', 1, 'open', 1000, 2000)`,
]

test('orders, offers and rosters of the previous version mean what they meant', async () => {
  const dataDir = tempDir()
  const old = new Kysely<unknown>({ dialect: nodeSqliteDialect(() => openSqlite(join(dataDir, CONTROL_FILE))) })
  await sql`create table migrations (name text primary key, applied_at text not null)`.execute(old)
  for (const { name, up } of MIGRATIONS.filter((it) => it.name < '0008')) {
    await up(old)
    await sql`insert into migrations (name, applied_at) values (${name}, '2026-01-01 00:00:00')`.execute(old)
  }
  for (const row of ROWS) await sql.raw(row).execute(old)
  await old.destroy()
  const db = await openDatabase(dataDir)
  onTestFinished(() => db.destroy())
  expect(await listOrders(db, { limit: 10 })).toMatchObject([
    { id: 'order_1', priority: 5, reason: null, deadlineState: 'on-time', noLongerNeededAtMs: null },
  ])
  expect(await listOffers(db, { limit: 10 })).toMatchObject([{ id: 'offer_1', callOutId: null, state: 'open' }])
  expect(await findRoster(db, 'aomori')).toMatchObject([
    { contractorId: 'c1', days: null, fromTime: null, toTime: null },
  ])
  await expect(sql`update orders set priority = 0`.execute(db)).rejects.toThrow(/CHECK/)
  await expect(sql`update orders set deadline_state = 'late'`.execute(db)).rejects.toThrow(/CHECK/)
  await expect(sql`update contractors set capacity = 0`.execute(db)).rejects.toThrow(/CHECK/)
})
