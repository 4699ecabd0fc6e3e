import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { listAuthorities } from '../../src/store/authorities/list-authorities.ts'
import { upsertAuthority } from '../../src/store/authorities/upsert-authority.ts'
import { CONTROL_FILE, openDatabase } from '../../src/store/database.ts'
import { openDatabaseReadOnly } from '../../src/store/open-read-only.ts'
import { tempDir } from '../support/temp-dir.ts'

const TOWN = { id: 'town', name: '試験町', kind: 'municipality', timeZone: 'Asia/Tokyo' } as const

test('it reads beside a writer, and cannot write', async () => {
  const dir = tempDir()
  const writer = await openDatabase(dir)
  await using reading = await openDatabaseReadOnly(dir)
  await upsertAuthority(writer, TOWN)
  expect(await listAuthorities(reading.db)).toEqual([TOWN])
  await expect(upsertAuthority(reading.db, { ...TOWN, name: '別' })).rejects.toThrow(/readonly/)
  await writer.destroy()
})

test('an older schema is read from a copy, and stays as it is', async () => {
  const dir = tempDir()
  const db = await openDatabase(dir)
  await upsertAuthority(db, TOWN)
  await sql`drop table replays`.execute(db)
  await sql`delete from migrations where name = '0011-replays'`.execute(db)
  await db.destroy()
  {
    await using reading = await openDatabaseReadOnly(dir)
    expect(await listAuthorities(reading.db)).toEqual([TOWN])
    expect(await reading.db.selectFrom('replays').selectAll().execute()).toEqual([])
  }
  const file = new DatabaseSync(join(dir, CONTROL_FILE), { readOnly: true })
  expect(file.prepare("select count(*) as n from sqlite_master where name = 'replays'").get()?.n).toBe(0)
  file.close()
})

test('a newer schema is refused, an absent database named', async () => {
  const dir = tempDir()
  const db = await openDatabase(dir)
  await sql`insert into migrations (name, applied_at) values ('9999-future', '')`.execute(db)
  await db.destroy()
  await expect(openDatabaseReadOnly(dir)).rejects.toMatchObject({ code: 'schema-newer' })
  await expect(openDatabaseReadOnly(tempDir())).rejects.toMatchObject({ code: 'not-found' })
})
