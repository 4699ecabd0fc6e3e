import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliCompressSync, gunzipSync, gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { publicCsv } from '../../src/api/public-csv.ts'
import type { PublicRoute } from '../../src/api/public-map.ts'
import { loadWebFiles } from '../../src/api/web-files.ts'
import { readConfig } from '../../src/config.ts'
import { parseCsv } from '../../src/district/csv.ts'
import { type District, openDistrict, problemIn, START_MS } from './fixture.ts'

describe('open data', () => {
  let district: District
  beforeAll(async () => {
    district = await openDistrict()
  })
  afterAll(async () => {
    await district[Symbol.asyncDispose]()
  })

  test('routes.json is the map without geometry, compressed when asked, and 304 for who has it', async () => {
    const plain = await district.as(null, 'GET', '/public/v1/routes.json')
    const { generatedAt, routes } = plain.json() as { generatedAt: string; routes: { id: string; located: boolean }[] }
    expect(generatedAt).toBe('2026-01-20T17:00:00.000Z')
    expect(routes.map((it) => [it.id, it.located])).toEqual([
      ['dote', false],
      ['hamamachi', false],
      ['honcho', true],
    ])
    expect(plain.body).not.toMatch(/geometry|kita|北建設/)
    const packed = await district.as(null, 'GET', '/public/v1/routes.json', {
      headers: { 'accept-encoding': 'br;q=0, gzip' },
    })
    expect(packed.headers).toMatchObject({ 'content-encoding': 'gzip', vary: 'accept-encoding' })
    expect(gunzipSync(packed.rawPayload).toString()).toBe(plain.body)
    const etag = String(plain.headers.etag)
    const again = await district.as(null, 'GET', '/public/v1/routes.json', { headers: { 'if-none-match': etag } })
    expect([again.statusCode, again.body]).toEqual([304, ''])
  })

  test('one route, with the age of what is said', async () => {
    await district.clock.sleepUntil(START_MS + 12_000)
    const answer = await district.as(null, 'GET', '/public/v1/routes/honcho')
    expect(answer.headers).toMatchObject({ age: '12', 'cache-control': 'public, max-age=30' })
    expect(answer.json()).toMatchObject({ route: { id: 'honcho', geometry: { type: 'LineString' } } })
    const none = await district.as(null, 'GET', '/public/v1/routes/nowhere')
    expect([none.statusCode, problemIn(none).code]).toEqual([404, 'not-found'])
  })

  test('routes.csv opens in Excel: byte-order mark, CRLF, wall-clock times', async () => {
    const answer = await district.as(null, 'GET', '/public/v1/routes.csv')
    expect(answer.headers['content-type']).toBe('text/csv; charset=utf-8')
    expect([...answer.rawPayload.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf])
    const [header, ...rows] = parseCsv(answer.body).map((it) => it.cells)
    expect(header?.slice(0, 6)).toEqual(['route_id', 'name', 'name_kana', 'authority', 'block', 'block_kana'])
    expect(rows.map((it) => it[1])).toEqual(['土手町線', '浜町線', '本町線'])
    expect(rows.map((it) => it[2])).toEqual(['', '', 'ほんちょうせん'])
    expect(rows[2]?.slice(-2)).toEqual(['2026-01-21 07:00', 'Asia/Tokyo'])
  })

  test('without a build the pages lead to the documentation', async () => {
    expect((await district.as(null, 'GET', '/')).headers.location).toBe('/docs')
    expect((await district.as(null, 'GET', '/r/honcho')).statusCode).toBe(404)
  })
})

test('a name that a spreadsheet would run is text', () => {
  const condition = {
    status: 'unknown',
    depthCm: null,
    at: '',
    observedAt: null,
    validUntil: null,
    why: 'silent',
  } as const
  const treatment = { lastPassAt: null, status: 'none', orderedAt: null, startedAt: null } as const
  const owner = { authority: 'a, "b"', authorityId: 'a', block: null, blockKana: null, timeZone: 'Asia/Tokyo' }
  const properties = { name: '=1+1', nameKana: null, ...owner, condition, treatment, deadline: null }
  const route: PublicRoute = { type: 'Feature', id: 'r', geometry: null, properties }
  const [, row] = parseCsv(publicCsv([route]))
  expect(row?.cells.slice(0, 4)).toEqual(['r', "'=1+1", '', 'a, "b"'])
})

describe('pages', () => {
  const dist = mkdtempSync(join(tmpdir(), 'yukiban-web-'))
  let district: District
  beforeAll(async () => {
    mkdirSync(join(dist, 'assets'))
    writeFileSync(join(dist, 'index.html'), '<!doctype html><title>t</title>')
    writeFileSync(join(dist, 'favicon.svg'), '<svg/>')
    writeFileSync(join(dist, 'build.secret'), 'never served')
    for (const [end, pack] of [
      ['', (text: string) => text],
      ['.gz', gzipSync],
      ['.br', brotliCompressSync],
    ] as const) {
      writeFileSync(join(dist, `assets/index-1.js${end}`), pack('export {}'))
    }
    const web = await loadWebFiles(dist)
    const env = { YUKIBAN_EMBED_ANCESTORS: "'self' https://city.example" }
    district = await openDistrict({ env, change: (deps) => ({ ...deps, web }) })
  })
  afterAll(async () => {
    await district[Symbol.asyncDispose]()
    rmSync(dist, { recursive: true, force: true })
  })

  test.each(['/', '/r/honcho', '/embed?route=honcho'])('%s is the page, under a strict policy', async (url) => {
    const page = await district.as(null, 'GET', url)
    expect([page.statusCode, page.headers['content-type']]).toEqual([200, 'text/html; charset=utf-8'])
    expect(page.headers['cache-control']).toBe('public, max-age=60, stale-while-revalidate=300')
    expect(page.headers['set-cookie']).toBeUndefined()
    const policy = String(page.headers['content-security-policy'])
    expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self';")
    expect(policy).toContain("connect-src 'self' https://cyberjapandata.gsi.go.jp;")
    expect(policy).not.toContain('unsafe')
    const ancestors = url.startsWith('/embed') ? "'self' https://city.example" : "'none'"
    expect(policy.split('; ').at(-1)).toBe(`frame-ancestors ${ancestors}`)
    const headers = { 'if-none-match': String(page.headers.etag) }
    expect((await district.as(null, 'GET', url, { headers })).statusCode).toBe(304)
  })

  test('hashed files are for ever, in the best encoding', async () => {
    const get = (encoding: string) =>
      district.as(null, 'GET', '/assets/index-1.js', { headers: { 'accept-encoding': encoding } })
    expect((await get('gzip, br')).headers).toMatchObject({
      'content-encoding': 'br',
      'cache-control': 'public, max-age=31536000, immutable',
      'content-type': 'text/javascript; charset=utf-8',
    })
    expect((await get('gzip')).headers['content-encoding']).toBe('gzip')
    expect((await get('')).body).toBe('export {}')
    expect((await district.as(null, 'GET', '/favicon.svg')).statusCode).toBe(200)
  })

  test.each([
    '/console',
    '/r',
    '/index.html',
    '/build.secret',
    '/assets/none.js',
    '/assets/..%2Findex.html',
    '/assets/%2e%2e/%2e%2e/package.json',
  ])('%s is not found', async (url) => {
    const answer = await district.as(null, 'GET', url)
    expect([answer.statusCode, problemIn(answer).code]).toEqual([404, 'not-found'])
  })
})

test.each([
  [{ YUKIBAN_MAP_TILES_URL: 'https://tiles.example/{z}/{x}.png' }, 'YUKIBAN_MAP_TILES_URL'],
  [{ YUKIBAN_MAP_TILES_URL: 'ftp://tiles.example/{z}/{x}/{y}.png' }, 'YUKIBAN_MAP_TILES_URL'],
  [{ YUKIBAN_MAP_TILES_ATTRIBUTION_URL: 'javascript:alert(1)' }, 'YUKIBAN_MAP_TILES_ATTRIBUTION_URL'],
  [{ YUKIBAN_EMBED_ANCESTORS: 'https://a.example; script-src *' }, 'YUKIBAN_EMBED_ANCESTORS'],
] as readonly [Record<string, string>, string][])('a setting that pages could not use is refused: %j', (env, name) => {
  expect(() => readConfig(env)).toThrow(name)
})
