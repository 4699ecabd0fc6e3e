import { describe, expect, test } from 'vitest'
import { importDistrict, previewImport } from '../../src/district/import-district.ts'
import { YukibanError } from '../../src/errors.ts'
import { findContractor } from '../../src/store/contractors/find-contractor.ts'
import { listHolidays } from '../../src/store/holidays/list-holidays.ts'
import { findRoster } from '../../src/store/roster/find-roster.ts'
import { OPTIONS, raw, sample, withDatabase } from './sample.ts'

type Rows = readonly Record<string, unknown>[]

/** The sample with another roster, and with holidays if given. */
function withRoster(roster: Rows, holidays?: Rows) {
  return raw({ ...sample(), roster, ...(holidays === undefined ? {} : { holidays }) })
}

const row = (contractor: string, rank: number, change: object = {}) => ({ block: 'B1', contractor, rank, ...change })
const NIGHT = { fromTime: '22:00', toTime: '06:00' }

async function problemsOf(file: ReturnType<typeof withRoster>): Promise<string[]> {
  return withDatabase(async (db) => {
    try {
      await importDistrict(db, file, OPTIONS)
      return []
    } catch (error) {
      if (!(error instanceof YukibanError)) throw error
      return (error.problems ?? []).map((it) => `${it.field}: ${it.message}`)
    }
  })
}

describe('an on-call calendar', () => {
  test('is stored as it is meant, and importing it again changes nothing', () =>
    withDatabase(async (db) => {
      const file = () =>
        withRoster(
          [
            row('C1', 1, { ...NIGHT, days: ['fri', 'mon', 'holiday'] }),
            row('C2', 1, { fromTime: '06:00', toTime: '22:00' }),
            row('C2', 2),
          ],
          [
            { date: '2026-01-12', name: '成人の日' },
            { date: '2026-01-01', name: '元日' },
          ],
        )
      await importDistrict(db, file(), OPTIONS)
      expect(await findRoster(db, 'kita')).toMatchObject([
        { contractorId: 'C1', days: ['mon', 'fri', 'holiday'], fromTime: '22:00', toTime: '06:00' },
        { contractorId: 'C2', days: null, fromTime: '06:00', toTime: '22:00' },
        { contractorId: 'C2', days: null, fromTime: null, toTime: null },
      ])
      expect(await listHolidays(db, 'kita')).toEqual([
        { date: '2026-01-01', name: '元日' },
        { date: '2026-01-12', name: '成人の日' },
      ])
      const again = await previewImport(db, file(), OPTIONS)
      expect(again.roster).toEqual({ added: 0, removed: 0, unchanged: 3 })
      expect(again.holidays).toEqual({ added: 0, removed: 0, unchanged: 2 })
      const less = await importDistrict(db, withRoster([], [{ date: '2026-01-01', name: '元旦' }]), OPTIONS)
      expect(less.holidays).toEqual({ added: 1, removed: 2, unchanged: 0 })
      expect(await listHolidays(db, 'kita')).toEqual([{ date: '2026-01-01', name: '元旦' }])
    }))

  test('stays, with its holidays, when the file does not speak of them', () =>
    withDatabase(async (db) => {
      await importDistrict(db, withRoster([row('C1', 1)], [{ date: '2026-01-01', name: '元日' }]), OPTIONS)
      const { roster: _, ...rest } = sample()
      expect(await importDistrict(db, raw(rest), OPTIONS)).toMatchObject({ roster: null, holidays: null })
      expect(await findRoster(db, 'kita')).toHaveLength(1)
      expect(await listHolidays(db, 'kita')).toHaveLength(1)
    }))

  test.each([
    { name: 'half a duty', roster: [row('C1', 1, { fromTime: '22:00' })], want: 'roster[0].toTime: is missing' },
    {
      name: 'no time of day',
      roster: [row('C1', 1, { ...NIGHT, toTime: '24:00' })],
      want: 'roster[0].toTime: must be a time',
    },
    { name: 'no day', roster: [row('C1', 1, { days: ['someday'] })], want: 'roster[0].days[0]: must be one of mon' },
    { name: 'no days', roster: [row('C1', 1, { days: [] })], want: 'roster[0].days: ' },
    {
      name: 'a rank taken by a night that lasts into the day',
      roster: [row('C1', 1, { ...NIGHT, days: ['sun'] }), row('C2', 1, { days: ['mon'] })],
      want: 'roster[1].rank: is taken at the same place and time by roster[0]',
    },
    {
      name: 'a rank taken on holidays',
      roster: [row('C1', 1, { days: ['holiday'] }), row('C2', 1, { days: ['holiday', 'sat'] })],
      want: 'roster[1].rank: is taken',
    },
  ])('refuses $name', async ({ roster, want }) => {
    expect(await problemsOf(withRoster(roster))).toEqual([expect.stringContaining(want)])
  })

  test.each([
    {
      name: 'by day and by night',
      roster: [row('C1', 1, NIGHT), row('C2', 1, { fromTime: '06:00', toTime: '22:00' })],
    },
    {
      name: 'on different days',
      roster: [row('C1', 1, { days: ['mon'] }), row('C2', 1, { days: ['tue', 'holiday'] })],
    },
    {
      name: 'by nights that follow each other',
      roster: [row('C1', 1, { ...NIGHT, days: ['sun'] }), row('C2', 1, { ...NIGHT, days: ['mon'] })],
    },
  ])('lets one rank be shared $name', async ({ roster }) => {
    expect(await problemsOf(withRoster(roster))).toEqual([])
  })

  test.each([
    { holiday: { date: '2026-02-30', name: 'x' }, want: 'holidays[0].date: is no day of the calendar' },
    { holiday: { date: '1.1.2026', name: 'x' }, want: 'holidays[0].date: must be a date' },
    { holiday: { date: '2026-01-01' }, want: 'holidays[0].name: is missing' },
  ])('refuses a holiday: $want', async ({ holiday, want }) => {
    expect(await problemsOf(withRoster([], [holiday]))).toEqual([expect.stringContaining(want)])
  })

  test('refuses a holiday given twice', async () => {
    const day = { date: '2026-01-01', name: '元日' }
    expect(await problemsOf(withRoster([], [day, day]))).toEqual([
      'holidays[1].date: is given twice, first by holidays[0]',
    ])
  })
})

test('a contractor’s capacity is kept, changed and taken away', () =>
  withDatabase(async (db) => {
    const file = (capacity: number | null) => {
      const input = sample()
      return raw({ ...input, contractors: input.contractors.map((it) => ({ ...it, capacity })) })
    }
    for (const capacity of [3, 4, null]) {
      await importDistrict(db, file(capacity), OPTIONS)
      expect(await findContractor(db, 'C1')).toMatchObject({ capacity })
    }
    const wrong = importDistrict(db, file(0), OPTIONS)
    await expect(wrong).rejects.toMatchObject({ problems: [{ field: 'contractors[0].capacity' }, expect.anything()] })
  }))
