import { createHash } from 'node:crypto'
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Kept when there is room, after the page itself: the map library, by far the largest part. */
const LATER = /maplibregl/
const PAGE = 'contractor.html'
const LOOSE = ['favicon.svg', 'contractor-192.png', 'contractor.webmanifest']

/**
 * Writes what the contractor's service worker keeps (`contractor-shell.json`): every file that the page names, and every
 * file those name in turn. The hash of it all goes into the worker: browsers take a worker for new when its bytes are.
 */
export function writeShell(dist: string): void {
  const found = new Map<string, 'first' | 'later'>()
  const wanted = namedIn(readFileSync(join(dist, PAGE), 'utf8'))
  for (let next = wanted.pop(); next !== undefined; next = wanted.pop()) {
    if (found.has(next)) continue
    const text = readFileSync(join(dist, next), 'utf8')
    found.set(next, LATER.test(text) ? 'later' : 'first')
    if (/\.m?js$/.test(next)) wanted.push(...namedIn(text))
  }
  const assets = [...found.keys()].sort()
  const hash = createHash('sha256').update(readFileSync(join(dist, PAGE)))
  for (const path of [...assets, ...LOOSE]) hash.update(`${path}\0`).update(readFileSync(join(dist, path)))
  const version = hash.digest('hex').slice(0, 16)
  const urls = (paths: readonly string[]) => paths.map((it) => `/${it}`)
  const first = urls([...assets.filter((it) => found.get(it) === 'first'), ...LOOSE])
  const later = urls(assets.filter((it) => found.get(it) === 'later'))
  writeFileSync(join(dist, 'contractor-shell.json'), JSON.stringify({ version, first, later }))
  appendFileSync(join(dist, 'contractor-sw.js'), `\n// ${version}\n`)
}

/** Files of the build named in a page or a script, as `/assets/x.js`, `assets/x.css` or `./x.js`. */
function namedIn(text: string): string[] {
  const inFull = [...text.matchAll(/["'`]\/?(assets\/[\w.-]+\.\w+)["'`]/g)].map((it) => it[1] ?? '')
  const beside = [...text.matchAll(/["'`]\.\/([\w.-]+\.(?:m?js|css))["'`]/g)].map((it) => `assets/${it[1]}`)
  return [...new Set([...inFull, ...beside])]
}
