import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { beforeAll, expect, test } from 'vitest'
import { ensureWeb } from '../../dashboards/web/build/ensure.ts'
import { FIRST_LOAD_LIMIT_BYTES, firstLoadBytes, sizesOf } from '../../dashboards/web/build/sizes.ts'
import { builtHash, DIST, sourceHash } from '../../dashboards/web/build/source-hash.ts'

beforeAll(async () => {
  await ensureWeb(() => {})
})

test('the first load is within its limit, and the map library is no part of it', () => {
  const sizes = sizesOf(DIST, 'index.html')
  const first = sizes.filter((it) => it.first).map((it) => it.path)
  expect(first.length).toBeGreaterThan(2)
  expect(firstLoadBytes(sizes)).toBeLessThanOrEqual(FIRST_LOAD_LIMIT_BYTES)
  for (const path of first) expect(readFileSync(join(DIST, path), 'utf8')).not.toMatch(/maplibregl-canvas/)
})

test('the page has nothing inline, and its compressed forms are itself', () => {
  const html = readFileSync(join(DIST, 'index.html'), 'utf8')
  expect(html).not.toMatch(/<script(?![^>]* src=)|<style|\son\w+=/)
  expect(html).not.toMatch(/https?:\/\//)
  const script = sizesOf(DIST, 'index.html').find((it) => it.first && it.path.endsWith('.js'))?.path ?? ''
  const plain = readFileSync(join(DIST, script), 'utf8')
  expect(gunzipSync(readFileSync(join(DIST, `${script}.gz`))).toString()).toBe(plain)
  expect(brotliDecompressSync(readFileSync(join(DIST, `${script}.br`))).toString()).toBe(plain)
})

test('what is built is of these sources, and is not built again', async () => {
  expect(builtHash()).toBe(sourceHash())
  const lines: string[] = []
  expect(await ensureWeb((line) => lines.push(line))).toBe('fresh')
  expect(lines).toEqual([])
})
