import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Effective } from '../../../src/domain/criterion.ts'
import { localDate } from '../../../src/domain/time.ts'
import { listCriteria } from '../../../src/store/criteria/list-criteria.ts'
import { saveCriterion } from '../../../src/store/criteria/save-criterion.ts'
import { type Db, openDatabase } from '../../../src/store/database.ts'
import { AUTHORITY, criterion, smallDistrict } from '../../support/district.ts'
import { tempDir } from '../../support/temp-dir.ts'

async function withDistrict(work: (db: Db) => Promise<void>) {
  const db = await openDatabase(tempDir())
  try {
    await smallDistrict(db)
    await work(db)
  } finally {
    await db.destroy()
  }
}

/** Publishes a version with a trigger by which it is told, on days. */
async function publish(db: Db, triggerCm: number, effective: Partial<Effective>, authorityId = AUTHORITY) {
  const { version: _, ...fields } = criterion({
    rule: { triggerCm },
    effective: { from: null, to: null, ...effective },
    authorityId,
    id: `${authorityId}-10`,
  })
  await db.transaction().execute((trx) => saveCriterion(trx, { criterion: fields, actor: 'test', nowMs: 0 }))
}

const at = (iso: string) => Date.parse(iso)
const inForce = async (db: Db, atMs: number) =>
  (await listCriteria(db, { authorityId: AUTHORITY, atMs })).map((it) => it.version)

test.each([
  { name: 'a millisecond before its first day', at: '2026-11-30T23:59:59.999+09:00', want: [1] },
  { name: 'with its first day', at: '2026-12-01T00:00:00+09:00', want: [2] },
  { name: 'while UTC still has the day before', at: '2026-12-01T08:59:59+09:00', want: [2] },
  { name: 'to the end of its last day', at: '2027-02-28T23:59:59.999+09:00', want: [2] },
  { name: 'no longer the day after', at: '2027-03-01T00:00:00+09:00', want: [1] },
])('a version holds $name', ({ at: moment, want }) =>
  withDistrict(async (db) => {
    await publish(db, 10, {})
    await publish(db, 5, { from: '2026-12-01', to: '2027-02-28' })
    expect(await inForce(db, at(moment))).toEqual(want)
  }),
)

test('between two versions that each have their days, none holds', () =>
  withDistrict(async (db) => {
    await publish(db, 10, { to: '2026-12-31' })
    await publish(db, 5, { from: '2027-02-01' })
    expect(await inForce(db, at('2026-12-31T12:00+09:00'))).toEqual([1])
    expect(await inForce(db, at('2027-01-15T12:00+09:00'))).toEqual([])
    expect(await inForce(db, at('2027-02-01T00:00+09:00'))).toEqual([2])
  }))

test('each authority has its own calendar', () =>
  withDistrict(async (db) => {
    await db
      .insertInto('authorities')
      .values({ id: 'utah', name: 'u', kind: 'national', time_zone: 'America/Denver' })
      .execute()
    await publish(db, 10, { from: '2026-12-01' })
    await publish(db, 10, { from: '2026-12-01' }, 'utah')
    const ids = async (iso: string) => (await listCriteria(db, { atMs: at(iso) })).map((it) => it.authorityId)
    expect(await ids('2026-11-30T14:59:59Z')).toEqual([])
    expect(await ids('2026-11-30T15:00:00Z')).toEqual([AUTHORITY])
    expect(await ids('2026-12-01T06:59:59Z')).toEqual([AUTHORITY])
    expect(await ids('2026-12-01T07:00:00Z')).toEqual([AUTHORITY, 'utah'])
  }))

test('what holds is the highest version whose days hold the date, for any versions', async () => {
  const day = fc.integer({ min: 0, max: 20 }).map((it) => localDate(at('2026-12-01T00:00Z') + it * 86_400_000, 'UTC'))
  const spans = fc.array(fc.record({ from: fc.option(day), to: fc.option(day) }), { minLength: 1, maxLength: 6 })
  await fc.assert(
    fc.asyncProperty(spans, fc.integer({ min: -2, max: 22 * 24 }), (effective, hour) =>
      withDistrict(async (db) => {
        for (const [index, one] of effective.entries()) await publish(db, index + 1, one)
        const atMs = at('2026-12-01T00:00+09:00') + hour * 3_600_000
        const date = localDate(atMs, 'Asia/Tokyo')
        const holds = effective.map(({ from, to }) => (from ?? date) <= date && date <= (to ?? date))
        const wanted = holds.lastIndexOf(true) + 1
        expect(await inForce(db, atMs)).toEqual(wanted === 0 ? [] : [wanted])
      }),
    ),
    { numRuns: 25 },
  )
})
