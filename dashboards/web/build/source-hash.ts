import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

export const WEB_ROOT = fileURLToPath(new URL('..', import.meta.url))
export const DIST = join(WEB_ROOT, 'dist')
/** Beside the pages in the build: the hash of what it was made from. */
export const HASH_FILE = 'sources.sha256'

const ROOT = join(WEB_ROOT, '../..')
const LOCKFILE = join(ROOT, 'package-lock.json')
/** Files of the service that the pages are built with, too. */
const SHARED = ['src/domain/kana.ts', 'src/domain/search-text.ts']

/** SHA-256 over every source of the pages and the versions they are built with. */
export function sourceHash(): string {
  const hash = createHash('sha256')
  const files = readdirSync(WEB_ROOT, { recursive: true, withFileTypes: true })
    .filter((it) => it.isFile())
    .map((it) => relative(WEB_ROOT, join(it.parentPath, it.name)))
    .filter((it) => !it.startsWith('dist'))
    .sort()
  for (const path of files)
    hash
      .update(`${path}\0`)
      .update(readFileSync(join(WEB_ROOT, path)))
      .update('\0')
  for (const path of SHARED)
    hash
      .update(`${path}\0`)
      .update(readFileSync(join(ROOT, path)))
      .update('\0')
  return hash.update(readFileSync(LOCKFILE)).digest('hex')
}

/** The hash of what stands in dist; undefined when nothing is built. */
export function builtHash(): string | undefined {
  try {
    return readFileSync(join(DIST, HASH_FILE), 'utf8').trim()
  } catch {
    return undefined
  }
}
