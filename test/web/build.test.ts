import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { beforeAll, expect, test } from 'vitest'
import { ensureWeb } from '../../dashboards/web/build/ensure.ts'
import { FIRST_LOAD_LIMITS_BYTES, firstLoadBytes, sizesOf } from '../../dashboards/web/build/sizes.ts'
import { builtHash, DIST, sourceHash } from '../../dashboards/web/build/source-hash.ts'

beforeAll(async () => {
  await ensureWeb(() => {})
})

test.each(Object.entries(FIRST_LOAD_LIMITS_BYTES))(
  'the first load of %s is within its limit, without the map library',
  (page, limitBytes) => {
    const sizes = sizesOf(DIST, page)
    const first = sizes.filter((it) => it.first).map((it) => it.path)
    expect(first.length).toBeGreaterThan(2)
    expect(firstLoadBytes(sizes)).toBeLessThanOrEqual(limitBytes)
    for (const path of first) expect(readFileSync(join(DIST, path), 'utf8')).not.toMatch(/maplibregl-canvas/)
  },
)

test('the page has nothing inline, and its compressed forms are itself', () => {
  const html = readFileSync(join(DIST, 'index.html'), 'utf8')
  expect(html).not.toMatch(/<script(?![^>]* src=)|<style|\son\w+=/)
  expect(html).not.toMatch(/https?:\/\//)
  const script = sizesOf(DIST, 'index.html').find((it) => it.first && it.path.endsWith('.js'))?.path ?? ''
  const plain = readFileSync(join(DIST, script), 'utf8')
  expect(gunzipSync(readFileSync(join(DIST, `${script}.gz`))).toString()).toBe(plain)
  expect(brotliDecompressSync(readFileSync(join(DIST, `${script}.br`))).toString()).toBe(plain)
})

test('the contractor’s worker keeps all that its page needs, and is a new one for each build', () => {
  const shell = JSON.parse(readFileSync(join(DIST, 'contractor-shell.json'), 'utf8'))
  const kept = new Set<string>([...shell.first, ...shell.later])
  for (const { path, first } of sizesOf(DIST, 'contractor.html')) {
    if (first && path.startsWith('assets/')) expect(kept, path).toContain(`/${path}`)
  }
  for (const path of kept) expect(existsSync(join(DIST, path)), path).toBe(true)
  expect(shell.first.join()).toMatch(/History.*Settings/)
  expect([...kept].join()).not.toMatch(/console|residents-/)
  for (const path of shell.first.filter((it: string) => it.endsWith('js')))
    expect(readFileSync(join(DIST, path), 'utf8'), path).not.toMatch(/maplibregl-canvas-container/)
  expect(shell.later.join()).toMatch(/maplibre-gl-worker/)
  expect(readFileSync(join(DIST, 'contractor-sw.js'), 'utf8').trim().endsWith(shell.version)).toBe(true)
})

test('what is built is of these sources, and is not built again', async () => {
  expect(builtHash()).toBe(sourceHash())
  const lines: string[] = []
  expect(await ensureWeb((line) => lines.push(line))).toBe('fresh')
  expect(lines).toEqual([])
})
