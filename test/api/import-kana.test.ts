import { afterEach, beforeEach, expect, test } from 'vitest'
import type { ImportReport } from '../../src/api/import-report.ts'
import { listBlocks } from '../../src/store/blocks/list-blocks.ts'
import { findRoute } from '../../src/store/routes/find-route.ts'
import { type District, openDistrict, problemIn } from './fixture.ts'

let district: District
beforeEach(async () => {
  district = await openDistrict()
})
afterEach(() => district[Symbol.asyncDispose]())

const send = (body: object) =>
  district.as('administrator', 'POST', '/api/v1/imports', { body: { dryRun: false, ...body } })
const report = async (body: object) => {
  const reply = await send(body)
  expect(reply.statusCode, reply.body).toBe(200)
  return reply.json() as ImportReport
}
const csv = (...lines: string[]) => ({ kind: 'routes-csv', text: lines.join('\r\n') })
const kanaOf = async (id: string) => (await findRoute(district.db, id))?.nameKana
const blockKana = async (id: string) => (await listBlocks(district.db)).find((it) => it.id === id)?.nameKana

const COLUMNS = 'id,name,block,roadClass,lengthM,plowMinutes'
const ROAD = 'aoba,青葉通り線,aomori-2,bus,800,20'

test.each([
  'nameKana',
  'name_kana',
  'よみ',
  '読み',
  'ふりがな',
  'フリガナ',
  'ﾌﾘｶﾞﾅ',
  '路線名カナ',
  '路線名（よみ）',
  'Kana',
  'name:ja-Hira',
])('a column %s is the reading', async (heading) => {
  const { rows } = await report(csv(`${COLUMNS},${heading}`, `${ROAD},ｱｵﾊﾞﾄﾞｵﾘ　セン`))
  expect(rows.at(-1)).toMatchObject({ id: 'aoba', name: '青葉通り線', nameKana: 'あおばどおり せん', change: 'create' })
  expect(await kanaOf('aoba')).toBe('あおばどおり せん')
  const route = await district.as('viewer', 'GET', '/api/v1/routes/aoba')
  expect(route.json()).toMatchObject({ nameKana: 'あおばどおり せん' })
})

test('what is no kana is named in both languages, and nothing is written', async () => {
  const body = csv(`${COLUMNS},ふりがな`, `${ROAD},青葉どおり`)
  const { problems } = await report({ ...body, dryRun: true })
  expect(problems).toMatchObject([{ row: 2, id: 'aoba', field: 'ふりがな', value: '青葉どおり' }])
  expect(problems[0]?.message.ja).toBe('読みはひらがなかカタカナで書いてください。「青」は使えません')
  expect(problems[0]?.message.en).toContain('青 is no kana')
  expect(problemIn(await send(body)).code).toBe('district-invalid')
  expect(await kanaOf('aoba')).toBeUndefined()
  const long = await report({ ...csv(`${COLUMNS},よみ`, `${ROAD},${'あ'.repeat(201)}`), dryRun: true })
  expect(long.problems[0]?.message.ja).toContain('1〜200文字')
})

test('a file without the column leaves readings as they are, an empty cell takes one away', async () => {
  const road = 'honcho,本町線,aomori-1,bus,1200,40'
  await report(csv(`${COLUMNS},blockName`, `${road},第一工区`))
  expect([await kanaOf('honcho'), await blockKana('aomori-1')]).toEqual(['ほんちょうせん', 'だいいちこうく'])
  await report(csv(`${COLUMNS},よみ`, `${road},`))
  expect([await kanaOf('honcho'), await blockKana('aomori-1')]).toEqual([null, 'だいいちこうく'])
})

test('blocks get theirs from rows of routes, said once or alone', async () => {
  const header = `${COLUMNS},工区名,工区名カナ`
  await report(csv(header, `${ROAD},第二工区,ダイニコウク`, `${ROAD.replace('aoba', 'midori')},第二工区,`))
  expect(await blockKana('aomori-2')).toBe('だいにこうく')
  await report(csv(`${COLUMNS},工区よみ`, `${ROAD},だいに`))
  expect((await listBlocks(district.db)).find((it) => it.id === 'aomori-2')).toMatchObject({
    name: '第二工区',
    nameKana: 'だいに',
  })
})

test('GeoJSON and the district file have them too', async () => {
  const properties = {
    路線名: '青葉通り線',
    よみ: 'アオバ',
    block: 'aomori-2',
    roadClass: 'bus',
    lengthM: 8,
    plowMinutes: 5,
  }
  const geometry = {
    type: 'LineString',
    coordinates: [
      [140, 40],
      [140, 41],
    ],
  }
  const feature = { type: 'Feature', id: 'aoba', properties, geometry }
  const text = JSON.stringify({ type: 'FeatureCollection', features: [feature] })
  await report({ kind: 'routes-geojson', text })
  expect(await kanaOf('aoba')).toBe('あおば')
  const blocks = [{ id: 'aomori-2', name: '第二工区', nameKana: 'ダイニ' }]
  await report({ kind: 'district', text: JSON.stringify({ blocks }) })
  expect(await blockKana('aomori-2')).toBe('だいに')
  const listed = await district.as('contractor', 'GET', '/api/v1/blocks')
  expect(listed.statusCode).toBe(200)
})
