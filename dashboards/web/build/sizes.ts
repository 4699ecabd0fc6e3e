import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** First load of each page may be this large, gzip, without the map library. */
export const FIRST_LOAD_LIMITS_BYTES: Readonly<Record<string, number>> = {
  'index.html': 120_000,
  'contractor.html': 150_000,
  'console.html': 350_000,
}

export interface Size {
  readonly path: string
  readonly gzipBytes: number
  /** Named by the page itself: loaded before anything shows. */
  readonly first: boolean
}

/** The files of a built page, gzip; `first` is what its HTML names, the HTML included. */
export function sizesOf(dist: string, page: string): Size[] {
  const html = readFileSync(join(dist, page), 'utf8')
  const named = [...html.matchAll(/(?:src|href)="\/(assets\/[^"]+)"/g)].map((it) => it[1])
  const assets = readdirSync(join(dist, 'assets')).filter((it) => !/\.(?:gz|br)$/.test(it))
  return [page, ...assets.map((it) => `assets/${it}`)].map((path) => ({
    path,
    gzipBytes: gzipBytes(join(dist, path)),
    first: path === page || named.includes(path),
  }))
}

/** Sum of what is loaded first. */
export function firstLoadBytes(sizes: readonly Size[]): number {
  return sizes.filter((it) => it.first).reduce((sum, it) => sum + it.gzipBytes, 0)
}

function gzipBytes(path: string): number {
  return statSync(existsSync(`${path}.gz`) ? `${path}.gz` : path).size
}
