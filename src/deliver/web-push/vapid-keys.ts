import { randomUUID } from 'node:crypto'
import { linkSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import webPush from 'web-push'
import { YukibanError } from '../../errors.ts'

/** Our identity towards push services, base64url; subscriptions made with one pair are lost with it. */
export interface VapidKeys {
  readonly publicKey: string
  readonly privateKey: string
}

export const VAPID_FILE = 'vapid.json'

/**
 * The pair kept in the data folder, made at the first call. Several processes that start at once end up with one pair.
 * Throws `store-unavailable` when the file cannot be read, written or understood: another pair is never made silently.
 */
export function keptVapidKeys(dataDir: string): VapidKeys {
  const path = join(dataDir, VAPID_FILE)
  try {
    return readKeys(path) ?? makeKeys(path)
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new YukibanError('store-unavailable', `cannot use ${path}: ${why}`, { cause })
  }
}

function readKeys(path: string): VapidKeys | undefined {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
  const { publicKey, privateKey } = JSON.parse(text) as Partial<VapidKeys>
  if (typeof publicKey !== 'string' || typeof privateKey !== 'string') {
    throw new Error('it does not hold a key pair; restore it from a backup')
  }
  return { publicKey, privateKey }
}

/** Written aside and linked into place: nobody reads half a file, and whoever is second takes the first one's pair. */
function makeKeys(path: string): VapidKeys {
  const keys = webPush.generateVAPIDKeys()
  const aside = `${path}.${randomUUID()}`
  writeFileSync(aside, `${JSON.stringify(keys)}\n`, { mode: 0o600, flag: 'wx', flush: true })
  try {
    linkSync(aside, path)
    return keys
  } catch (error) {
    const first = (error as NodeJS.ErrnoException).code === 'EEXIST' ? readKeys(path) : undefined
    if (first === undefined) throw error
    return first
  } finally {
    unlinkSync(aside)
  }
}
