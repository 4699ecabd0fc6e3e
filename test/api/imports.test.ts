import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { ImportReport } from '../../src/api/import-report.ts'
import { findContractor } from '../../src/store/contractors/find-contractor.ts'
import { findCriterion } from '../../src/store/criteria/find-criterion.ts'
import { findDevice } from '../../src/store/devices/find-device.ts'
import { verifyDeviceToken } from '../../src/store/devices/verify-device-token.ts'
import { listEvents } from '../../src/store/events/list-events.ts'
import { findRoute } from '../../src/store/routes/find-route.ts'
import { type District, openDistrict, problemIn, type Reply } from './fixture.ts'
import { addPerson, signedIn } from './people.ts'

const TABLES = ['authorities', 'blocks', 'routes', 'devices', 'contractors', 'roster', 'criteria', 'events'] as const
async function dump(): Promise<string> {
  const content: Record<string, unknown> = {}
  for (const table of TABLES) content[table] = await district.db.selectFrom(table).selectAll().execute()
  return JSON.stringify(content)
}

let district: District
let untouched: string
let opened: District | undefined

// a district is opened anew only after a test that wrote into it
beforeEach(async () => {
  if (opened !== undefined) return
  opened = await openDistrict()
  district = opened
  untouched = await dump()
})
afterEach(async () => {
  if ((await dump()) === untouched) return
  await opened?.[Symbol.asyncDispose]()
  opened = undefined
})
afterAll(() => opened?.[Symbol.asyncDispose]())

const send = (body: object, caller = 'administrator', headers: Record<string, string> = {}) =>
  district.as(caller, 'POST', '/api/v1/imports', { body: { dryRun: false, ...body }, headers })
const report = (reply: Reply) => {
  expect(reply.statusCode, reply.body).toBe(200)
  return reply.json() as ImportReport
}
const preview = async (body: object, caller?: string) => report(await send({ ...body, dryRun: true }, caller))
const csv = (...lines: string[]) => lines.join('\r\n')
const DEVICES = 'id,route,mountHeightMm'
const contents = (text: string) => ({ kind: 'district', text })
const district1 = (sections: object) => contents(JSON.stringify(sections))

test('a preview names every row by its line and writes nothing; the import does just that', async () => {
  const text = csv(DEVICES, 'snow-1,honcho,3000', 'snow-2,honcho,2500', 'snow-3,hamamachi,2800')
  const before = await dump()
  const seen = await preview({ kind: 'devices-csv', text })
  expect(await dump()).toBe(before)
  expect(seen).toMatchObject({ dryRun: true, imported: false, credentials: null, problems: [] })
  expect(seen.counts).toEqual({ create: 1, update: 1, unchanged: 2, leftOut: 0, problems: 0 })
  const nameless = { name: null, nameKana: null }
  expect(seen.rows).toEqual([
    { section: 'authority', row: null, id: 'aomori', name: '青森市', nameKana: null, change: 'unchanged', fields: [] },
    { section: 'devices', row: 2, id: 'snow-1', ...nameless, change: 'unchanged', fields: [] },
    { section: 'devices', row: 3, id: 'snow-2', ...nameless, change: 'update', fields: ['routeId', 'mountHeightMm'] },
    { section: 'devices', row: 4, id: 'snow-3', ...nameless, change: 'create', fields: [] },
  ])
  const done = report(await send({ kind: 'devices-csv', text }))
  expect({ ...done, dryRun: true, imported: false, credentials: null }).toEqual(seen)
  expect(await findDevice(district.db, 'snow-2')).toMatchObject({ routeId: 'honcho', mountHeightMm: 2500 })
  // of what is new alone; and it is the device's
  const [made, ...others] = done.credentials?.devices ?? []
  expect([made?.id, others]).toEqual(['snow-3', []])
  expect(await verifyDeviceToken(district.db, 'snow-3', made?.token ?? '')).toBeTruthy()
  const again = report(await send({ kind: 'devices-csv', text }))
  expect(again.counts).toMatchObject({ create: 0, update: 0, unchanged: 4 })
  expect(again.credentials).toEqual({ devices: [], contractors: [] })
  const events = await listEvents(district.db, { authorityId: 'aomori', afterId: 0, limit: 20 })
  expect(events.filter((it) => it.type === 'district.imported')).toMatchObject([
    { actor: expect.stringMatching(/^api-key:/) },
  ])
  expect(JSON.stringify(events)).not.toContain(made?.token)
})

test('a repeat with the same Idempotency-Key shows the credentials again and makes no others', async () => {
  const body = { kind: 'devices-csv', text: csv(DEVICES, 'snow-3,honcho,3000') }
  const headers = { 'idempotency-key': 'tap-1' }
  const first = report(await send(body, 'administrator', headers))
  expect(report(await send(body, 'administrator', headers))).toEqual(first)
  expect(await verifyDeviceToken(district.db, 'snow-3', first.credentials?.devices[0]?.token ?? '')).toBeTruthy()
})

test('new contractors with a webhook get their secret, once', async () => {
  const text = csv(
    '事業者ID,事業者名,Webhook URL,電話番号',
    'nishi,西工業,https://nishi.example/hook,017-000-0001',
    'higashi,東組,,',
  )
  const { credentials } = report(await send({ kind: 'contractors-csv', text }))
  expect(credentials?.contractors.map((it) => it.id)).toEqual(['nishi'])
  expect(credentials?.contractors[0]?.webhookSecret).toMatch(/^whsec_/)
  expect(await findContractor(district.db, 'higashi')).toMatchObject({ name: '東組', authorityId: 'aomori' })
})

describe('CSV as spreadsheets write it', () => {
  const headings = '路線ID,路線名,工区ID,工区名,道路種別,延長（ｍ）,除雪時間(分),完了時刻'
  const row = 'shinmachi,新町線,aomori-3,第三工区,bus,"1,200",３５,6:00'
  const text = `${headings}\r\n${row}\r\n`

  test.each([
    { name: 'UTF-8', file: { text } },
    { name: 'UTF-8 with byte-order mark', file: { base64: Buffer.from(`\uFEFF${text}`).toString('base64') } },
    { name: 'Shift_JIS', file: { base64: shiftJis(text).toString('base64') } },
  ])('$name, headings in Japanese, a block that is new, numbers and times as typed', async ({ file }) => {
    const { counts } = report(await send({ kind: 'routes-csv', ...file }))
    expect(counts).toMatchObject({ create: 2, problems: 0 })
    expect(await findRoute(district.db, 'shinmachi')).toMatchObject({
      name: '新町線',
      blockId: 'aomori-3',
      lengthM: 1200,
      plowMinutes: 35,
      deadline: '06:00',
    })
    const block = await district.db.selectFrom('blocks').selectAll().where('id', '=', 'aomori-3').executeTakeFirst()
    expect(block).toMatchObject({ name: '第三工区', authority_id: 'aomori' })
  })

  test('a column the file lacks, and lines, which CSV cannot hold, stay as they are', async () => {
    const before = await findRoute(district.db, 'honcho')
    expect(before?.geometry).not.toBeNull()
    const text = csv('id,name,block,roadClass,lengthM,plowMinutes', 'honcho,本町大通り線,aomori-1,bus,1200,40')
    const { rows } = report(await send({ kind: 'routes-csv', text }))
    expect(rows.at(-1)).toMatchObject({ id: 'honcho', change: 'update', fields: ['name'] })
    expect(await findRoute(district.db, 'honcho')).toEqual({ ...before, name: '本町大通り線' })
  })

  test.each(['routes', 'devices', 'contractors'])(
    'the template of %s is a file that can be imported',
    async (section) => {
      for (const language of ['ja', 'en']) {
        const reply = await district.as(
          'officer',
          'GET',
          `/api/v1/imports/templates/${section}.csv?language=${language}`,
        )
        expect(reply.headers['content-type']).toBe('text/csv; charset=utf-8')
        expect(reply.body.startsWith('\uFEFF')).toBe(true)
        const base64 = Buffer.from(reply.body).toString('base64')
        const { problems, counts } = await preview({ kind: `${section}-csv`, base64 })
        // the example device hangs on the example route
        expect(problems.map((it) => it.message.en)).toEqual(
          section === 'devices' ? ['there is no route of this id, neither in the file nor in the database'] : [],
        )
        if (section !== 'devices') expect(counts.create + counts.update).toBeGreaterThan(0)
      }
    },
  )
})

/** A kilobyte of YAML that would unfold into gigabytes. */
const LAUGHS = [
  'a0: &a0 [x]',
  ...[...Array(20).keys()].map((nth) => `a${nth + 1}: &a${nth + 1} [${`*a${nth},`.repeat(9)}]`),
].join('\n')

describe('a file with problems', () => {
  test.each([
    {
      text: csv(DEVICES, 'snow-3,honcho,tall'),
      field: 'mountHeightMm',
      value: 'tall',
      row: 2,
      ja: '（mm、地面からセンサー面まで）',
      en: 'must be a number from 300',
    },
    {
      text: csv(DEVICES, '', '雪-3,honcho,3000'),
      field: 'id',
      value: '雪-3',
      row: 3,
      ja: '半角の英数字',
      en: 'letters, digits',
    },
    {
      text: csv('機器ID,路線ID,設置高さ', 'snow-3,nowhere,3000'),
      field: '路線ID',
      value: 'nowhere',
      row: 2,
      ja: '路線は、ファイルにも',
      en: 'there is no route',
    },
    {
      text: csv('機器ID,路線ID', 'snow-3,honcho'),
      field: 'mountHeightMm',
      value: null,
      row: 2,
      ja: '設置高さから距離',
      en: 'is missing',
    },
    {
      text: csv(DEVICES, 'snow-3,honcho,3000', 'snow-3,honcho,3000'),
      field: 'id',
      value: 'snow-3',
      row: 3,
      ja: '2行目 と同じ',
      en: 'first by line 2',
    },
    {
      text: csv(DEVICES, 'snow-9,honcho,3000'),
      field: 'id',
      value: 'snow-9',
      row: 2,
      ja: 'ほかの組織',
      en: 'taken by another authority',
    },
    {
      text: csv(DEVICES, 'snow-3,dote,3000'),
      field: 'route',
      value: 'dote',
      row: 2,
      ja: 'ありません',
      en: 'there is no route',
    },
    {
      text: csv('id,mountHeigth', 'snow-3,3000'),
      field: null,
      value: 'mountHeigth',
      row: 1,
      ja: '「mountHeightMm」のことですか',
      en: 'did you mean mountHeightMm',
    },
    { text: csv('id,id', 'a,b'), field: null, value: 'id', row: 1, ja: '同じ列', en: 'twice' },
    { text: csv(DEVICES, 'a,b,3000,d'), field: null, value: null, row: 2, ja: 'セルが4', en: '4 cells' },
    { text: csv(DEVICES, '"a,b,3000'), field: null, value: null, row: 2, ja: '閉じられていません', en: 'never closed' },
    { text: '', field: null, value: null, row: null, ja: '空のファイル', en: 'is empty' },
  ])('names line $row, $field: $en', async ({ text, field, value, row, ja, en }) => {
    const before = await dump()
    const { problems, rows, imported } = await preview({ kind: 'devices-csv', text })
    expect([rows, imported, problems.length]).toEqual([[], false, 1])
    const [problem] = problems
    expect(problem).toMatchObject({ row, field, value })
    expect(problem?.message.en).toContain(en)
    expect(problem?.message.ja).toContain(ja)
    expect(problem?.remedy.ja).toMatch(/。$/)
    const refused = await send({ kind: 'devices-csv', text })
    expect([refused.statusCode, problemIn(refused).code]).toEqual([400, 'district-invalid'])
    expect(await dump()).toBe(before)
    // nothing of another authority is told
    expect(JSON.stringify([problems, refused.body])).not.toMatch(/hirosaki.{0,20}choose/)
  })

  test.each([
    { body: contents('{"routes": ['), ja: 'JSON として読めません' },
    { body: contents('routes: [1'), ja: 'YAML として読めません' },
    { body: contents(LAUGHS), ja: 'YAML として読めません（Excessive alias count' },
    { body: district1({ rutes: [] }), ja: '「routes」のことですか' },
    { body: district1({ routes: {} }), ja: '一覧' },
    { body: { kind: 'routes-geojson', text: '{"type":"Feature"}' }, ja: 'FeatureCollection' },
    {
      body: { kind: 'contractors-csv', base64: Buffer.from([0x69, 0x64, 0x0a, 0x81, 0x0a]).toString('base64') },
      ja: '文字を読めません',
    },
    {
      body: district1({ authority: { id: 'hirosaki', name: '弘前市' }, blocks: [{ id: 'x', name: 'x' }] }),
      ja: '自分の組織（aomori）ではありません',
    },
    { body: district1({ holidays: [{ date: '2026-02-30', name: 'x' }] }), ja: '暦にない日' },
    { body: district1({ roster: [{ contractor: 'kita', rank: 1 }] }), ja: '工区か路線のどちらか' },
  ])('a district file: $ja', async ({ body, ja }) => {
    const { problems } = await preview(body)
    expect(problems.map((it) => it.message.ja).join()).toContain(ja)
    expect(problemIn(await send(body)).code).toBe('district-invalid')
  })

  test('GeoJSON problems stand at their features', async () => {
    const feature = (id: string, coordinates: unknown) => ({
      type: 'Feature',
      properties: { id, name: id, block: 'aomori-1', roadClass: 'bus', lengthM: 10, plowMinutes: 5 },
      geometry: { type: 'LineString', coordinates },
    })
    const features = [
      feature('r-a', [
        [140, 40],
        [140, 41],
      ]),
      feature('r-b', [
        [40, 140],
        [41, 140],
      ]),
    ]
    const text = JSON.stringify({ type: 'FeatureCollection', features })
    const { problems } = await preview({ kind: 'routes-geojson', text })
    expect(problems).toMatchObject([{ section: 'routes', row: 2, id: 'r-b', field: 'geometry.coordinates[0]' }])
    expect(problems[0]?.message.ja).toContain('［経度, 緯度］の順')
    expect(report(await send({ kind: 'routes-geojson', text, leaveOut: true })).counts).toMatchObject({
      create: 1,
      leftOut: 1,
    })
    expect(await findRoute(district.db, 'r-b')).toBeUndefined()
  })

  test('rows are left out only when that is asked for, with those that hang on them', async () => {
    const routes = [
      { id: 'r-a', name: 'a', block: 'aomori-1', roadClass: 'bus', lengthM: 10, plowMinutes: 5 },
      { id: 'r-b', name: 'b', block: 'nowhere', roadClass: 'bus', lengthM: 10, plowMinutes: 5 },
    ]
    const devices = ['r-b', 'r-a', 'r-b'].map((route, index) => ({ id: `s-${index}`, route, mountHeightMm: 3000 }))
    const body = district1({ routes, devices })
    expect(await preview(body)).toMatchObject({ rows: [], leftOut: [], counts: { problems: 1 } })
    const seen = await preview({ ...body, leaveOut: true })
    expect(seen.leftOut).toEqual([
      { section: 'routes', row: 2, id: 'r-b' },
      { section: 'devices', row: 1, id: 's-0' },
      { section: 'devices', row: 3, id: 's-2' },
    ])
    expect(seen.problems.map((it) => [it.section, it.row])).toEqual([
      ['routes', 2],
      ['devices', 1],
      ['devices', 3],
    ])
    expect(problemIn(await send(body)).code).toBe('district-invalid')
    const done = report(await send({ ...body, leaveOut: true }))
    expect(done.credentials?.devices.map((it) => it.id)).toEqual(['s-1'])
    expect(await findDevice(district.db, 's-0')).toBeUndefined()
  })

  test('a roster is replaced as a whole, so none of its rows is left out', async () => {
    const roster = [
      { block: 'aomori-1', contractor: 'kita', rank: 1 },
      { block: 'aomori-1', contractor: 'nobody', rank: 2 },
    ]
    expect(problemIn(await send({ ...district1({ roster }), leaveOut: true })).code).toBe('district-invalid')
  })
})

describe('who may import what', () => {
  test('an officer imports roads; devices and firms are the administrator’s, row by row', async () => {
    const block = { id: 'aomori-9', name: '第九工区' }
    expect(report(await send(district1({ blocks: [block] }), 'officer')).counts.create).toBe(1)
    const mixed = district1({ blocks: [{ ...block, name: '九' }], devices: [{ id: 's-1', measures: 'depth' }] })
    const { problems } = await preview(mixed, 'officer')
    expect(problems).toMatchObject([{ section: 'devices', row: 1, id: 's-1' }])
    expect(problems[0]?.message.ja).toBe('これを変える権限（devices:write）がありません')
    expect(report(await send({ ...mixed, leaveOut: true }, 'officer'))).toMatchObject({
      counts: { update: 1, leftOut: 1 },
    })
    expect(await findDevice(district.db, 's-1')).toBeUndefined()
    const renamed = district1({ authority: { id: 'aomori', name: '新青森市' } })
    expect(problemIn(await send(renamed, 'officer')).code).toBe('district-invalid')
    expect(report(await send(renamed)).counts.update).toBe(1)
  })

  test('an officer may send again what stands, devices and all', async () => {
    const text = csv(DEVICES, 'snow-1,honcho,3000')
    expect(report(await send({ kind: 'devices-csv', text }, 'officer')).counts).toMatchObject({
      unchanged: 2,
      problems: 0,
    })
  })

  test('what is imported belongs to the caller’s authority, whoever else has one like it', async () => {
    const { counts } = report(await send(district1({ blocks: [{ id: 'b-new', name: '新' }] }), 'neighbour'))
    expect(counts.create).toBe(1)
    const row = await district.db.selectFrom('blocks').selectAll().where('id', '=', 'b-new').executeTakeFirst()
    expect(row?.authority_id).toBe('hirosaki')
    const taken = await preview(district1({ blocks: [{ id: 'b-new', name: '青森の' }] }))
    expect(taken.problems).toMatchObject([
      { id: 'b-new', message: { en: expect.stringContaining('taken by another') } },
    ])
    expect(JSON.stringify(taken)).not.toContain('hirosaki')
  })

  test('a signed-in person is named in the journal', async () => {
    const user = await addPerson(district, 'setup', 'administrator')
    const browser = await signedIn(district, user)
    const body = { ...district1({ blocks: [{ id: 'b-new', name: '新' }] }), dryRun: false }
    expect((await browser.send('POST', '/api/v1/imports', body)).statusCode).toBe(200)
    const events = await listEvents(district.db, { authorityId: 'aomori', afterId: 0, limit: 50 })
    expect(events.find((it) => it.type === 'district.imported')?.actor).toBe(`user:${user.id}`)
  })

  test('criteria that must be reviewed are not published by a file', async () => {
    await using reviewed = await openDistrict({ env: { YUKIBAN_CRITERIA_REVIEW: 'other' } })
    const rule = { kind: 'threshold', triggerCm: 5, releaseCm: 2 }
    const criteria = [{ id: 'night', scope: 'authority', mode: 'automatic', level: 'dispatch', rule }]
    const body = { ...district1({ criteria }), dryRun: false }
    const reply = await reviewed.as('administrator', 'POST', '/api/v1/imports', { body })
    expect(problemIn(reply).problems).toMatchObject([
      { field: 'criteria[0]', message: expect.stringContaining('outright') },
    ])
    expect((await findCriterion(reviewed.db, 'night'))?.mode).toBe('support')
    // without that setting it is
    expect((await send(body)).statusCode).toBe(200)
    expect((await findCriterion(district.db, 'night'))?.mode).toBe('automatic')
  })
})

test('a file is bounded, and given once', async () => {
  await using small = await openDistrict({ env: { YUKIBAN_IMPORT_MAX_BYTES: '2000' } })
  const post = (body: object) =>
    small.as('administrator', 'POST', '/api/v1/imports', { body: { kind: 'district', dryRun: true, ...body } })
  expect(problemIn(await post({ text: 'x'.repeat(2001) })).code).toBe('request-too-large')
  expect(problemIn(await post({ base64: Buffer.alloc(2001).toString('base64') })).code).toBe('request-too-large')
  expect(problemIn(await post({ text: 'x'.repeat(200_000) })).code).toBe('request-too-large')
  for (const body of [{}, { text: '{}', base64: '' }, { base64: 'é' }]) {
    expect(problemIn(await post(body)).code).toBe('request-invalid')
  }
})

/** Text in Shift_JIS, by turning the decoder's table around: the runtime only decodes. */
function shiftJis(text: string): Buffer {
  const decoder = new TextDecoder('shift_jis', { fatal: true })
  const table = new Map<string, readonly number[]>()
  const learn = (bytes: readonly number[]) => {
    try {
      table.set(decoder.decode(new Uint8Array(bytes)), bytes)
    } catch {
      // no character
    }
  }
  for (let low = 0; low < 0x80; low++) learn([low])
  for (let high = 0x81; high < 0xfd; high++) for (let low = 0x40; low < 0xfd; low++) learn([high, low])
  return Buffer.from([...text].flatMap((it) => table.get(it) ?? []))
}
