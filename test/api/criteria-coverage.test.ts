import { afterAll, beforeAll, expect, test } from 'vitest'
import { type District, openDistrict } from './fixture.ts'

let district: District
beforeAll(async () => {
  district = await openDistrict()
  const put = (id: string, body: object) =>
    district.as('officer', 'PUT', `/api/v1/criteria/${id}`, {
      body: { mode: 'support', level: 'dispatch', rule: { kind: 'threshold', triggerCm: 10 }, ...body },
      headers: { 'if-none-match': '*' },
    })
  await put('block', { scope: 'block:aomori-1' })
  await put('later', { scope: 'route:honcho', effective: { from: '2026-02-01' } })
  await put('off', { scope: 'route:honcho', enabled: false })
  await district.as('officer', 'PUT', '/api/v1/modes/heavy', {
    body: { name: '豪雪' },
    headers: { 'if-none-match': '*' },
  })
  await put('in-mode', { scope: 'authority', cityMode: 'heavy' })
  // a second version, from next month on: the first holds until then
  const read = (await district.as('officer', 'GET', '/api/v1/criteria/night')).headers.etag
  await district.as('officer', 'PUT', '/api/v1/criteria/night', {
    body: {
      scope: 'authority',
      mode: 'support',
      level: 'dispatch',
      rule: { kind: 'threshold', triggerCm: 8 },
      effective: { from: '2026-02-01' },
    },
    headers: { 'if-match': String(read) },
  })
})
afterAll(() => district[Symbol.asyncDispose]())

test('who decides where, what goes before what, what rests and what is to come', async () => {
  const reply = await district.as('viewer', 'GET', '/api/v1/criteria/coverage')
  expect(reply.statusCode).toBe(200)
  const { items, ...whole } = reply.json()
  expect(whole).toMatchObject({ routes: 2, without: { dispatch: 0, standby: 2 } })
  const rows = items.map((it: Record<string, unknown> & { criterion: { id: string; version: number } }) => [
    it.criterion.id,
    it.criterion.version,
    it.inForce,
    it.inScope,
    it.rests,
    it.yieldsTo,
    it.coming,
  ])
  expect(rows).toEqual([
    ['block', 1, 1, 1, null, [], null],
    // a mode that is off: not in force, and it yields to what is
    [
      'in-mode',
      1,
      0,
      2,
      'mode-off',
      [
        { id: 'night', routes: 1 },
        { id: 'block', routes: 1 },
      ],
      null,
    ],
    ['later', 1, 0, 0, 'days', [], { version: 1, from: '2026-02-01' }],
    ['night', 1, 1, 2, null, [{ id: 'block', routes: 1 }], { version: 2, from: '2026-02-01' }],
    ['off', 1, 0, 1, 'disabled', [{ id: 'block', routes: 1 }], null],
  ])
})

test('each criterion comes with its words', async () => {
  const { items } = (await district.as('viewer', 'GET', '/api/v1/criteria/coverage')).json()
  const night = items.find((it: { criterion: { id: string } }) => it.criterion.id === 'night')
  expect(night.criterion.words[0]).toEqual({
    topic: 'when',
    ja: '積雪深が 10 cm 以上で 20 分継続のとき、出動とする。',
    en: 'Dispatch when snow depth has stayed at or above 10 cm for 20 min.',
  })
})

test('another authority sees its own alone; contractors and gateways nothing', async () => {
  const reply = await district.as('neighbour', 'GET', '/api/v1/criteria/coverage')
  expect(reply.json()).toMatchObject({ routes: 1, without: { dispatch: 1 }, items: [] })
  expect((await district.as('contractor', 'GET', '/api/v1/criteria/coverage')).statusCode).toBe(403)
  expect((await district.as('gateway', 'GET', '/api/v1/criteria/coverage')).statusCode).toBe(403)
})
