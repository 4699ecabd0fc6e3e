import { expect, test } from 'vitest'
import { upsertCityMode } from '../../src/store/city-modes/upsert-city-mode.ts'
import { writeCityModeState } from '../../src/store/city-modes/write-city-mode-state.ts'
import { openDispatch } from '../support/dispatch.ts'
import { AUTHORITY } from '../support/district.ts'

test.each([
  { name: 'no mode', active: false, asked: undefined, want: 5 },
  { name: 'a mode that is on', active: true, asked: undefined, want: 1 },
  { name: 'a person', active: true, asked: 3, want: 3 },
])('an order has the priority that $name gives it', async ({ active, asked, want }) => {
  const bench = await openDispatch()
  const mode = {
    id: 'concentrated',
    authorityId: AUTHORITY,
    name: '集中降雪',
    devices: [],
    vote: 1,
    any: [{ kind: 'depth', comparison: 'above', triggerCm: 100 }],
    releaseH: 12,
    priorities: { local: 1 },
  } as const
  await bench.db.transaction().execute(async (trx) => {
    await upsertCityMode(trx, { mode, nowMs: 0 })
    const state = { modeId: mode.id, active, sinceMs: 0, by: 'rule', untilMs: null, clearingSinceMs: null } as const
    await writeCityModeState(trx, { ...state, reasons: [] }, 0)
  })
  const order = await bench.raise(asked === undefined ? {} : { priority: asked })
  expect(order?.priority).toBe(want)
  const [offer] = await bench.db.selectFrom('deliveries').select('body_json').execute()
  expect(JSON.parse(offer?.body_json ?? '').data.priority).toBe(want)
})
