import { existsSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'

/**
 * Path of a server program that Debian packages, for tests against the real thing; undefined where it is not installed.
 * TEST_MOSQUITTO_BIN and TEST_INFLUXD_BIN name one elsewhere.
 */
export function findServer(name: 'mosquitto' | 'influxd'): string | undefined {
  const given = process.env[`TEST_${name.toUpperCase()}_BIN`]
  if (given !== undefined && given !== '') return given
  const folders = [...(process.env.PATH ?? '').split(':'), '/usr/sbin', '/usr/bin']
  return folders.map((it) => join(it, name)).find((it) => existsSync(it))
}

/** A port of 127.0.0.1 that nobody listens on at this moment. */
export async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise<void>((resolve) => server.close(() => resolve()))
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}
