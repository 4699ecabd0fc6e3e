import { expect, test } from 'vitest'
import { findCriterion } from '../../../src/store/criteria/find-criterion.ts'
import { listCriteria } from '../../../src/store/criteria/list-criteria.ts'
import { type SaveCriterion, saveCriterion } from '../../../src/store/criteria/save-criterion.ts'
import { type Db, openDatabase } from '../../../src/store/database.ts'
import { AUTHORITY, criterion, smallDistrict } from '../../support/district.ts'
import { tempDir } from '../../support/temp-dir.ts'

async function withDistrict(
  work: (db: Db, save: (input: Partial<SaveCriterion>) => ReturnType<typeof saveCriterion>) => Promise<void>,
) {
  const db = await openDatabase(tempDir())
  const save = (input: Partial<SaveCriterion>) =>
    db
      .transaction()
      .execute((trx) => saveCriterion(trx, { criterion: criterion(), actor: 'user:officer', nowMs: 1, ...input }))
  try {
    await smallDistrict(db)
    await work(db, save)
  } finally {
    await db.destroy()
  }
}

test('each change is a version, and past versions stay readable', () =>
  withDistrict(async (db, save) => {
    const first = await save({})
    const second = await save({ criterion: criterion({ rule: { triggerCm: 15 } }), nowMs: 2 })
    expect([first.version, second.version]).toEqual([1, 2])
    expect(await findCriterion(db, first.id)).toEqual(second)
    expect(await findCriterion(db, first.id, 1)).toEqual(first)
    expect(await findCriterion(db, first.id, 2)).toEqual(second)
    expect(await findCriterion(db, first.id, 3)).toBeUndefined()
    expect(await listCriteria(db, { authorityId: AUTHORITY, atMs: 2 })).toEqual([second])
    expect(await listCriteria(db, { authorityId: 'other', atMs: 2 })).toEqual([])
  }))

test('an unchanged body makes no version, whatever the order of its fields', () =>
  withDistrict(async (db, save) => {
    const { rule, ...rest } = criterion()
    await save({})
    const { triggerCm, ...others } = rule
    const again = await save({ criterion: { rule: { ...others, triggerCm }, ...rest }, nowMs: 9 })
    expect(again.version).toBe(1)
    expect(await db.selectFrom('criterion_versions').select('author').execute()).toEqual([{ author: 'user:officer' }])
  }))

test.each([
  { name: 'new expected, is new', saved: 0, expected: 0, ok: true },
  { name: 'new expected, exists', saved: 1, expected: 0, ok: false },
  { name: 'version expected, is absent', saved: 0, expected: 1, ok: false },
  { name: 'current', saved: 2, expected: 2, ok: true },
  { name: 'outdated', saved: 2, expected: 1, ok: false },
])('expectedVersion: $name', ({ saved, expected, ok }) =>
  withDistrict(async (db, save) => {
    for (let n = 1; n <= saved; n++) await save({ criterion: criterion({ rule: { triggerCm: 10 + n } }) })
    const change = save({ criterion: criterion({ enabled: false }), expectedVersion: expected })
    if (ok) expect((await change).version).toBe(saved + 1)
    else await expect(change).rejects.toMatchObject({ code: 'precondition-failed' })
    expect((await findCriterion(db, criterion().id))?.version ?? 0).toBe(ok ? saved + 1 : saved)
  }),
)

test("another authority's id cannot be taken", () =>
  withDistrict(async (db, save) => {
    await save({})
    await db.insertInto('authorities').values({ id: 'other', name: 'o', kind: 'national', time_zone: 'UTC' }).execute()
    await expect(save({ criterion: criterion({ authorityId: 'other' }) })).rejects.toMatchObject({ code: 'conflict' })
  }))
