import { createHash } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { DAY_MS, MINUTE_MS } from '../domain/time.ts'
import { YukibanError } from '../errors.ts'
import { fieldProblem, say } from '../problems/say.ts'
import { claimIdempotencyKey, type IdempotencyRecord } from '../store/idempotency/claim-idempotency-key.ts'
import { pruneIdempotencyKeys } from '../store/idempotency/prune-idempotency-keys.ts'
import { releaseIdempotencyKey } from '../store/idempotency/release-idempotency-key.ts'
import { saveIdempotentResponse } from '../store/idempotency/save-idempotent-response.ts'
import { bearerKey } from './auth.ts'
import { sessionCookie } from './cookies.ts'
import type { Api, ApiDeps } from './deps.ts'
import { principalOf } from './principal.ts'
import { seal, unseal } from './seal.ts'

/**
 * `Idempotency-Key` on writes. A caller's key belongs to one request (method, path, body): its repeats get the stored
 * answer, another request is refused. The key is taken before the handler runs, so two at once cannot both run; a
 * holder that vanished (a crash) is given up after a minute, or after the time its route may take, and the commands
 * behind are safe to repeat. Answers of 500 and above are not kept. Kept answers are sealed with the caller's
 * credentials: a key, or the token of a session. A repeat by the same person from another session is not done twice,
 * and is told that the answer is not for it to read. What a person does with the own session takes no such key: it
 * changes the credentials themselves.
 */

/** How long an answer is kept for its repeats. */
export const KEY_LIFETIME_MS = DAY_MS
const CLAIM_LEASE_MS = MINUTE_MS
/** Unanswered keys are deleted when no route can still be at work for one. */
const ABANDONED_MS = DAY_MS
const PRUNE_EVERY_MS = 10 * MINUTE_MS
const MAX_KEY_LENGTH = 255
const WRITES = new Set(['POST', 'PUT', 'PATCH', 'DELETE'])
/** Headers of an answer that its repeats carry as well. */
const KEPT_HEADERS = ['content-type', 'location', 'etag'] as const

interface Claim {
  readonly principal: string
  readonly key: string
  readonly credentials: string
}

declare module 'fastify' {
  interface FastifyRequest {
    /** The key this request holds and must answer for. */
    idempotencyClaim: Claim | null
  }
  interface FastifyContextConfig {
    /** How long the route may be at work for one request, where that is more than a minute. */
    claimLeaseMs?: number
  }
}

/** Has every write of the API answer a repeated `Idempotency-Key` with its first answer. */
export function registerIdempotency(app: Api, deps: Pick<ApiDeps, 'db' | 'clock' | 'config'>): void {
  let prunedAtMs = Number.NEGATIVE_INFINITY
  app.decorateRequest('idempotencyClaim', null)
  app.addHook('preHandler', async (request, reply) => {
    const claim = claimOf(request, deps.config)
    if (claim === undefined) return
    const nowMs = deps.clock.now()
    const leaseMs = request.routeOptions.config.claimLeaseMs ?? CLAIM_LEASE_MS
    const over = { answeredBeforeMs: nowMs - KEY_LIFETIME_MS, abandonedBeforeMs: nowMs - leaseMs }
    if (nowMs - prunedAtMs >= PRUNE_EVERY_MS) {
      prunedAtMs = nowMs
      await pruneIdempotencyKeys(deps.db, over.answeredBeforeMs, nowMs - ABANDONED_MS)
    }
    const requestSha256 = requestHash(request)
    const earlier = await claimIdempotencyKey(deps.db, { ...claim, requestSha256, nowMs, ...over })
    if (earlier !== undefined) return replay(earlier, requestSha256, claim, reply)
    request.idempotencyClaim = claim
  })
  app.addHook('onSend', async (request, reply, payload) => {
    const claim = request.idempotencyClaim
    if (claim === null) return payload
    request.idempotencyClaim = null
    await settle(deps, claim, reply, typeof payload === 'string' ? payload : '')
    return payload
  })
}

/** What a write with an `Idempotency-Key` lays claim to; undefined for every other request. */
function claimOf(request: FastifyRequest, config: ApiDeps['config']): Claim | undefined {
  const key = request.headers['idempotency-key']
  if (key === undefined || !WRITES.has(request.method) || request.is404) return undefined
  if (request.routeOptions.config.session) return undefined
  if (typeof key !== 'string' || key.length < 1 || key.length > MAX_KEY_LENGTH) {
    throw new YukibanError('request-invalid', say('idempotency-key', { most: MAX_KEY_LENGTH }), {
      problems: [fieldProblem('Idempotency-Key', say('idempotency-key-length', { most: MAX_KEY_LENGTH }))],
    })
  }
  const principal = principalOf(request)
  const credentials =
    principal.session === null ? bearerKey(request.headers.authorization) : sessionCookie(request, config)
  return { principal: principal.id, key, credentials: credentials ?? '' }
}

function requestHash(request: FastifyRequest): string {
  const body = request.body === undefined ? '' : JSON.stringify(request.body)
  return createHash('sha256').update(`${request.method}\n${request.url}\n${body}`).digest('hex')
}

function replay(earlier: IdempotencyRecord, requestSha256: string, claim: Claim, reply: FastifyReply): FastifyReply {
  if (earlier.requestSha256 !== requestSha256) {
    throw new YukibanError('idempotency-conflict', say('idempotency-other'))
  }
  if (earlier.response === null) {
    throw new YukibanError('conflict', say('idempotency-running'))
  }
  const kept = open(earlier.response.sealed, claim)
  return reply
    .code(earlier.response.status)
    .headers(kept.headers)
    .header('idempotent-replayed', 'true')
    .serializer((body: unknown) => String(body))
    .send(kept.body)
}

function open(sealed: string, claim: Claim): KeptResponse {
  try {
    return JSON.parse(unseal(sealed, claim.credentials, claim.key)) as KeptResponse
  } catch (cause) {
    throw new YukibanError('conflict', say('idempotency-earlier-session'), { cause })
  }
}

interface KeptResponse {
  readonly headers: Record<string, string>
  readonly body: string
}

async function settle(deps: Pick<ApiDeps, 'db'>, claim: Claim, reply: FastifyReply, body: string): Promise<void> {
  if (reply.statusCode >= 500) {
    await releaseIdempotencyKey(deps.db, claim.principal, claim.key)
    return
  }
  const headers: Record<string, string> = {}
  for (const name of KEPT_HEADERS) {
    const value = reply.getHeader(name)
    if (typeof value === 'string') headers[name] = value
  }
  const kept: KeptResponse = { headers, body }
  await saveIdempotentResponse(deps.db, {
    principal: claim.principal,
    key: claim.key,
    status: reply.statusCode,
    sealed: seal(JSON.stringify(kept), claim.credentials, claim.key),
  })
}
