import { closeSync, fsyncSync, openSync, unlinkSync, writeFileSync } from 'node:fs'
import type { Credentials } from '../district/import-district.ts'
import { YukibanError } from '../errors.ts'

/** A file for secrets that are shown once. Disposing it removes it unless it is to be kept. */
export interface CredentialsFile extends Disposable {
  /** Writes through to the disk. */
  write(credentials: Credentials): void
  keep(): void
}

/** Creates the file for its owner's eyes only. Throws `conflict` when it exists: secrets are never overwritten. */
export function openCredentialsFile(path: string): CredentialsFile {
  const file = create(path)
  let kept = false
  return {
    write(credentials) {
      writeFileSync(file, `${JSON.stringify(credentials, null, 2)}\n`)
      fsyncSync(file)
    },
    keep() {
      kept = true
    },
    [Symbol.dispose]() {
      closeSync(file)
      if (!kept) unlinkSync(path)
    },
  }
}

function create(path: string): number {
  try {
    return openSync(path, 'wx', 0o600)
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'EEXIST') {
      throw new YukibanError('conflict', `${path} exists already; credentials are never overwritten, name another file`)
    }
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new YukibanError('store-unavailable', `cannot write ${path}: ${why}`, { cause })
  }
}
