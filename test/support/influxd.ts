import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { findServer, freePort } from './servers.ts'

export const influxd = findServer('influxd')

/** A real InfluxDB 1.x of our own. */
export interface Influxd {
  readonly url: string
  /** Runs InfluxQL as the administrator, if there is one; throws what the server says is wrong. */
  query(statement: string, database?: string): Promise<QueryResult>
  /** SIGKILL; resolves when the process is gone. */
  kill(): Promise<void>
  /** The same data on the same port again. */
  start(): Promise<void>
}

export interface QueryResult {
  readonly series: readonly { readonly name: string; readonly columns: string[]; readonly values: unknown[][] }[]
}

const ADMIN = { user: 'admin', password: 'correct horse' }

/**
 * Starts influxd in a temp folder on a free loopback port, killed when the test ends.
 * @param options.auth with an administrator and checked passwords.
 * @param options.atEnd takes what ends it, for a server that several tests share.
 */
export async function startInfluxd(
  options: { auth?: boolean; atEnd?: (end: () => Promise<void>) => void } = {},
): Promise<Influxd> {
  if (influxd === undefined) throw new Error('there is no influxd')
  const program = influxd
  const auth = options.auth === true
  const dir = mkdtempSync(join(tmpdir(), 'yukiban-influxd-'))
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const config = writeConfig(dir, port, auth)
  let child: ChildProcess | undefined
  const query = (statement: string, database?: string) => runQuery(url, statement, database, auth)
  const kill = async () => {
    const running = child
    child = undefined
    if (running === undefined || running.exitCode !== null) return
    const exited = new Promise<void>((resolve) => running.once('exit', () => resolve()))
    running.kill('SIGKILL')
    await exited
  }
  const start = async () => {
    child = spawn(program, ['run', '-config', config], { stdio: 'ignore' })
    await answering(url)
  }
  const end = async () => {
    await kill()
    rmSync(dir, { recursive: true, force: true })
  }
  ;(options.atEnd ?? onTestFinished)(end)
  await start()
  if (auth) await query(`CREATE USER ${ADMIN.user} WITH PASSWORD '${ADMIN.password}' WITH ALL PRIVILEGES`)
  return { url, query, kill, start }
}

function writeConfig(dir: string, port: number, auth: boolean): string {
  for (const it of ['meta', 'data', 'wal']) mkdirSync(join(dir, it), { recursive: true })
  const path = join(dir, 'influxdb.conf')
  writeFileSync(
    path,
    `reporting-disabled = true
bind-address = "127.0.0.1:0"
[meta]
  dir = "${join(dir, 'meta')}"
[data]
  dir = "${join(dir, 'data')}"
  wal-dir = "${join(dir, 'wal')}"
[monitor]
  store-enabled = false
[http]
  bind-address = "127.0.0.1:${port}"
  auth-enabled = ${auth}
  log-enabled = false
`,
  )
  return path
}

async function answering(url: string): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt++) {
    const ok = await fetch(`${url}/ping`).then(
      (it) => it.ok,
      () => false,
    )
    if (ok) return
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error(`influxd at ${url} does not answer`)
}

async function runQuery(url: string, statement: string, database = '', auth = false): Promise<QueryResult> {
  const basic = Buffer.from(`${ADMIN.user}:${ADMIN.password}`).toString('base64')
  const response = await fetch(`${url}/query`, {
    method: 'POST',
    headers: auth ? { authorization: `Basic ${basic}` } : {},
    body: new URLSearchParams({ q: statement, db: database, epoch: 'ns' }),
  })
  const answer = (await response.json()) as {
    error?: string
    results?: { error?: string; series?: QueryResult['series'] }[]
  }
  const error = answer.error ?? answer.results?.find((it) => it.error !== undefined)?.error
  if (error !== undefined) throw new Error(error)
  return { series: answer.results?.flatMap((it) => it.series ?? []) ?? [] }
}
