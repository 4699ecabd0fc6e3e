import { lookup as dnsLookup, type LookupAddress, type LookupOptions } from 'node:dns'
import type { LookupFunction } from 'node:net'
import type { Readable } from 'node:stream'
import { Agent, buildConnector, request } from 'undici'
import { textOf } from '../problems/say.ts'
import { type AllowedRanges, checkUrl, isPermittedAddress, literalAddress, notPublic } from './address-guard.ts'
import type { PostResult } from './verdict.ts'

/**
 * A request to somebody else's URL without letting it reach our network. Three checks, since each alone can be passed by:
 * literal addresses before connecting (no look-up happens for them), every address a name resolves to, and the address
 * of the connected socket. Redirects are not followed.
 */

/** A response's body means nothing to us; this much is read so that an ordinary answer ends in good order. */
const MAX_BODY_BYTES = 16_384
const MAX_RESPONSE_HEADER_BYTES = 16_384

export interface OutboundRequest {
  readonly url: string
  /** POST unless said otherwise. */
  readonly method?: 'POST' | 'PUT' | 'GET'
  readonly headers: Readonly<Record<string, string>>
  /** null: none. */
  readonly body: string | Uint8Array | null
  /** For the whole of it: look-up, connection, TLS, sending and answer. Real time. */
  readonly timeoutMs: number
}

export interface GuardedClient {
  /** Never rejects. */
  request(request: OutboundRequest): Promise<PostResult>
  /** Breaks off what is under way. */
  close(): Promise<void>
}

/** The address may not be reached. */
export class AddressRefused extends Error {
  constructor(host: string) {
    super(`the URL ${textOf(notPublic(host), 'en')}`)
    this.name = 'AddressRefused'
  }
}

/** A client for outbound requests that reaches public addresses and `allowed` ranges only. */
export function guardedClient(allowed: AllowedRanges): GuardedClient {
  const agent = new Agent({ connect: guardedConnector(allowed), maxHeaderSize: MAX_RESPONSE_HEADER_BYTES })
  return {
    request: (it) => send(agent, allowed, it),
    close: () => agent.destroy(),
  }
}

async function send(agent: Agent, allowed: AllowedRanges, it: OutboundRequest): Promise<PostResult> {
  const problem = checkUrl(it.url, allowed)
  if (problem !== undefined) return { kind: 'refused', why: `the URL ${problem.message}` }
  const signal = AbortSignal.timeout(it.timeoutMs)
  try {
    const response = await request(it.url, {
      dispatcher: agent,
      method: it.method ?? 'POST',
      headers: it.headers,
      body: it.body,
      signal,
      // A connection kept for hours is likely dead when the next order comes; a fresh one also resolves anew.
      reset: true,
    })
    await drain(response.body)
    return { kind: 'response', status: response.statusCode, retryAfterS: retryAfterS(response.headers['retry-after']) }
  } catch (error) {
    if (error instanceof AddressRefused) return { kind: 'refused', why: error.message }
    if (signal.aborted) return { kind: 'error', why: `no answer within ${it.timeoutMs / 1000} s` }
    return { kind: 'error', why: describe(error) }
  }
}

/** Reads the body up to the cap. The status has been received: whatever happens to the body does not change it. */
async function drain(body: Readable): Promise<void> {
  let bytes = 0
  try {
    for await (const chunk of body) {
      bytes += (chunk as Uint8Array).length
      if (bytes >= MAX_BODY_BYTES) break
    }
  } catch {
    // An endpoint that breaks off or stalls after its status has still said what it had to say.
  } finally {
    body.destroy()
  }
}

/**
 * Connects undici to permitted addresses only; fails with AddressRefused for others.
 * @param lookup how names are resolved; whatever it says, the connected address is checked.
 */
export function guardedConnector(
  allowed: AllowedRanges,
  lookup: LookupFunction = filteringLookup(allowed),
): buildConnector.connector {
  const connect = buildConnector({ allowH2: false, lookup })
  return (options, callback) => {
    const literal = literalAddress(options.hostname)
    if (literal !== undefined && !isPermittedAddress(literal, allowed)) {
      callback(new AddressRefused(literal), null)
      return
    }
    connect(options, (error, socket) => {
      if (error !== null) return callback(error, null)
      const remote = socket.remoteAddress
      if (remote !== undefined && isPermittedAddress(remote, allowed)) return callback(null, socket)
      socket.destroy()
      callback(new AddressRefused(remote ?? options.hostname), null)
    })
  }
}

/** Finds all addresses of a name. */
export type ResolveAll = (
  hostname: string,
  options: LookupOptions & { readonly all: true },
  callback: (error: NodeJS.ErrnoException | null, found: LookupAddress[]) => void,
) => void

/** DNS look-up that keeps the permitted addresses only, and fails when none is left. */
export function filteringLookup(allowed: AllowedRanges, resolve: ResolveAll = dnsLookup): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname, { ...options, all: true }, (error, found) => {
      if (error !== null) return callback(error, [])
      const permitted = found.filter((it) => isPermittedAddress(it.address, allowed))
      const [first] = permitted
      if (first === undefined) return callback(new AddressRefused(hostname), [])
      if (options.all) callback(null, permitted)
      else callback(null, first.address, first.family)
    })
  }
}

/** Seconds from a Retry-After header; null when absent or given as a date. */
function retryAfterS(header: string | string[] | undefined): number | null {
  return typeof header === 'string' && /^\d{1,9}$/.test(header.trim()) ? Number(header) : null
}

/** A network error in one line. Attempts on several addresses come as an AggregateError without a message. */
function describe(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return error.errors.map(describe).join('; ')
  if (!(error instanceof Error)) return String(error)
  const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
  return error.message.includes(code) ? error.message : `${code}: ${error.message}`
}
