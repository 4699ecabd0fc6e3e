import { join } from 'node:path'
import { Kysely, sql } from 'kysely'
import { expect, onTestFinished, test } from 'vitest'
import { CONTROL_FILE, openDatabase } from '../../../src/store/database.ts'
import { MIGRATIONS } from '../../../src/store/migrations/index.ts'
import { nodeSqliteDialect, openSqlite } from '../../../src/store/sqlite-dialect.ts'
import { findUserByLogin } from '../../../src/store/users/find-user-by-login.ts'
import { isActive } from '../../../src/store/users/user-row.ts'
import { tempDir } from '../../support/temp-dir.ts'

test('an administrator made by the previous version can sign in', async () => {
  const dataDir = tempDir()
  const old = new Kysely<unknown>({ dialect: nodeSqliteDialect(() => openSqlite(join(dataDir, CONTROL_FILE))) })
  await sql`create table migrations (name text primary key, applied_at text not null)`.execute(old)
  for (const { name, up } of MIGRATIONS.filter((it) => it.name < '0013')) {
    await up(old)
    await sql`insert into migrations (name, applied_at) values (${name}, '2026-01-01 00:00:00')`.execute(old)
  }
  await sql`insert into authorities values ('aomori', '青森市', 'municipality', 'Asia/Tokyo')`.execute(old)
  await sql`insert into users values ('usr_1', 'aomori', 'kanri', 'administrator', '$argon2id$x', 1000)`.execute(old)
  await old.destroy()
  const db = await openDatabase(dataDir)
  onTestFinished(() => db.destroy())
  const user = await findUserByLogin(db, 'kanri')
  expect(user).toEqual({
    id: 'usr_1',
    authorityId: 'aomori',
    login: 'kanri',
    name: '',
    role: 'administrator',
    contractorId: null,
    language: 'ja',
    passwordHash: '$argon2id$x',
    createdAtMs: 1000,
    disabledAtMs: null,
    signedInAtMs: null,
    setTokenExpiresAtMs: null,
  })
  expect(user !== undefined && isActive(user)).toBe(true)
})
