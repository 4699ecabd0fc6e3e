import { existsSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'vite'
import { compressFolder } from './compress.ts'
import { writeShell } from './shell.ts'
import { DIST, HASH_FILE, sourceHash, WEB_ROOT } from './source-hash.ts'

/**
 * Builds the pages into dist, whole or not at all: into a folder of its own first, which then takes the old one's place,
 * so that two builds at a time and a failed one leave pages that work.
 */
export async function buildWeb(): Promise<void> {
  const hash = sourceHash()
  // Vite takes over whatever NODE_ENV says; readers never get a development build
  process.env.NODE_ENV = 'production'
  const fresh = `${DIST}-${process.pid}`
  try {
    await build({ root: WEB_ROOT, logLevel: 'warn', build: { outDir: fresh, emptyOutDir: true } })
    writeShell(fresh)
    compressFolder(fresh)
    writeFileSync(join(fresh, HASH_FILE), `${hash}\n`)
    const old = `${fresh}-old`
    if (existsSync(DIST)) renameSync(DIST, old)
    renameSync(fresh, DIST)
    rmSync(old, { recursive: true, force: true })
  } finally {
    rmSync(fresh, { recursive: true, force: true })
  }
}
