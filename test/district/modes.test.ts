import { expect, test } from 'vitest'
import { importDistrict, previewImport } from '../../src/district/import-district.ts'
import { YukibanError } from '../../src/errors.ts'
import { upsertAuthority } from '../../src/store/authorities/upsert-authority.ts'
import { findCityMode } from '../../src/store/city-modes/find-city-mode.ts'
import { findCriterion } from '../../src/store/criteria/find-criterion.ts'
import { saveDraft } from '../../src/store/criteria/save-draft.ts'
import { listEvents } from '../../src/store/events/list-events.ts'
import { OPTIONS, raw, sample, withDatabase } from './sample.ts'

const MODE = {
  id: 'heavy',
  name: '豪雪',
  devices: ['D1'],
  any: [
    { kind: 'snowfall', windowH: 72, triggerCm: 55 },
    { kind: 'depth', comparison: 'above', triggerCm: 100 },
  ],
  priorities: { bus: 1 },
}

/** The sample with a mode, and a criterion that holds in it alone. */
function withMode(mode: object = {}, criterion: object = {}) {
  const input = sample()
  const inMode = { ...input.criteria[0], id: 'bus-heavy', cityMode: 'heavy', ...criterion }
  return { ...input, modes: [{ ...MODE, ...mode }], criteria: [...input.criteria, inMode] }
}

test('modes come before the criteria that name them, and a second import changes nothing', () =>
  withDatabase(async (db) => {
    const diff = await importDistrict(db, raw(withMode()), OPTIONS)
    expect(diff.rows).toContainEqual({
      ...{ section: 'modes', id: 'heavy', name: '豪雪', nameKana: null },
      ...{ change: 'created', fields: [] },
    })
    expect(await findCityMode(db, 'heavy')).toEqual({
      id: 'heavy',
      authorityId: 'kita',
      version: 1,
      name: '豪雪',
      devices: ['D1'],
      vote: 'majority',
      any: [
        { kind: 'snowfall', windowH: 72, comparison: 'at-least', triggerCm: 55 },
        { kind: 'depth', comparison: 'above', triggerCm: 100 },
      ],
      releaseH: 12,
      priorities: { bus: 1 },
    })
    expect((await findCriterion(db, 'bus-heavy'))?.cityMode).toBe('heavy')
    const events = await listEvents(db, { limit: 20 })
    const again = await importDistrict(db, raw(withMode()), OPTIONS)
    expect(again.rows.filter((it) => it.change !== 'unchanged')).toEqual([])
    expect(await listEvents(db, { limit: 20 })).toEqual(events)
    const changed = await previewImport(db, raw(withMode({ releaseH: 24 })), OPTIONS)
    expect(changed.rows.filter((it) => it.change !== 'unchanged')).toMatchObject([
      { section: 'modes', id: 'heavy', change: 'changed', fields: ['releaseH'] },
    ])
  }))

test.each([
  { name: 'an unknown point', input: withMode({ devices: ['D1', 'D9'] }), field: 'modes[0].devices[1]' },
  { name: 'a point named twice', input: withMode({ devices: ['D1', 'D1'] }), field: 'modes[0].devices[1]' },
  {
    name: 'an unknown test',
    input: withMode({ any: [{ kind: 'wind', triggerCm: 5 }] }),
    field: 'modes[0].any[0].kind',
  },
  { name: 'no such priority', input: withMode({ priorities: { bus: 0 } }), field: 'modes[0].priorities.bus' },
  { name: 'a criterion in no mode', input: withMode({}, { cityMode: 'light' }), field: 'criteria[2].cityMode' },
])('a file is refused: $name', ({ input, field }) =>
  withDatabase(async (db) => {
    const refused = await importDistrict(db, raw(input), OPTIONS).catch((error: unknown) => error)
    expect(refused).toBeInstanceOf(YukibanError)
    expect((refused as YukibanError).problems.map((it) => it.field)).toEqual([field])
  }),
)

test('a draft takes its id: another authority cannot import it, its own publishes over it', () =>
  withDatabase(async (db) => {
    await importDistrict(db, raw(sample()), OPTIONS)
    await upsertAuthority(db, { id: 'minami', name: '南市', kind: 'municipality', timeZone: 'Asia/Tokyo' })
    const stored = await findCriterion(db, 'bus-5')
    if (stored === undefined) throw new Error('not stored')
    const criterion = { ...stored, id: 'theirs', authorityId: 'minami' }
    const draft = { criterion, expectedVersion: 0, author: 'user:m', note: null, nowMs: 1 }
    await db.transaction().execute((trx) => saveDraft(trx, draft))
    const taken = { ...sample(), criteria: [{ ...sample().criteria[0], id: 'theirs' }] }
    await expect(importDistrict(db, raw(taken), OPTIONS)).rejects.toMatchObject({
      problems: [{ field: 'criteria[0].id', message: expect.stringContaining('minami') }],
    })
    const own = { ...draft, criterion: { ...stored, id: 'new', authorityId: 'kita' } }
    await db.transaction().execute((trx) => saveDraft(trx, own))
    await importDistrict(db, raw({ ...sample(), criteria: [{ ...sample().criteria[0], id: 'new' }] }), OPTIONS)
    expect((await findCriterion(db, 'new'))?.version).toBe(2)
  }))
