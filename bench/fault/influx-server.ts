import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { findServer, freePort } from '../../test/support/servers.ts'
import { LOAD_CORE, PinnedProcess } from '../ingest/process.ts'

const DATABASE = 'sensors'
const STARTS = 200
const POLL_MS = 50

/** An InfluxDB 1.x of our own in a folder of its own, for the service to forward to. */
export class InfluxServer {
  readonly #program: string
  readonly #config: string
  readonly #url: string
  #process: PinnedProcess | undefined

  private constructor(program: string, config: string, url: string) {
    this.#program = program
    this.#config = config
    this.#url = url
  }

  /** @returns the server, running, or why there can be none. */
  static async start(dir: string): Promise<InfluxServer | string> {
    const program = findServer('influxd')
    if (program === undefined) return 'influxd is not installed (or TEST_INFLUXD_BIN)'
    const port = await freePort()
    for (const it of ['meta', 'data', 'wal']) mkdirSync(join(dir, 'influx', it), { recursive: true })
    const config = join(dir, 'influx', 'influxdb.conf')
    const folder = (name: string) => JSON.stringify(join(dir, 'influx', name))
    writeFileSync(
      config,
      `reporting-disabled = true\nbind-address = "127.0.0.1:0"\n[meta]\ndir = ${folder('meta')}\n[data]\n` +
        `dir = ${folder('data')}\nwal-dir = ${folder('wal')}\n[monitor]\nstore-enabled = false\n` +
        `[http]\nbind-address = "127.0.0.1:${port}"\nlog-enabled = false\n`,
    )
    const server = new InfluxServer(program, config, `http://127.0.0.1:${port}`)
    await server.start()
    await server.query(`CREATE DATABASE ${DATABASE}`)
    return server
  }

  /** What makes the service forward here. */
  get settings(): Readonly<Record<string, string>> {
    // The load's readings are of the past; what InfluxDB has would be taken from the file, which is counted.
    return { YUKIBAN_INFLUX_URL: this.#url, YUKIBAN_INFLUX_BUCKET: DATABASE, YUKIBAN_SPOOL_KEEP_DAYS: '3650' }
  }

  async start(): Promise<void> {
    this.#process = new PinnedProcess(LOAD_CORE, this.#program, ['run', '-config', this.#config])
    for (let attempt = 0; attempt < STARTS; attempt++) {
      if (
        await fetch(`${this.#url}/ping`).then(
          (it) => it.ok,
          () => false,
        )
      )
        return
      await new Promise((resolve) => setTimeout(resolve, POLL_MS))
    }
    throw new Error('influxd does not answer')
  }

  async kill(): Promise<void> {
    await this.#process?.stop('SIGKILL')
  }

  /** How many readings it holds. */
  async readings(): Promise<number> {
    const answer = await this.query(`SELECT count(distance_mm) FROM reading`)
    return answer.results?.[0]?.series?.[0]?.values?.[0]?.[1] ?? 0
  }

  async query(q: string): Promise<{ results?: { series?: { values?: [string, number][] }[] }[] }> {
    const response = await fetch(`${this.#url}/query`, {
      method: 'POST',
      body: new URLSearchParams({ q, db: DATABASE }),
    })
    return (await response.json()) as { results?: { series?: { values?: [string, number][] }[] }[] }
  }
}
