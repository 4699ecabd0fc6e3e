import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { dirname, join } from 'node:path'
import { onTestFinished } from 'vitest'
import { findServer, freePort } from './servers.ts'
import { tempDir } from './temp-dir.ts'

/** For `test.skipIf`: true, and so visible in the report, where Debian's mosquitto is not installed. */
export const lacksMosquitto = findServer('mosquitto') === undefined

/** The service's user; the password has every character that needs care in a URL. */
export const SERVICE_USER = 'yukiban'
export const SERVICE_PASSWORD = 'p@ss/w%rd#41?'
export const DEVICE_PASSWORD = 'device'
/** A user that may publish as any device, as a careless installation allows. */
export const CARELESS_USER = 'careless'

export interface Mosquitto {
  readonly port: number
  /** With the service's credentials, as YUKIBAN_MQTT_URL. */
  readonly serviceUrl: string
  readonly url: string
  /** Ends it (SIGTERM writes its state to disk, SIGKILL does not); resolves when it is gone. */
  stop(signal: 'SIGTERM' | 'SIGKILL'): Promise<void>
  /** On the same port, with the same files. */
  start(): Promise<void>
}

/** A URL for the service's user on a port, e.g. of a tap in front of the broker. */
export function serviceUrl(port: number, scheme = 'mqtt', host = '127.0.0.1'): string {
  return `${scheme}://${SERVICE_USER}:${encodeURIComponent(SERVICE_PASSWORD)}@${host}:${port}`
}

/**
 * Debian's mosquitto with persistence, a password for the service and for each of `devices`, and the rights of
 * examples/mosquitto/acl; ended when the test ends.
 * @param options.lines more lines of configuration.
 */
export async function startMosquitto(
  devices: readonly string[],
  options: { lines?: readonly string[] } = {},
): Promise<Mosquitto> {
  const binary = findServer('mosquitto')
  if (binary === undefined) throw new Error('mosquitto is not installed')
  const dir = tempDir()
  const port = await freePort()
  const passwords = join(dir, 'passwd')
  writeFileSync(
    passwords,
    [
      `${SERVICE_USER}:${SERVICE_PASSWORD}`,
      ...[CARELESS_USER, ...devices].map((it) => `${it}:${DEVICE_PASSWORD}`),
      '',
    ].join('\n'),
  )
  execFileSync(passwdTool(binary), ['-U', passwords], { stdio: 'ignore' })
  const acl = readFileSync(new URL('../../examples/mosquitto/acl', import.meta.url), 'utf8')
  writeFileSync(join(dir, 'acl'), `${acl}\nuser ${CARELESS_USER}\ntopic write yukiban/v1/+/reading\n`, { mode: 0o600 })
  const config = join(dir, 'mosquitto.conf')
  writeFileSync(
    config,
    [
      `listener ${port} 127.0.0.1`,
      ...(process.getuid?.() === 0 ? ['user root'] : []),
      'allow_anonymous false',
      `password_file ${passwords}`,
      `acl_file ${join(dir, 'acl')}`,
      'persistence true',
      `persistence_location ${dir}/`,
      'max_queued_messages 0',
      'max_inflight_messages 2000',
      ...(options.lines ?? []),
      '',
    ].join('\n'),
  )
  let child: ChildProcess | undefined
  const stop = async (signal: 'SIGTERM' | 'SIGKILL') => {
    const ending = child
    child = undefined
    if (ending === undefined || ending.exitCode !== null) return
    const exited = new Promise<void>((resolve) => ending.once('exit', () => resolve()))
    ending.kill(signal)
    await exited
  }
  const start = async () => {
    const started = spawn(binary, ['-c', config], {
      stdio: ['ignore', 'ignore', process.env.TEST_LOG ? 'inherit' : 'ignore'],
    })
    child = started
    await listening(port, () => started.exitCode !== null)
  }
  onTestFinished(() => stop('SIGKILL'))
  await start()
  return { port, url: `mqtt://127.0.0.1:${port}`, serviceUrl: serviceUrl(port), stop, start }
}

function passwdTool(binary: string): string {
  const beside = join(dirname(binary), 'mosquitto_passwd')
  try {
    execFileSync(beside, ['--help'], { stdio: 'ignore' })
    return beside
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'mosquitto_passwd' : beside
  }
}

async function listening(port: number, ended: () => boolean): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt++) {
    if (ended()) throw new Error('mosquitto ended; TEST_LOG=debug shows why')
    const open = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1')
      socket.once('connect', () => {
        socket.destroy()
        resolve(true)
      })
      socket.once('error', () => resolve(false))
    })
    if (open) return
    await new Promise((resolve) => setTimeout(resolve, 25))
  }
  throw new Error(`mosquitto does not listen on ${port}`)
}

/** A self-signed certificate for 127.0.0.1 and its key, made now. @returns the paths of both. */
export function selfSigned(): { cert: string; key: string } {
  const dir = tempDir()
  const cert = join(dir, 'server.crt')
  const key = join(dir, 'server.key')
  const request = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '1']
  const names = ['-subj', '/CN=broker', '-addext', 'subjectAltName=IP:127.0.0.1']
  execFileSync('openssl', [...request, ...names, '-keyout', key, '-out', cert], { stdio: 'ignore' })
  return { cert, key }
}
