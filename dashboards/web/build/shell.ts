import { createHash } from 'node:crypto'
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Larger files that the page does not name itself are kept last: the map library and its worker. */
const LARGE_BYTES = 150_000
const PAGE = 'contractor.html'
const LOOSE = ['favicon.svg', 'contractor-192.png', 'contractor.webmanifest']

/**
 * Writes what the contractor's service worker keeps (`contractor-shell.json`): every file that the page names, and every
 * file those name in turn. The hash of it all goes into the worker: browsers take a worker for new when its bytes are.
 */
export function writeShell(dist: string): void {
  const named = namedIn(readFileSync(join(dist, PAGE), 'utf8'))
  const found = new Map<string, 'first' | 'later'>()
  const wanted = [...named]
  for (let next = wanted.pop(); next !== undefined; next = wanted.pop()) {
    if (found.has(next)) continue
    const bytes = readFileSync(join(dist, next))
    found.set(next, named.includes(next) || bytes.length < LARGE_BYTES ? 'first' : 'later')
    if (/\.m?js$/.test(next)) wanted.push(...namedIn(bytes.toString('utf8')))
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
