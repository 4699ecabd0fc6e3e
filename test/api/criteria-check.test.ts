import { afterAll, beforeAll, expect, test } from 'vitest'
import { type District, openDistrict, problemIn } from './fixture.ts'

let district: District
beforeAll(async () => {
  district = await openDistrict()
  for (const [id, scope] of [
    ['blocks', 'block:aomori-1'],
    ['zz-all', 'authority'],
  ]) {
    const body = { ...RULE, scope }
    await district.as('officer', 'PUT', `/api/v1/criteria/${id}`, { body, headers: { 'if-none-match': '*' } })
  }
  const mode = { name: '豪雪', any: [] }
  await district.as('officer', 'PUT', '/api/v1/modes/heavy', { body: mode, headers: { 'if-none-match': '*' } })
})
afterAll(() => district[Symbol.asyncDispose]())

const RULE = { mode: 'support', level: 'dispatch', rule: { kind: 'threshold', triggerCm: 10 } }
const check = (body: object) => district.as('viewer', 'POST', '/api/v1/criteria/check', { body: { ...RULE, ...body } })

interface Checked {
  readonly criterion: Record<string, unknown>
  readonly at: string
  readonly routes: { id: string; inForce: boolean; other: string | null; because: string; why: { en: string } }[]
  readonly supersedes: string[]
  readonly yieldsTo: string[]
}

// `night` and `zz-all` stand for the whole authority, `blocks` for the block of honcho alone
test.each([
  {
    name: 'a route before a block',
    body: { scope: 'route:honcho' },
    want: [['honcho', true, 'blocks', 'narrower-scope']],
  },
  {
    name: 'a road class before the authority, behind a block',
    body: { scope: 'road-class:bus' },
    want: [
      ['hamamachi', true, 'night', 'narrower-scope'],
      ['honcho', false, 'blocks', 'narrower-scope'],
    ],
  },
  {
    name: 'of equals the smaller id',
    body: { scope: 'authority', id: 'aa' },
    want: [
      ['hamamachi', true, 'night', 'smaller-id'],
      ['honcho', false, 'blocks', 'narrower-scope'],
    ],
  },
  {
    name: 'of equals one for a mode',
    body: { scope: 'authority', id: 'zzz', cityMode: 'heavy' },
    want: [
      ['hamamachi', true, 'night', 'city-mode'],
      ['honcho', false, 'blocks', 'narrower-scope'],
    ],
  },
  {
    name: 'its own former version is no other',
    body: { scope: 'block:aomori-1', id: 'blocks' },
    want: [['honcho', true, 'night', 'narrower-scope']],
  },
  {
    name: 'disabled',
    body: { scope: 'route:honcho', enabled: false },
    want: [['honcho', false, 'blocks', 'disabled']],
  },
  {
    name: 'another level stands alone',
    body: { scope: 'route:honcho', level: 'standby' },
    want: [['honcho', true, null, 'alone']],
  },
])('where it would be in force: $name', async ({ body, want }) => {
  const checked = (await check(body)).json() as Checked
  expect(checked.routes.map((it) => [it.id, it.inForce, it.other, it.because])).toEqual(want)
})

test('the body comes back with its defaults, and nothing is stored', async () => {
  const checked = (await check({ scope: 'route:honcho' })).json() as Checked
  expect(checked.criterion).toMatchObject({
    id: 'unnamed',
    rule: { triggerCm: 10, releaseCm: 3, vote: 'majority' },
    points: 'route',
  })
  expect(checked.supersedes).toEqual(['blocks'])
  expect(checked.routes[0]?.why.en).toBe('unnamed goes before blocks: a route before a block')
  expect((await district.as('viewer', 'GET', '/api/v1/criteria/unnamed/versions')).statusCode).toBe(404)
})

test('it is held against what is in force on its first day', async () => {
  const checked = (await check({ scope: 'route:honcho', effective: { from: '2026-02-01' } })).json() as Checked
  expect(checked.at).toBe('2026-01-31T15:00:00.000Z')
})

test.each([
  {
    name: 'a faulty rule',
    body: { scope: 'authority', rule: { kind: 'threshold', triggerCm: -1 } },
    code: 'request-invalid',
  },
  { name: "another authority's id", body: { scope: 'authority', id: 'theirs' }, code: 'not-found' },
])('refused: $name', async ({ body, code }) => {
  const headers = { 'if-none-match': '*' }
  await district.as('neighbour', 'PUT', '/api/v1/criteria/theirs', { body: { ...RULE, scope: 'authority' }, headers })
  expect(problemIn(await check(body)).code).toBe(code)
})

test('every template is a body that is taken as it stands', async () => {
  const { criteria, modes } = (await district.as('viewer', 'GET', '/api/v1/criteria/templates')).json() as {
    criteria: { id: string; criterion: { scope: unknown; cityMode?: string } }[]
    modes: { id: string; cityMode: { id: string } }[]
  }
  expect(criteria.length).toBeGreaterThan(10)
  for (const { cityMode } of modes) {
    const headers = { 'if-none-match': '*' }
    const put = await district.as('officer', 'PUT', `/api/v1/modes/${cityMode.id}`, { body: cityMode, headers })
    expect([cityMode.id, put.statusCode]).toEqual([cityMode.id, 201])
  }
  for (const { id, criterion } of criteria) expect([id, (await check(criterion)).statusCode]).toEqual([id, 200])
})

test('the answer tells the criterion in words, and who may publish', async () => {
  const checked = (await check({ scope: 'route:honcho', suppressors: [{ kind: 'rain' }] })).json()
  expect(checked.review).toBe('any')
  expect(checked.words.map((it: { topic: string }) => it.topic)).toEqual([
    'when',
    'decided',
    'held-back',
    'release',
    'evidence',
    'follows',
  ])
  expect(checked.words[2].en).toBe('Held back when at least 3 mm of rain is forecast for the next 6 h.')
})
