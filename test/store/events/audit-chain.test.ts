import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import fc from 'fast-check'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { GENESIS_HASH } from '../../../src/domain/audit-chain.ts'
import { upsertAuthority } from '../../../src/store/authorities/upsert-authority.ts'
import { type Db, openDatabase } from '../../../src/store/database.ts'
import { chainHead } from '../../../src/store/events/chain-head.ts'
import { listEvents } from '../../../src/store/events/list-events.ts'
import { oldestOfNewest } from '../../../src/store/events/oldest-of-newest.ts'
import { recordEvent } from '../../../src/store/events/record-event.ts'
import { verifyChain } from '../../../src/store/events/verify-chain.ts'
import { testDatabase } from '../../support/stores.ts'
import { tempDir } from '../../support/temp-dir.ts'

const AUTHORITY = { id: 'aomori', name: '青森市', kind: 'municipality', timeZone: 'Asia/Tokyo' } as const

async function journalled(count: number): Promise<Db> {
  const db = await testDatabase()
  await upsertAuthority(db, AUTHORITY)
  await db.transaction().execute(async (trx) => {
    for (let i = 1; i <= count; i++) {
      const actor = { kind: 'user', id: 'officer' } as const
      const event = { authorityId: 'aomori', atMs: i * 1000, type: 'order.rejected', actor, subject: `order_${i}` }
      await recordEvent(trx, { ...event, data: { reason: '雨に変わる', none: undefined, ratio: 0.1 + 0.2, n: i } })
    }
  })
  return db
}

/** What somebody with the file and a SQLite shell can do. */
async function tamper(db: Db, statement: string): Promise<void> {
  for (const name of ['events_never_updated', 'events_never_deleted', 'events_only_appended'])
    await sql.raw(`drop trigger ${name}`).execute(db)
  await sql.raw(statement).execute(db)
}

test('events are chained as they are written; an empty journal is whole', async () => {
  expect(await verifyChain(await testDatabase())).toEqual({
    checked: 0,
    head: { id: 0, hash: GENESIS_HASH },
    broken: null,
  })
  const db = await journalled(3)
  const events = await listEvents(db, { limit: 10 })
  expect(events.map((it) => it.prevHash)).toEqual([GENESIS_HASH, events[0]?.hash, events[1]?.hash])
  const head = { id: 3, hash: events[2]?.hash }
  expect(await chainHead(db)).toEqual(head)
  expect(await verifyChain(db)).toEqual({ checked: 3, head, broken: null })
})

test('more events than are read at once', async () => {
  const db = await journalled(1203)
  expect(await verifyChain(db)).toMatchObject({ checked: 1203, broken: null })
  await tamper(db, `update events set at = at + 1 where id = 1001`)
  expect(await verifyChain(db)).toMatchObject({ checked: 1000, broken: { eventId: 1001, why: 'changed' } })
})

const EVENT = { authorityId: 'aomori', atMs: 1, type: 'x.y', subject: 's', data: {} }
const ACTOR = { kind: 'system', id: 't' } as const

test('a transaction that is rolled back leaves neither event nor gap', async () => {
  const db = await journalled(2)
  const failing = db.transaction().execute(async (trx) => {
    await recordEvent(trx, { ...EVENT, actor: ACTOR })
    throw new Error('changed my mind')
  })
  await expect(failing).rejects.toThrow('changed my mind')
  await db.transaction().execute((trx) => recordEvent(trx, { ...EVENT, actor: ACTOR }))
  expect(await verifyChain(db)).toMatchObject({ checked: 3, head: { id: 3 }, broken: null })
})

test('whatever text is recorded, the chain is whole', async () => {
  const db = await journalled(0)
  const text = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('a\0b', 'half \uD842', '\uDC00 half'))
  await fc.assert(
    fc.asyncProperty(text, text, fc.jsonValue(), async (subject, id, value) => {
      const event = { ...EVENT, subject, actor: { ...ACTOR, id }, data: { value, text: subject, [id]: 1 } }
      await db.transaction().execute((trx) => recordEvent(trx, event))
      expect(await verifyChain(db, { fromId: (await chainHead(db)).id })).toMatchObject({ checked: 1, broken: null })
    }),
  )
})

test('events of one transaction that do not wait for each other are chained in the order of the calls', async () => {
  const db = await journalled(2)
  const subjects = ['a', 'b', 'c', 'd']
  await db
    .transaction()
    .execute((trx) => Promise.all(subjects.map((subject) => recordEvent(trx, { ...EVENT, actor: ACTOR, subject }))))
  expect((await listEvents(db, { afterId: 2, limit: 9 })).map((it) => it.subject)).toEqual(subjects)
  expect(await verifyChain(db)).toMatchObject({ checked: 6, broken: null })
})

test('an event that cannot be written is no part of the chain: the transaction may go on', async () => {
  const db = await journalled(2)
  await db.transaction().execute(async (trx) => {
    await recordEvent(trx, { ...EVENT, actor: ACTOR })
    const nowhere = recordEvent(trx, { ...EVENT, actor: ACTOR, authorityId: 'nowhere' })
    await expect(nowhere).rejects.toThrow('FOREIGN KEY')
    await recordEvent(trx, { ...EVENT, actor: ACTOR })
  })
  expect(await verifyChain(db)).toMatchObject({ checked: 4, head: { id: 4 }, broken: null })
})

test.each([
  { count: 1, want: 10 },
  { count: 4, want: 7 },
  { count: 10, want: 1 },
  { count: 11, want: 1 },
])('the newest $count of ten events begin with event $want', async ({ count, want }) => {
  expect(await oldestOfNewest(await journalled(10), count)).toBe(want)
})

test('an empty journal has no newest event', async () => {
  expect(await oldestOfNewest(await journalled(0), 5)).toBeUndefined()
})

test.each([
  { name: 'changed', statement: `update events set data_json = '{}' where id = 4` },
  { name: 'removed', statement: 'delete from events where id = 4' },
  {
    name: 'forked',
    statement: `insert into events select 11, authority_id, at, type, actor, subject, contractor_id, data_json, prev_hash, hash
      from events where id = 4`,
  },
  {
    name: 'replaced',
    statement: `replace into events select id, authority_id, 0, type, actor, subject, contractor_id, data_json, prev_hash, hash
      from events where id = 4`,
  },
])('an event is not $name, by whatever statement', async ({ statement }) => {
  const db = await journalled(10)
  await expect(sql.raw(statement).execute(db)).rejects.toThrow('the audit log is append-only')
  expect(await verifyChain(db)).toMatchObject({ checked: 10, broken: null })
})

test.each([
  {
    name: 'change',
    statement: `update events set actor = 'user:x' where id = 4`,
    broken: { eventId: 4, why: 'changed' },
  },
  { name: 'removal', statement: 'delete from events where id in (4, 5)', broken: { eventId: 6, why: 'missing' } },
  {
    name: 'removal of the first',
    statement: 'delete from events where id = 1',
    broken: { eventId: 2, why: 'missing' },
  },
  {
    name: 'swap',
    statement: `update events set id = case id when 4 then -1 when 8 then 4 end where id in (4, 8);
      update events set id = 8 where id = -1`,
    broken: { eventId: 4, why: 'reordered' },
  },
])('with the guards gone, a $name is found', async ({ statement, broken }) => {
  const db = await journalled(10)
  const [first = '', second] = statement.split(';')
  await tamper(db, first)
  if (second !== undefined) await sql.raw(second).execute(db)
  expect((await verifyChain(db)).broken).toEqual(broken)
})

test('an end that was cut off is found by a noted head alone', async () => {
  const db = await journalled(10)
  const noted = await chainHead(db)
  await tamper(db, 'delete from events where id > 7')
  expect(await verifyChain(db)).toMatchObject({ checked: 7, head: { id: 7 }, broken: null })
  expect(await verifyChain(db, { expectHash: noted.hash })).toMatchObject({ broken: null, expected: null })
  const [event] = await listEvents(db, { afterId: 4, limit: 1 })
  expect(await verifyChain(db, { expectHash: event?.hash ?? '' })).toMatchObject({ expected: { id: 5 } })
})

test('verifying from an event on believes what is before it', async () => {
  const db = await journalled(10)
  await tamper(db, `update events set at = 0 where id = 3`)
  expect(await verifyChain(db, { fromId: 4 })).toMatchObject({ checked: 7, broken: null })
  expect(await verifyChain(db, { fromId: 3 })).toMatchObject({ broken: { eventId: 3 } })
  await expect(verifyChain(db, { fromId: 11 })).rejects.toThrow('has no event 11; verify from an earlier one')
})

test('two processes that append at once never fork the chain', async () => {
  const dataDir = tempDir()
  const db = await openDatabase(dataDir)
  await upsertAuthority(db, AUTHORITY)
  const run = async (name: string) => {
    const script = join(import.meta.dirname, 'appender.ts')
    return Number((await promisify(execFile)(process.execPath, [script, dataDir, name])).stdout)
  }
  const written = await Promise.all([run('one'), run('two')])
  expect(await verifyChain(db)).toMatchObject({ checked: (written[0] ?? 0) + (written[1] ?? 0), broken: null })
  await db.destroy()
}, 60_000)
