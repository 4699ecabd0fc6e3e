import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { listCriteria } from '../../src/store/criteria/list-criteria.ts'
import { type Caller, type District, openDistrict, problemIn, type Reply } from './fixture.ts'

let district: District
beforeEach(async () => {
  district = await openDistrict()
})
afterEach(() => district[Symbol.asyncDispose]())

const NIGHT = '/api/v1/criteria/night'

function body(triggerCm: number, more: object = {}) {
  return { scope: 'authority', mode: 'support', level: 'dispatch', rule: { kind: 'threshold', triggerCm }, ...more }
}

interface Version {
  readonly criterion: { readonly version: number; readonly rule: { readonly triggerCm: number } }
  readonly status: string
  readonly inForce: boolean
}

const draft = (more: object = {}, caller: Caller = 'officer', ifMatch = '"v1"') =>
  district.as(caller, 'POST', `${NIGHT}/drafts`, { body: body(7, more), headers: { 'if-match': ifMatch } })
const step = (version: number, name: string, etag: string, caller: Caller = 'officer', reason?: string) =>
  district.as(caller, 'POST', `${NIGHT}/versions/${version}/${name}`, {
    body: reason === undefined ? {} : { reason },
    headers: { 'if-match': etag },
  })
const etagOf = (reply: Reply) => String(reply.headers.etag)
const inForce = async (atMs = district.clock.now()) =>
  (await listCriteria(district.db, { authorityId: 'aomori', atMs })).map((it) => [it.id, it.version])
const events = async () => {
  const { items } = (await district.as('officer', 'GET', '/api/v1/audit')).json() as {
    items: { type: string; actor: string; data: Record<string, unknown> }[]
  }
  return items.filter((it) => it.type.startsWith('criterion.'))
}

test('a draft is reviewed, published, and holds from the midnight of its first day in Japan', async () => {
  const drafted = await draft({ note: '苦情が多い', effective: { from: '2026-01-22' } })
  expect([drafted.statusCode, drafted.headers.location]).toEqual([201, `${NIGHT}/versions/2`])
  expect(drafted.json()).toMatchObject({
    status: 'draft',
    basedOn: 1,
    note: '苦情が多い',
    steps: expect.arrayContaining(['submit']),
  })
  expect(await inForce()).toEqual([['night', 1]])

  const submitted = await step(2, 'submit', etagOf(drafted))
  expect(submitted.json()).toMatchObject({ status: 'review', submittedBy: expect.stringMatching(/^api-key:/) })
  const published = await step(2, 'publish', etagOf(submitted), 'administrator', '承認')
  expect(published.json()).toMatchObject({ status: 'published', inForce: false, decisionNote: '承認' })

  const midnight = Date.parse('2026-01-22T00:00:00+09:00')
  expect(await inForce(midnight - 1)).toEqual([['night', 1]])
  expect(await inForce(midnight)).toEqual([['night', 2]])
  const listed = async (moment: number) => {
    const reply = await district.as('viewer', 'GET', `/api/v1/criteria?inForceAt=${moment}`)
    return (reply.json() as { items: { version: number }[] }).items.map((it) => it.version)
  }
  expect([await listed(midnight - 1), await listed(midnight)]).toEqual([[1], [2]])

  await district.clock.sleepUntil(midnight)
  const versions = (await district.as('viewer', 'GET', `${NIGHT}/versions`)).json() as { items: Version[] }
  expect(versions.items.map((it) => [it.criterion.version, it.status, it.inForce])).toEqual([
    [2, 'published', true],
    [1, 'published', false],
  ])
  const told = (await events()).map((it) => [it.type, it.data.fromVersion, it.data.toVersion, it.data.note])
  expect(told).toEqual([
    ['criterion.drafted', 1, 2, '苦情が多い'],
    ['criterion.submitted', 1, 2, null],
    ['criterion.published', 1, 2, '承認'],
  ])
})

test('a new criterion begins as a draft, and is nowhere in force before it is published', async () => {
  const url = '/api/v1/criteria/bus'
  const created = await district.as('officer', 'POST', `${url}/drafts`, {
    body: body(5),
    headers: { 'if-none-match': '*' },
  })
  expect(created.json()).toMatchObject({ status: 'draft', basedOn: null, criterion: { id: 'bus', version: 1 } })
  const read = problemIn(await district.as('viewer', 'GET', url))
  expect([read.code, read.detail]).toEqual(['not-found', expect.stringContaining('/versions')])
  expect((await district.as('viewer', 'GET', `${url}/versions`)).statusCode).toBe(200)
  expect((await district.as('neighbour', 'GET', `${url}/versions`)).statusCode).toBe(404)
  const other = await district.as('neighbour', 'POST', `${url}/drafts`, {
    body: body(5),
    headers: { 'if-none-match': '*' },
  })
  expect(problemIn(other).code).toBe('conflict')

  const headers = { 'if-match': etagOf(created) }
  const published = await district.as('officer', 'POST', `${url}/versions/1/publish`, { body: {}, headers })
  expect(published.json()).toMatchObject({ status: 'published', inForce: true })
  expect((await district.as('viewer', 'GET', url)).headers.etag).toBe('"v1"')
})

test('what is sent back says why, stays as it was, and is final', async () => {
  const submitted = await step(2, 'submit', etagOf(await draft()))
  const silent = problemIn(await step(2, 'reject', etagOf(submitted)))
  expect([silent.code, silent.problems?.[0]?.field]).toEqual(['request-invalid', 'reason'])
  const rejected = await step(2, 'reject', etagOf(submitted), 'administrator', '5 cm で十分')
  expect(rejected.json()).toMatchObject({ status: 'rejected', decisionNote: '5 cm で十分', steps: [] })
  expect(await inForce()).toEqual([['night', 1]])
  const again = problemIn(await step(2, 'publish', etagOf(rejected)))
  expect([again.code, again.detail]).toEqual(['conflict', expect.stringContaining('rejected')])
  const edit = await district.as('officer', 'PUT', `${NIGHT}/drafts/2`, {
    body: body(6),
    headers: { 'if-match': etagOf(rejected) },
  })
  expect(problemIn(edit).code).toBe('conflict')
})

test('a draft is edited under its ETag, and one under review is a draft again thereby', async () => {
  const submitted = await step(2, 'submit', etagOf(await draft({ note: 'なぜ' })))
  const put = (etag: string | undefined) =>
    district.as('administrator', 'PUT', `${NIGHT}/drafts/2`, {
      body: body(6),
      headers: etag === undefined ? {} : { 'if-match': etag },
    })
  expect(problemIn(await put(undefined)).code).toBe('precondition-required')
  expect(problemIn(await put('"v2.1"')).code).toBe('precondition-failed')
  const edited = await put(etagOf(submitted))
  expect(edited.json()).toMatchObject({
    status: 'draft',
    revision: 3,
    note: 'なぜ',
    criterion: { rule: { triggerCm: 6 } },
  })
  // nobody publishes what was read before it was edited
  expect(problemIn(await step(2, 'publish', etagOf(submitted))).code).toBe('precondition-failed')
  expect((await district.as('viewer', 'GET', `${NIGHT}/versions/2`)).headers.etag).toBe(etagOf(edited))
})

test('a draft of an older version is not published over a newer one, and both are named', async () => {
  const drafted = await draft()
  const put = await district.as('officer', 'PUT', NIGHT, { body: body(12), headers: { 'if-match': '"v1"' } })
  expect(put.json()).toMatchObject({ version: 3 })
  const refused = problemIn(await step(2, 'publish', etagOf(drafted)))
  expect([refused.code, refused.detail]).toEqual(['precondition-failed', expect.stringMatching(/version 1.*version 3/)])
  expect(problemIn(await draft()).code).toBe('precondition-failed')
  expect((await draft({}, 'officer', '"v3"')).json()).toMatchObject({ basedOn: 3, criterion: { version: 4 } })
})

test('of two who publish at once one wins, and exactly one version comes into force', async () => {
  const [one, two] = [await draft(), await draft({ rule: { kind: 'threshold', triggerCm: 9 } })]
  const replies = await Promise.all([step(2, 'publish', etagOf(one)), step(3, 'publish', etagOf(two), 'administrator')])
  expect(replies.map((it) => it.statusCode).sort()).toEqual([200, 412])
  expect((await events()).filter((it) => it.type === 'criterion.published')).toHaveLength(1)
})

test('what was published is withdrawn with a reason, and what was published before holds again', async () => {
  const published = await step(2, 'publish', etagOf(await draft()))
  expect(await inForce()).toEqual([['night', 2]])
  expect(problemIn(await step(2, 'withdraw', etagOf(published))).problems?.[0]?.field).toBe('reason')
  await step(2, 'withdraw', etagOf(published), 'officer', '誤り')
  expect(await inForce()).toEqual([['night', 1]])
  expect((await events()).at(-1)).toMatchObject({
    type: 'criterion.withdrawn',
    data: { fromVersion: 2, toVersion: 1, note: '誤り' },
  })
  // numbers are never used again
  expect((await draft()).json()).toMatchObject({ criterion: { version: 3 }, basedOn: 1 })
})

test('what waits for somebody is listed across criteria, page by page', async () => {
  const oldest = await draft()
  await draft()
  await step(2, 'submit', etagOf(oldest))
  const headers = { 'if-none-match': '*' }
  await district.as('officer', 'POST', '/api/v1/criteria/bus/drafts', { body: body(5), headers })
  const list = async (query: string) =>
    (await district.as('viewer', 'GET', `/api/v1/criteria/drafts?${query}`)).json() as {
      items: { criterion: { id: string; version: number }; status: string }[]
      nextCursor: string | null
    }
  const told = (items: Awaited<ReturnType<typeof list>>['items']) =>
    items.map((it) => [it.criterion.id, it.criterion.version, it.status])
  const first = await list('limit=2')
  expect(told(first.items)).toEqual([
    ['bus', 1, 'draft'],
    ['night', 2, 'review'],
  ])
  expect(told((await list(`limit=2&cursor=${first.nextCursor}`)).items)).toEqual([['night', 3, 'draft']])
  expect(told((await list('status=review')).items)).toEqual([['night', 2, 'review']])
  expect((await district.as('neighbour', 'GET', '/api/v1/criteria/drafts')).json()).toMatchObject({ items: [] })
})

test('a viewer drafts nothing', async () => {
  expect(problemIn(await draft({}, 'viewer')).code).toBe('forbidden')
})

test.each([
  { name: 'a mode that is none', more: { cityMode: 'nowhere' }, field: 'cityMode' },
  { name: 'a route of others', more: { scope: 'route:dote' }, field: 'scope.id' },
])('a draft is refused: $name', async ({ more, field }) => {
  expect(problemIn(await draft(more)).problems?.map((it) => it.field)).toEqual([field])
})

describe('where somebody else must publish', () => {
  beforeEach(async () => {
    await district[Symbol.asyncDispose]()
    district = await openDistrict({ env: { YUKIBAN_CRITERIA_REVIEW: 'other' } })
  })

  test('nothing is published outright', async () => {
    const refused = problemIn(
      await district.as('administrator', 'PUT', NIGHT, { body: body(12), headers: { 'if-match': '"v1"' } }),
    )
    expect([refused.code, refused.detail]).toEqual(['review-required', expect.stringContaining('/drafts')])
    expect(await inForce()).toEqual([['night', 1]])
  })

  test('not its author, and not before review', async () => {
    const drafted = await draft()
    const early = problemIn(await step(2, 'publish', etagOf(drafted), 'administrator'))
    expect([early.code, early.detail]).toEqual(['review-required', expect.stringContaining('submit')])
    const submitted = await step(2, 'submit', etagOf(drafted))
    const own = problemIn(await step(2, 'publish', etagOf(submitted)))
    expect([own.code, own.detail]).toEqual(['review-required', expect.stringContaining('written by you')])
    expect(await inForce()).toEqual([['night', 1]])
    expect((await step(2, 'publish', etagOf(submitted), 'administrator')).statusCode).toBe(200)
    expect(await inForce()).toEqual([['night', 2]])
  })

  test('who edits a draft is its author', async () => {
    const headers = { 'if-match': etagOf(await draft()) }
    const edited = await district.as('administrator', 'PUT', `${NIGHT}/drafts/2`, { body: body(6), headers })
    const submitted = await step(2, 'submit', etagOf(edited))
    expect(problemIn(await step(2, 'publish', etagOf(submitted), 'administrator')).code).toBe('review-required')
    expect((await step(2, 'publish', etagOf(submitted))).statusCode).toBe(200)
  })

  test('one person does not end a criterion by withdrawing its last version', async () => {
    const { headers } = await district.as('viewer', 'GET', `${NIGHT}/versions/1`)
    const refused = problemIn(await step(1, 'withdraw', String(headers.etag), 'officer', 'もういらない'))
    expect([refused.code, refused.detail]).toEqual(['review-required', expect.stringContaining('enabled: false')])
    expect(await inForce()).toEqual([['night', 1]])
  })
})
