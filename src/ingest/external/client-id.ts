import { randomBytes } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { YukibanError } from '../../errors.ts'

const FILE = 'mqtt-client-id'

/**
 * The client id under which the broker keeps our session: made up at the first start and kept in the data folder, so
 * that it survives restarts and a change of host name. At most 23 letters, digits and hyphens, which every broker of
 * MQTT 3.1.1 must allow.
 * Throws `store-unavailable` when the folder cannot be written.
 */
export function keptClientId(dataDir: string): string {
  const path = join(dataDir, FILE)
  try {
    writeFileSync(path, `yukiban-${randomBytes(6).toString('hex')}\n`, { flag: 'wx', mode: 0o600, flush: true })
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'EEXIST') {
      throw new YukibanError('store-unavailable', `cannot write ${path}: ${(cause as Error).message}`, { cause })
    }
  }
  const id = readFileSync(path, 'utf8').trim()
  if (id === '')
    throw new YukibanError('store-unavailable', `${path} is empty; delete it or set YUKIBAN_MQTT_CLIENT_ID`)
  return id
}
