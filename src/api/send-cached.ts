import type { FastifyReply, FastifyRequest } from 'fastify'

/** A body that many may have, in the forms that were made of it. */
export interface CachedBody {
  readonly type: string
  /** Without quotes; names the content, whatever its encoding. */
  readonly etag: string
  readonly plain: Buffer
  readonly gzip: Buffer | null
  readonly brotli?: Buffer | null
}

/**
 * Sends a body in the best encoding its caller takes, or 304 when the caller has it. The ETag is weak: one name for all
 * encodings, so that caches in between may compress as they like.
 */
export function sendCached(
  request: FastifyRequest,
  reply: FastifyReply,
  body: CachedBody,
  cacheControl: string,
): FastifyReply {
  const etag = `W/"${body.etag}"`
  reply.headers({ etag, 'cache-control': cacheControl, vary: 'accept-encoding' })
  if (knows(request.headers['if-none-match'], body.etag)) return reply.code(304).send()
  reply.type(body.type)
  const accepted = acceptedEncodings(request.headers['accept-encoding'])
  if (body.brotli && accepted.has('br')) return reply.header('content-encoding', 'br').send(body.brotli)
  if (body.gzip && accepted.has('gzip')) return reply.header('content-encoding', 'gzip').send(body.gzip)
  return reply.send(body.plain)
}

function knows(ifNoneMatch: string | undefined, etag: string): boolean {
  if (ifNoneMatch === undefined) return false
  const names = ifNoneMatch.split(',').map((it) => it.trim().replace(/^W\//, ''))
  return names.includes('*') || names.includes(`"${etag}"`)
}

function acceptedEncodings(header: string | string[] | undefined): ReadonlySet<string> {
  const parts = [header ?? ''].flat().join(',').split(',')
  const wanted = parts.filter((it) => !/;\s*q=0(?:\.0*)?\s*$/.test(it))
  return new Set(wanted.map((it) => (it.split(';')[0] ?? '').trim().toLowerCase()))
}
