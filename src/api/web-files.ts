import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Where `npm run build:web` puts the pages. */
export const WEB_DIST = fileURLToPath(new URL('../../dashboards/web/dist', import.meta.url))

/** One built file, held in memory with its compressed forms; a null form was not built. */
export interface WebFile {
  readonly type: string
  readonly etag: string
  readonly plain: Buffer
  readonly gzip: Buffer | null
  readonly brotli: Buffer | null
}

/** Built files by their path below the build, such as `assets/index-a1b2.js`. Only these can ever be served. */
export type WebFiles = ReadonlyMap<string, WebFile>

const TYPES: Readonly<Record<string, string>> = {
  css: 'text/css; charset=utf-8',
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  mjs: 'text/javascript; charset=utf-8',
  json: 'application/json; charset=utf-8',
  svg: 'image/svg+xml',
  webmanifest: 'application/manifest+json; charset=utf-8',
  png: 'image/png',
}

/**
 * Reads a build into memory, a few megabytes.
 * @returns null when there is no build. Files of kinds that pages do not have are left out.
 */
export async function loadWebFiles(folder: string): Promise<WebFiles | null> {
  const paths = await filesBelow(folder)
  if (paths === null || !paths.includes('index.html')) return null
  const served = paths.filter((it) => typeOf(it) !== undefined)
  return new Map(await Promise.all(served.map(async (path) => [path, await webFile(folder, path, paths)] as const)))
}

async function filesBelow(folder: string): Promise<string[] | null> {
  try {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true })
    const files = entries.filter((it) => it.isFile())
    return files.map((it) => relative(folder, join(it.parentPath, it.name)).split(sep).join('/'))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}

async function webFile(folder: string, path: string, paths: readonly string[]): Promise<WebFile> {
  const plain = await readFile(join(folder, path))
  const packed = (end: string) => (paths.includes(path + end) ? readFile(join(folder, path + end)) : null)
  return {
    type: typeOf(path) ?? '',
    etag: createHash('sha256').update(plain).digest('base64url').slice(0, 22),
    plain,
    gzip: await packed('.gz'),
    brotli: await packed('.br'),
  }
}

function typeOf(path: string): string | undefined {
  return TYPES[path.split('.').at(-1) ?? '']
}
