import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'

const TEXT = /\.(?:css|html|js|mjs|svg|json|webmanifest)$/
/** Below this the headers of an encoding cost more than it saves. */
const WORTH_BYTES = 600
/** 11 takes ten times as long for two percent. */
const BROTLI_QUALITY = 9

/** Writes `.gz` and `.br` beside every text file of a build, so that serving costs nothing. */
export function compressFolder(folder: string): void {
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !TEXT.test(entry.name)) continue
    const path = join(entry.parentPath, entry.name)
    const plain = readFileSync(path)
    if (plain.length < WORTH_BYTES) continue
    writeFileSync(`${path}.gz`, gzipSync(plain, { level: 9 }))
    const params = { [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY }
    writeFileSync(`${path}.br`, brotliCompressSync(plain, { params }))
  }
}
