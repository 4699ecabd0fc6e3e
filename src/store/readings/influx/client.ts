import { Agent as HttpAgent } from 'node:http'
import { Agent as HttpsAgent } from 'node:https'
import { HttpError, InfluxDB, type Transport } from '@influxdata/influxdb-client'
import { InfluxFault } from './fault.ts'
import { errorText, type WriteVerdict, writeVerdict } from './write-verdict.ts'

/** Where and as whom to reach InfluxDB. A token is for 2.x and 3.x; user and password (or neither) are for 1.x. */
export interface InfluxSettings {
  readonly url: string
  readonly org: string
  /** Bucket of 2.x and 3.x, database of 1.x. */
  readonly bucket: string
  readonly credentials:
    | { readonly kind: 'token'; readonly token: string }
    | { readonly kind: 'password'; readonly user: string; readonly password: string }
    | { readonly kind: 'none' }
}

/** One cell of an InfluxQL answer. */
export type Cell = string | number | boolean | null

/** Rows of the first series of an InfluxQL answer. */
export interface Rows {
  readonly columns: readonly string[]
  readonly values: readonly (readonly Cell[])[]
}

interface QueryAnswer {
  readonly error?: string
  readonly results?: readonly { readonly error?: string; readonly series?: readonly Rows[] }[]
}

/** One request may take this long altogether. */
const REQUEST_TIMEOUT_MS = 10_000

const NO_ROWS: Rows = { columns: [], values: [] }

/**
 * Writes and reads by the official client's transport. Its own buffering, retries and time-outs are not used: the spool
 * is the buffer, the forwarder retries, and every request has one deadline.
 */
export class InfluxClient {
  readonly settings: InfluxSettings
  readonly #transport: Transport
  readonly #agent: HttpAgent
  readonly #closed = new AbortController()
  readonly #timeoutMs: number
  readonly #headers: Readonly<Record<string, string>>

  constructor(settings: InfluxSettings, timeoutMs: number = REQUEST_TIMEOUT_MS) {
    this.settings = settings
    this.#timeoutMs = timeoutMs
    const secure = settings.url.startsWith('https:')
    this.#agent = secure ? new HttpsAgent({ keepAlive: true }) : new HttpAgent({ keepAlive: true })
    // The client's own socket time-out leaves its socket behind; ours comes first.
    const options = { url: settings.url, timeout: timeoutMs * 2, transportOptions: { agent: this.#agent } }
    this.#transport = new InfluxDB(options).transport
    this.#headers = authorization(settings)
  }

  /**
   * The server's version such as `1.6.7` or `v2.7.1`, as /ping tells it; undefined when a proxy hides it.
   * Throws InfluxFault `passing` when the server cannot be reached.
   */
  async version(): Promise<string | undefined> {
    let version: string | undefined
    const started = (headers: Readonly<Record<string, unknown>>) => {
      version = typeof headers['x-influxdb-version'] === 'string' ? headers['x-influxdb-version'] : undefined
    }
    try {
      await this.#transport.request(
        '/ping',
        '',
        { method: 'GET', headers: this.#headers, ...this.#deadline() },
        started,
      )
    } catch (error) {
      if (error instanceof HttpError && error.statusCode < 500) return version
      throw this.#fault(error)
    }
    return version
  }

  /** Sends lines as one request. Throws InfluxFault `passing` when no answer came. */
  async write(lines: readonly string[]): Promise<WriteVerdict> {
    const headers = { ...this.#headers, 'content-type': 'text/plain; charset=utf-8' }
    const options = { method: 'POST', headers, gzipThreshold: 1024, ...this.#deadline() }
    try {
      await this.#transport.request(this.#writePath(), lines.join('\n'), options)
      return { kind: 'stored' }
    } catch (error) {
      if (!(error instanceof HttpError)) throw this.#fault(error)
      return writeVerdict(error.statusCode, error.body ?? '', header(error, 'retry-after'))
    }
  }

  /**
   * Runs one InfluxQL statement; times in the answer are epoch microseconds.
   * Throws InfluxFault: `passing` without an answer or from a server in trouble, else `setting`.
   * @param parameters bound to `$name` in the statement. Times must be ISO 8601 text: numbers would mean nanoseconds.
   */
  async query(statement: string, parameters: Readonly<Record<string, string>> = {}): Promise<Rows> {
    const form = new URLSearchParams({ db: this.settings.bucket, epoch: 'u', q: statement })
    form.set('params', JSON.stringify(parameters))
    const headers = {
      ...this.#headers,
      accept: 'application/json',
      'content-type': 'application/x-www-form-urlencoded',
    }
    let answer: QueryAnswer | undefined
    try {
      const options = { method: 'POST', headers, ...this.#deadline() }
      answer = (await this.#transport.request(this.#queryPath(), form.toString(), options)) as QueryAnswer | undefined
    } catch (error) {
      throw this.#fault(error)
    }
    const [result] = answer?.results ?? []
    // Errors about the statement's meaning come with status 200.
    const why = answer?.error ?? result?.error
    if (why !== undefined) throw new InfluxFault(/timeout|too many|limit/i.test(why) ? 'passing' : 'setting', why)
    return result?.series?.[0] ?? NO_ROWS
  }

  /** Aborts what is under way and closes every connection. */
  close(): void {
    this.#closed.abort()
    this.#agent.destroy()
  }

  #writePath(): string {
    const { credentials, bucket, org } = this.settings
    if (credentials.kind === 'token') return `/api/v2/write?${new URLSearchParams({ org, bucket, precision: 'ns' })}`
    return `/write?${new URLSearchParams({ db: bucket, precision: 'ns' })}`
  }

  #queryPath(): string {
    const { credentials, org } = this.settings
    return credentials.kind === 'token' ? `/query?${new URLSearchParams({ org })}` : '/query'
  }

  #deadline(): { signal: AbortSignal } {
    return { signal: AbortSignal.any([this.#closed.signal, AbortSignal.timeout(this.#timeoutMs)]) }
  }

  #fault(error: unknown): InfluxFault {
    if (error instanceof HttpError) {
      const verdict = writeVerdict(error.statusCode, error.body ?? '', header(error, 'retry-after'))
      if (verdict.kind === 'passing') {
        return new InfluxFault('passing', verdict.message, { retryAfterMs: verdict.retryAfterMs, cause: error })
      }
      return new InfluxFault('setting', describeRefusal(this.settings, error.statusCode, errorText(error.body ?? '')))
    }
    const why = error instanceof Error ? error.message || error.name : String(error)
    const aborted = error instanceof Error && error.name === 'AbortError'
    const what = aborted ? `no answer within ${this.#timeoutMs / 1000} s` : why
    return new InfluxFault('passing', `cannot reach ${this.settings.url}: ${what}`, { cause: error })
  }
}

/** A refusal in the words of whoever must correct it: the settings concerned and what to do. */
export function describeRefusal(settings: InfluxSettings, status: number, text: string): string {
  const said = `InfluxDB answered ${status}${text === '' ? '' : ` (${text})`}`
  const v2 = settings.credentials.kind === 'token'
  const secret = v2 ? 'YUKIBAN_INFLUX_TOKEN' : 'YUKIBAN_INFLUX_USER and YUKIBAN_INFLUX_PASSWORD'
  const place = v2 ? `bucket ${settings.bucket} of ${settings.org}` : `database ${settings.bucket}`
  switch (status) {
    case 401:
      return `${said}: it does not accept ${secret}; give valid credentials`
    case 403:
      return `${said}: ${secret} must allow reading and writing ${place}`
    case 404:
      return v2
        ? `${said}: YUKIBAN_INFLUX_ORG=${settings.org} or YUKIBAN_INFLUX_BUCKET=${settings.bucket} does not exist; create it`
        : `${said}: YUKIBAN_INFLUX_BUCKET=${settings.bucket} does not exist; create it with CREATE DATABASE`
    default:
      return `${said}: is YUKIBAN_INFLUX_URL=${settings.url} an InfluxDB?`
  }
}

function authorization({ credentials }: InfluxSettings): Record<string, string> {
  switch (credentials.kind) {
    case 'token':
      return { authorization: `Token ${credentials.token}` }
    case 'password': {
      const pair = Buffer.from(`${credentials.user}:${credentials.password}`, 'utf8').toString('base64')
      return { authorization: `Basic ${pair}` }
    }
    case 'none':
      return {}
  }
}

function header(error: HttpError, name: string): string | undefined {
  const value: unknown = error.headers?.[name]
  return typeof value === 'string' ? value : undefined
}
