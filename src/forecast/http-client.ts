import type { Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { Agent, request } from 'undici'
import type { HttpAnswer } from './provider.ts'

/**
 * GET from a weather service. Only the host the operator configured is reached: redirects are not followed, whatever
 * they point at. What the service sends is bounded, also after unpacking.
 */
export interface WeatherClient {
  /** Never rejects. */
  get(ask: WeatherAsk): Promise<HttpAnswer | { readonly failure: string }>
  /** Breaks off what is under way. */
  close(): Promise<void>
}

export interface WeatherAsk {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  /** For the whole of it, real time. */
  readonly timeoutMs: number
  /** Of the body, unpacked. */
  readonly maxBytes: number
}

const MAX_HEADER_BYTES = 32_768
/** Both at once and in all: a service is asked one question at a time. */
const CONNECTIONS = 2

/** A client for weather services. */
export function weatherClient(): WeatherClient {
  const agent = new Agent({ maxHeaderSize: MAX_HEADER_BYTES, connections: CONNECTIONS, allowH2: false })
  return { get: (ask) => get(agent, ask), close: () => agent.destroy() }
}

async function get(agent: Agent, ask: WeatherAsk): Promise<HttpAnswer | { failure: string }> {
  const signal = AbortSignal.timeout(ask.timeoutMs)
  try {
    const response = await request(ask.url, {
      dispatcher: agent,
      method: 'GET',
      headers: { ...ask.headers, 'accept-encoding': 'gzip' },
      signal,
    })
    // A body given up on says so as an error, to nobody in particular.
    response.body.on('error', () => {})
    const headers = plainHeaders(response.headers)
    if (response.statusCode >= 300 && response.statusCode < 400 && response.statusCode !== 304) {
      response.body.destroy()
      return { failure: `it redirects (${response.statusCode}${target(headers.location)}); redirects are not followed` }
    }
    const body = await readBody(response.body, headers['content-encoding'], ask.maxBytes)
    return { status: response.statusCode, headers, body }
  } catch (error) {
    if (error instanceof TooLarge) return { failure: error.message }
    if (signal.aborted) return { failure: `no answer within ${ask.timeoutMs / 1000} s` }
    return { failure: describe(error) }
  }
}

class TooLarge extends Error {}

async function readBody(body: Readable, encoding: string | undefined, maxBytes: number): Promise<string> {
  const packed = encoding?.toLowerCase() === 'gzip' || encoding?.toLowerCase() === 'x-gzip'
  const unpacked = packed ? body.pipe(createGunzip()) : body
  // A pipe hands on data, not errors.
  if (packed) body.on('error', (error) => unpacked.destroy(error))
  const chunks: Buffer[] = []
  let bytes = 0
  try {
    for await (const chunk of unpacked) {
      bytes += (chunk as Buffer).length
      if (bytes > maxBytes)
        throw new TooLarge(`its answer is larger than ${maxBytes} bytes (YUKIBAN_FORECAST_MAX_BYTES)`)
      chunks.push(chunk as Buffer)
    }
  } finally {
    unpacked.destroy()
    body.destroy()
  }
  return Buffer.concat(chunks).toString('utf8')
}

/** The host a redirect names, never its path or query: they may repeat our key. */
function target(location: string | undefined): string {
  const host = location === undefined ? null : URL.parse(location)?.host
  return host == null || host === '' ? '' : ` to ${host}`
}

function plainHeaders(headers: Readonly<Record<string, string | string[] | undefined>>): Record<string, string> {
  const plain: Record<string, string> = {}
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) plain[name.toLowerCase()] = Array.isArray(value) ? value.join(', ') : value
  }
  return plain
}

/** A network error in one line. Attempts on several addresses come as an AggregateError without a message. */
function describe(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return error.errors.map(describe).join('; ')
  if (!(error instanceof Error)) return String(error)
  const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
  return error.message.includes(code) ? error.message : `${code}: ${error.message}`
}
