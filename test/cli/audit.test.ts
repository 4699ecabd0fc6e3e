import { join } from 'node:path'
import { sql } from 'kysely'
import { expect, test, vi } from 'vitest'
import { upsertAuthority } from '../../src/store/authorities/upsert-authority.ts'
import { type Db, openDatabase } from '../../src/store/database.ts'
import { listEvents } from '../../src/store/events/list-events.ts'
import { recordEvent } from '../../src/store/events/record-event.ts'
import { tempDir } from '../support/temp-dir.ts'
import { yukiban } from './run.ts'

// every command is a process of its own; a busy machine takes a second to start one
vi.setConfig({ testTimeout: 60_000 })

const AUTHORITY = { id: 'aomori', name: '青森市', kind: 'municipality', timeZone: 'Asia/Tokyo' } as const
const NO_HASH = 'f'.repeat(64)

async function inDatabase<T>(dataDir: string, work: (db: Db) => Promise<T>): Promise<T> {
  const db = await openDatabase(dataDir)
  try {
    return await work(db)
  } finally {
    await db.destroy()
  }
}

/** Appends so many events. @returns the hashes of all there are, from event 1 on. */
async function append(dataDir: string, count: number): Promise<string[]> {
  return inDatabase(dataDir, async (db) => {
    await upsertAuthority(db, AUTHORITY)
    await db.transaction().execute(async (trx) => {
      for (let i = 0; i < count; i++) {
        const event = { authorityId: 'aomori', atMs: i, type: 'order.rejected', subject: `order_${i}` }
        await recordEvent(trx, { ...event, actor: { kind: 'user', id: 'officer' }, data: { reason: '雨に変わる' } })
      }
    })
    return (await listEvents(db, { limit: 1000 })).map((it) => it.hash)
  })
}

/** What somebody with the file and a SQLite shell can do. */
async function tamper(dataDir: string, ...statements: string[]): Promise<void> {
  await inDatabase(dataDir, async (db) => {
    for (const name of ['events_never_updated', 'events_never_deleted', 'events_only_appended'])
      await sql.raw(`drop trigger ${name}`).execute(db)
    for (const statement of statements) await sql.raw(statement).execute(db)
  })
}

async function journal(count: number): Promise<{ dataDir: string; hashes: string[] }> {
  const dataDir = join(tempDir(), 'data')
  return { dataDir, hashes: await append(dataDir, count) }
}

const verify = (dataDir: string, ...args: string[]) => yukiban(['audit', 'verify', ...args], { dataDir })

test('a whole journal: its head, to be noted elsewhere', async () => {
  const { dataDir, hashes } = await journal(3)
  const text = await verify(dataDir)
  expect(text).toMatchObject({ code: 0, stderr: '' })
  expect(text.stdout.split('\n')).toEqual([
    'whole: 3 events',
    `head  3 ${hashes[2]}`,
    'Note the head elsewhere: only --expect with a noted one shows that the end was not cut off since.',
    '',
  ])
  const json = await verify(dataDir, '--json')
  expect(json.code).toBe(0)
  expect(json.json()).toEqual({ ok: true, checked: 3, head: { id: 3, hash: hashes[2] }, broken: null })
})

test('--expect: a noted head, in whatever case it was written down, is still part of the chain', async () => {
  const { dataDir, hashes } = await journal(3)
  const noted = hashes[1] ?? ''
  const text = await verify(dataDir, '--expect', noted.toUpperCase())
  expect(text.code).toBe(0)
  expect(text.stdout).toBe(`whole: 3 events\nthe expected hash is that of event 2\nhead  3 ${hashes[2]}\n`)
  const json = await verify(dataDir, '--expect', noted, '--json')
  expect(json.json()).toMatchObject({ ok: true, expected: { id: 2, hash: noted } })
})

test('--expect: an end that was cut off, and appended to since, is found by the noted head alone', async () => {
  const { dataDir, hashes } = await journal(5)
  await tamper(dataDir, 'delete from events where id > 3')
  await append(dataDir, 4)
  expect((await verify(dataDir)).code).toBe(0)
  const found = await verify(dataDir, '--expect', hashes[4] ?? '')
  expect(found.code).toBe(1)
  expect(found.stdout).toContain('the expected hash is not in the chain: its end was cut off, or it was written anew')
  expect(found.stdout).toContain('Keep this database as it is')
  const json = await verify(dataDir, '--expect', hashes[4] ?? '', '--json')
  expect([json.code, json.json()]).toMatchObject([1, { ok: false, broken: null, expected: null }])
})

test('--from: what is before is believed, and a hash from before is not looked for', async () => {
  const { dataDir, hashes } = await journal(6)
  await tamper(dataDir, 'update events set at = 99 where id = 2')
  const late = await verify(dataDir, '--from', '4')
  expect([late.code, late.stdout.split('\n')[0]]).toEqual([0, 'whole: 3 events from event 4 on'])
  const missed = await verify(dataDir, '--from', '4', '--expect', hashes[1] ?? '')
  expect([missed.code, missed.stdout]).toEqual([1, expect.stringContaining('of an event before 4: try without --from')])
  const absent = await verify(dataDir, '--from', '7', '--json')
  expect([absent.code, absent.json()]).toMatchObject([1, { error: { code: 'not-found' } }])
})

test.each([
  {
    name: 'changed',
    tampering: [`update events set actor = 'user:x' where id = 4`],
    text: 'broken: event 4 was changed: it is not what was written',
    broken: { eventId: 4, why: 'changed' },
    fit: 3,
  },
  {
    name: 'missing',
    tampering: ['delete from events where id = 2'],
    text: 'broken: something is missing before event 3: it does not follow event 1',
    broken: { eventId: 3, why: 'missing' },
    fit: 1,
  },
  {
    name: 'missing at the beginning',
    tampering: ['delete from events where id = 1'],
    text: 'broken: something is missing before event 2: the journal does not begin with it',
    broken: { eventId: 2, why: 'missing' },
    fit: 0,
  },
  {
    name: 'inserted',
    tampering: [
      'update events set id = -id - 1 where id > 3',
      'update events set id = -id where id < 0',
      `insert into events select 4, authority_id, at, type, actor, 'forged', contractor_id, data_json, hash,
        '${NO_HASH}' from events where id = 3`,
    ],
    text: 'broken: event 4 was inserted: the chain goes on without it',
    broken: { eventId: 4, why: 'inserted' },
    fit: 3,
  },
  {
    name: 'reordered',
    tampering: [
      'update events set id = -1 where id = 2',
      'update events set id = 2 where id = 5',
      'update events set id = 5 where id = -1',
    ],
    text: 'broken: event 2 was reordered: it does not stand where it was written',
    broken: { eventId: 2, why: 'reordered' },
    fit: 1,
  },
])('an event $name: exit code 1, and which', async ({ tampering, text, broken, fit }) => {
  const { dataDir, hashes } = await journal(6)
  await tamper(dataDir, ...tampering)
  const found = await verify(dataDir)
  expect(found).toMatchObject({ code: 1, stderr: '' })
  const [first, second, third] = found.stdout.split('\n')
  expect(first).toBe(text)
  expect(second).toBe(`${fit} ${fit === 1 ? 'event' : 'events'} before the break`)
  expect(third).toBe(`last that fits  ${fit} ${hashes[fit - 1] ?? '0'.repeat(64)}`)
  const json = await verify(dataDir, '--json')
  expect([json.code, json.json()]).toMatchObject([1, { ok: false, checked: fit, broken }])
})

test.each([
  { args: ['--from', '0'], message: 'whole number' },
  { args: ['--from', 'x'], message: 'whole number' },
  { args: ['--expect', 'abc'], message: '64 hex digits' },
])('usage error: $args', async ({ args, message }) => {
  const { dataDir } = await journal(1)
  const { code, json } = await verify(dataDir, ...args, '--json')
  expect([code, json()]).toMatchObject([2, { error: { code: 'usage', message: expect.stringContaining(message) } }])
})

test('backup and restore keep the chain; what was written after the backup is missed by its head', async () => {
  const { dataDir, hashes } = await journal(3)
  const saved = join(dataDir, '../saved')
  const fresh = join(dataDir, '../fresh')
  expect((await yukiban(['backup', saved], { dataDir })).code).toBe(0)
  const later = await append(dataDir, 2)
  expect((await yukiban(['restore', saved], { dataDir: fresh })).code).toBe(0)
  const restored = await verify(fresh, '--expect', hashes[2] ?? '', '--json')
  expect(restored.json()).toMatchObject({ ok: true, checked: 3, expected: { id: 3 } })
  expect((await verify(fresh, '--expect', later[4] ?? '')).code).toBe(1)
  // the restored journal is guarded as the first was, and goes on
  const erase = inDatabase(fresh, (db) => sql`delete from events`.execute(db))
  await expect(erase).rejects.toThrow('append-only')
  expect(await append(fresh, 1)).toHaveLength(4)
  expect((await verify(fresh)).code).toBe(0)
})

test('doctor: the head, and whether the newest events are what was written', async () => {
  const { dataDir, hashes } = await journal(3)
  const env = { YUKIBAN_HTTP_PORT: '0', YUKIBAN_MQTT_PORT: '0', YUKIBAN_FORECAST_PROVIDER: 'none' }
  const finding = async () => {
    const { code, json } = await yukiban(['doctor', '--json'], { dataDir, env })
    const { findings } = json() as { findings: { check: string; result: string; detail: string }[] }
    return { code, found: findings.find((it) => it.check === 'audit log') }
  }
  expect(await finding()).toMatchObject({
    code: 0,
    found: { result: 'ok', detail: `head 3 ${hashes[2]}; the newest 3 events are what was written` },
  })
  await tamper(dataDir, `update events set data_json = '{}' where id = 2`)
  expect(await finding()).toMatchObject({
    code: 1,
    found: { result: 'fail', detail: 'event 2 does not fit: changed' },
  })
})
