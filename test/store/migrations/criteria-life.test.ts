import { join } from 'node:path'
import { Kysely, sql } from 'kysely'
import { expect, test } from 'vitest'
import { findCriterion } from '../../../src/store/criteria/find-criterion.ts'
import { listCriteria } from '../../../src/store/criteria/list-criteria.ts'
import { listCriterionVersions } from '../../../src/store/criteria/list-criterion-versions.ts'
import { saveCriterion } from '../../../src/store/criteria/save-criterion.ts'
import { CONTROL_FILE, openDatabase } from '../../../src/store/database.ts'
import { MIGRATIONS } from '../../../src/store/migrations/index.ts'
import { nodeSqliteDialect, openSqlite } from '../../../src/store/sqlite-dialect.ts'
import { tempDir } from '../../support/temp-dir.ts'

/** A body as the version before wrote it: without comparison, dates, suppressors and the like. */
const before = (triggerCm: number) =>
  JSON.stringify({
    enabled: true,
    scope: { kind: 'authority' },
    mode: 'automatic',
    level: 'dispatch',
    rule: {
      kind: 'threshold',
      measure: 'depth-since-pass',
      triggerCm,
      releaseCm: 3,
      sustainMin: 20,
      staleMin: 45,
      minSensors: 1,
      vote: 'majority',
      disagreeCm: 8,
    },
    respondMin: 15,
  })

/** A database as the version before left it, with a criterion of two versions. */
async function previousVersion(dataDir: string): Promise<void> {
  const db = new Kysely<unknown>({ dialect: nodeSqliteDialect(() => openSqlite(join(dataDir, CONTROL_FILE))) })
  await sql`create table migrations (name text primary key, applied_at text not null)`.execute(db)
  for (const { name, up } of MIGRATIONS.filter((it) => it.name < '0007')) {
    await up(db)
    await sql`insert into migrations (name, applied_at) values (${name}, '2026-01-01 00:00:00')`.execute(db)
  }
  await sql`insert into authorities values ('aomori', '青森市', 'municipality', 'Asia/Tokyo')`.execute(db)
  await sql`insert into criteria values ('night', 'aomori', 2, ${before(10)}, 2000)`.execute(db)
  await sql`insert into criterion_versions values ('night', 1, ${before(15)}, 1000, 'system:import')`.execute(db)
  await sql`insert into criterion_versions values ('night', 2, ${before(10)}, 2000, 'api-key:key_1')`.execute(db)
  await db.destroy()
}

test('the versions of a database of the previous version are published, by whoever made them', async () => {
  const dataDir = tempDir()
  await previousVersion(dataDir)
  const db = await openDatabase(dataDir)
  const versions = await listCriterionVersions(db, { id: 'night', authorityId: 'aomori' }, 10)
  expect(versions.map((it) => [it.criterion.version, it.life])).toEqual(
    [[2, 2000, 'api-key:key_1', 1] as const, [1, 1000, 'system:import', null] as const].map(
      ([version, atMs, by, basedOn]) => [
        version,
        {
          status: 'published',
          revision: 1,
          basedOn,
          author: by,
          created: { by, atMs },
          submitted: null,
          decided: { by, atMs },
          note: null,
          decisionNote: null,
        },
      ],
    ),
  )
  expect(await listCriteria(db, { atMs: 3000 })).toEqual([await findCriterion(db, 'night')])
  await db.destroy()
})

test('old bodies mean what they meant, and saving one again unchanged makes no version', async () => {
  const dataDir = tempDir()
  await previousVersion(dataDir)
  const db = await openDatabase(dataDir)
  const stored = await findCriterion(db, 'night')
  expect(stored).toEqual({
    id: 'night',
    authorityId: 'aomori',
    version: 2,
    enabled: true,
    name: null,
    scope: { kind: 'authority' },
    cityMode: null,
    effective: { from: null, to: null },
    mode: 'automatic',
    level: 'dispatch',
    points: 'route',
    rule: { ...JSON.parse(before(10)).rule, comparison: 'at-least' },
    decideAt: 'continuous',
    suppressors: [],
    releaseSustainMin: 0,
    respondMin: 15,
    respondMinByClass: {},
  })
  if (stored === undefined) throw new Error('not stored')
  const again = await db
    .transaction()
    .execute((trx) => saveCriterion(trx, { criterion: stored, actor: 'user:officer', nowMs: 4000 }))
  expect(again.version).toBe(2)
  await db.destroy()
})
