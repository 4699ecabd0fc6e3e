import { join } from 'node:path'
import { Kysely, sql } from 'kysely'
import { expect, onTestFinished, test } from 'vitest'
import { CONTROL_FILE, openDatabase } from '../../../src/store/database.ts'
import { claimDueDeliveries } from '../../../src/store/deliveries/claim-due-deliveries.ts'
import { listDeliveries } from '../../../src/store/deliveries/list-deliveries.ts'
import { MIGRATIONS } from '../../../src/store/migrations/index.ts'
import { nodeSqliteDialect, openSqlite } from '../../../src/store/sqlite-dialect.ts'
import { tempDir } from '../../support/temp-dir.ts'

test('deliveries of the version before keep their ids, bodies and schedule, and are carried on', async () => {
  const dataDir = tempDir()
  const old = new Kysely<unknown>({ dialect: nodeSqliteDialect(() => openSqlite(join(dataDir, CONTROL_FILE))) })
  await sql`create table migrations (name text primary key, applied_at text not null)`.execute(old)
  for (const { name, up } of MIGRATIONS.filter((it) => it.name < '0009')) {
    await up(old)
    await sql`insert into migrations (name, applied_at) values (${name}, '2026-01-01 00:00:00')`.execute(old)
  }
  await sql`insert into authorities values ('aomori', '青森市', 'municipality', 'Asia/Tokyo')`.execute(old)
  await sql`insert into contractors (id, authority_id, name, webhook_url, webhook_secret)
    values ('kita', 'aomori', '北組', 'https://k.example/', 'whsec_x')`.execute(old)
  for (const [id, state] of [
    ['msg_1', 'delivered'],
    ['msg_2', 'pending'],
  ]) {
    await sql`insert into deliveries values (${id}, 'kita', 'offer_1', 'order_1', 'offer.created', '{"a":1}', ${state},
      3, 100, 200, null, null, null, 500, 'why')`.execute(old)
  }
  await old.destroy()
  const db = await openDatabase(dataDir)
  onTestFinished(() => db.destroy())
  const kept = { authorityId: 'aomori', recipient: 'contractor', contractorId: 'kita', channel: 'webhook', attempts: 3 }
  expect(await listDeliveries(db, { limit: 10 })).toMatchObject([
    {
      ...kept,
      id: 'msg_2',
      state: 'pending',
      target: 'webhook:kita',
      bodyJson: '{"a":1}',
      nextAtMs: 200,
      lastError: 'why',
    },
    { ...kept, id: 'msg_1', state: 'delivered', offerId: 'offer_1', orderId: 'order_1', lastStatus: 500 },
  ])
  const claim = { workerId: 'w', channel: 'webhook', nowMs: 200, leaseMs: 60_000, limit: 9, perTarget: 9 } as const
  expect((await claimDueDeliveries(db, claim)).map((it) => it.id)).toEqual(['msg_2'])
})
