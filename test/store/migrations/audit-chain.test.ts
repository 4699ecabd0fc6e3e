import { join } from 'node:path'
import { Kysely, sql } from 'kysely'
import { expect, test } from 'vitest'
import { CONTROL_FILE, openDatabase } from '../../../src/store/database.ts'
import { listEvents } from '../../../src/store/events/list-events.ts'
import { recordEvent } from '../../../src/store/events/record-event.ts'
import { verifyChain } from '../../../src/store/events/verify-chain.ts'
import { MIGRATIONS } from '../../../src/store/migrations/index.ts'
import { nodeSqliteDialect, openSqlite } from '../../../src/store/sqlite-dialect.ts'
import { tempDir } from '../../support/temp-dir.ts'

/** A database as the version before the audit chain left it. */
async function previousVersion(dataDir: string, eventIds: readonly number[]): Promise<void> {
  const db = new Kysely<unknown>({ dialect: nodeSqliteDialect(() => openSqlite(join(dataDir, CONTROL_FILE))) })
  await sql`create table migrations (name text primary key, applied_at text not null)`.execute(db)
  for (const { name, up } of MIGRATIONS.filter((it) => it.name < '0005')) {
    await up(db)
    await sql`insert into migrations (name, applied_at) values (${name}, '2026-01-01 00:00:00')`.execute(db)
  }
  await sql`insert into authorities values ('aomori', '青森市', 'municipality', 'Asia/Tokyo')`.execute(db)
  await sql`insert into api_keys (id, authority_id, role, scopes, secret_sha256, label, created_at)
    values ('key_1', 'aomori', 'officer', '*', '00', '', 0)`.execute(db)
  await db.transaction().execute(async (trx) => {
    for (const id of eventIds) {
      await sql`insert into events values
        (${id}, 'aomori', ${id * 1000}, 'order.proposed', 'rule:night@1', ${`order_${id}`}, null, '{"b": 1, "a": "雪"}')`.execute(
        trx,
      )
    }
  })
  await db.destroy()
}

test('the events of a database of the previous version are chained in order, unchanged', async () => {
  const dataDir = tempDir()
  // gaps as an older version could leave them, and more rows than are moved at once
  const ids = Array.from({ length: 2100 }, (_, i) => (i < 5 ? i + 1 : i + 4))
  await previousVersion(dataDir, ids)
  const db = await openDatabase(dataDir)
  expect(await verifyChain(db)).toMatchObject({ checked: 2100, head: { id: 2103 }, broken: null })
  const events = await listEvents(db, { limit: 3000 })
  expect(events.map((it) => it.id)).toEqual(ids)
  expect(events[6]).toMatchObject({
    authorityId: 'aomori',
    atMs: 10_000,
    type: 'order.proposed',
    actor: 'rule:night@1',
    subject: 'order_10',
    contractorId: null,
    data: { a: '雪', b: 1 },
  })
  await db.transaction().execute((trx) =>
    recordEvent(trx, {
      authorityId: 'aomori',
      atMs: 1,
      type: 'order.rejected',
      actor: { kind: 'user', id: 'officer' },
      subject: 'order_1',
      data: {},
    }),
  )
  await db.destroy()
  // opened once more, nothing is done anew
  const again = await openDatabase(dataDir)
  expect(await verifyChain(again)).toMatchObject({ checked: 2101, head: { id: 2104 }, broken: null })
  const { rows } = await sql<{ type: string; name: string }>`
    select type, name from sqlite_master where name like 'events%' order by name`.execute(again)
  expect(rows.filter((it) => it.type === 'table').map((it) => it.name)).toEqual(['events'])
  const guards = ['events_never_deleted', 'events_never_updated', 'events_only_appended']
  expect(rows.filter((it) => it.type === 'trigger').map((it) => it.name)).toEqual(guards)
  await again.destroy()
})

test('a database without events becomes one with an empty chain', async () => {
  const dataDir = tempDir()
  await previousVersion(dataDir, [])
  const db = await openDatabase(dataDir)
  expect(await verifyChain(db)).toMatchObject({ checked: 0, broken: null })
  expect((await db.selectFrom('api_keys').selectAll().executeTakeFirstOrThrow()).use_recorded_at).toBeNull()
  await db.destroy()
})
