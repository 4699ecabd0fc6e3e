import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ImportReport } from '../../src/api/import-report.ts'
import { type District, openDistrict, problemIn } from './fixture.ts'

/** Files made to hurt: each is answered in the words of any wrong file, soon, and writes nothing. */

let district: District
beforeAll(async () => {
  district = await openDistrict()
})
afterAll(() => district[Symbol.asyncDispose]())

const send = (body: object, caller = 'administrator') =>
  district.as(caller, 'POST', '/api/v1/imports', { body: { dryRun: true, ...body } })
const preview = async (body: object, caller?: string) => {
  const reply = await send(body, caller)
  expect(reply.statusCode, reply.body.slice(0, 500)).toBe(200)
  return reply.json() as ImportReport
}
const nested = (levels: number) => '['.repeat(levels) + ']'.repeat(levels)
const ROUTES = 'id,name,block,roadClass,lengthM,plowMinutes'

test.each([
  ['YAML that contains itself', 'district', 'routes: &a [*a]'],
  ['YAML whose row contains itself', 'district', 'authority: &x\n  id: aomori\n  name: *x'],
  ['JSON of many levels', 'district', `{"routes":${nested(200_000)}}`],
  ['YAML of many levels', 'district', `routes: ${nested(100_000)}`],
  ['YAML of many levels, as lists', 'district', `routes:\n ${'- '.repeat(50_000)}a`],
  [
    'GeoJSON of many levels',
    'routes-geojson',
    `{"type":"FeatureCollection","features":[{"geometry":${nested(20_000)}}]}`,
  ],
])('%s is told to be nested too deeply', async (_name, kind, text) => {
  const { problems, imported } = await preview({ kind, text })
  expect(imported).toBe(false)
  expect(problems.map((it) => it.message.en)).toEqual(['is nested too deeply, or contains itself; 32 levels are read'])
  expect(problems[0]?.message.ja).toContain('入れ子')
})

test('a ruled line in a YAML comment is no nesting', async () => {
  const { problems } = await preview({ kind: 'district', text: `# ${'- '.repeat(60)}\nroutes: []\n` })
  expect(problems).toEqual([])
})

test('long YAML is refused, as long JSON is not', async () => {
  const long = await preview({ kind: 'district', text: `routes: []\n${'#'.repeat(1_048_576)}` })
  expect(long.problems.map((it) => it.message.en)).toEqual([expect.stringContaining('bytes of YAML')])
  const json = await preview({ kind: 'district', text: `{"routes":[]${' '.repeat(1_048_576)}}` })
  expect(json.problems).toEqual([])
})

test('more problems than a call takes arguments are counted, and the first ones told', async () => {
  const count = 130_000
  const text = `{"routes":[${Array(count).fill(1)}]}`
  const seen = await preview({ kind: 'district', text })
  expect(seen.counts.problems).toBe(count)
  expect(seen.problems).toHaveLength(500)
  const refused = problemIn(await send({ kind: 'district', text, dryRun: false }))
  expect(refused).toMatchObject({ code: 'district-invalid', detail: `the file has ${count} problems` })
  expect(refused.problems).toHaveLength(500)
}, 60_000)

test.each([
  ['holidays', { holidays: Array(130_000).fill(1) }],
  ['rows of the roster', { roster: Array(130_000).fill(1) }],
])(
  'so are those of %s',
  async (_name, file) => {
    const seen = await preview({ kind: 'district', text: JSON.stringify(file) })
    expect(seen.counts.problems).toBeGreaterThanOrEqual(130_000)
  },
  60_000,
)

test('tens of thousands of rows that may not be changed are refused in seconds', async () => {
  const text = `id,mountHeightMm\n${Array.from({ length: 30_000 }, (_, i) => `d${i},3000`).join('\n')}`
  const began = performance.now()
  const seen = await preview({ kind: 'devices-csv', text, leaveOut: true }, 'officer')
  expect(seen.counts).toMatchObject({ problems: 30_000, leftOut: 30_000 })
  expect(seen.problems.at(-1)).toMatchObject({ section: 'devices', row: 501, id: 'd499' })
  // every row was once looked for among all others, which took a minute
  expect(performance.now() - began).toBeLessThan(30_000)
}, 120_000)

test('what a file says is quoted shortened', async () => {
  const long = 'a'.repeat(1_000_000)
  const reply = await send({ kind: 'routes-csv', text: `id,name\n${long},b` })
  expect(reply.body.length).toBeLessThan(10_000)
  const wet = await send({ kind: 'csv', text: `${long},b`, dryRun: false })
  expect(wet.statusCode).toBe(400)
  expect(wet.body.length).toBeLessThan(10_000)
})

test('a file of thousands of columns is no table of ours', async () => {
  const header = Array.from({ length: 20_000 }, (_, i) => `c${i}`).join(',')
  const { problems } = await preview({ kind: 'csv', text: header })
  expect(problems.map((it) => it.message.en)).toEqual(['names 20000 columns; at most 100 are read'])
})

test('words that every object has are no words of a file', async () => {
  const text = 'id,kind,surface,mountHeightMm\nd1,constructor,__proto__,3000'
  const { problems } = await preview({ kind: 'devices-csv', text })
  expect(problems.map((it) => [it.field, it.value])).toEqual([
    ['kind', 'constructor'],
    ['surface', '__proto__'],
  ])
})

test('nobody learns from an import whose an id is, whether it is a preview or not', async () => {
  const text = `${ROUTES}\ndote,道,aomori-1,bus,1000,30`
  const dry = await send({ kind: 'routes-csv', text })
  const wet = await send({ kind: 'routes-csv', text, dryRun: false })
  for (const reply of [dry, wet]) {
    expect(reply.body).toContain('is taken by another authority')
    expect(reply.body).not.toContain('hirosaki')
  }
})
