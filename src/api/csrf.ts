import type { FastifyRequest } from 'fastify'
import { csrfMatches } from '../access/session-token.ts'
import type { Config } from '../config.ts'
import { YukibanError } from '../errors.ts'
import { say } from '../problems/say.ts'

/**
 * A browser sends its cookies with whatever any page makes it send. So a change that rests on a cookie must show that
 * our own page made it: by a header only that page can fill, and by what the browser itself says of where it comes from.
 */

export const CSRF_HEADER = 'x-csrf-token'
const SAFE = new Set(['GET', 'HEAD', 'OPTIONS'])

/** Throws `csrf-refused` for a change that does not come from our own pages. */
export function requireCsrf(request: FastifyRequest, sessionToken: string, config: Pick<Config, 'channels'>): void {
  if (SAFE.has(request.method)) return
  requireOwnOrigin(request, config)
  const given = request.headers[CSRF_HEADER]
  if (typeof given === 'string' && csrfMatches(sessionToken, given)) return
  const header = CSRF_HEADER
  const what = given === undefined ? say('csrf-missing', { header }) : say('csrf-other', { header })
  throw new YukibanError('csrf-refused', what)
}

/** Throws `csrf-refused` when the browser says that another site's page made the request. */
export function requireOwnOrigin(request: FastifyRequest, config: Pick<Config, 'channels'>): void {
  const site = request.headers['sec-fetch-site']
  if (site !== undefined && site !== 'same-origin') {
    throw new YukibanError('csrf-refused', say('csrf-site', { site: String(site).slice(0, 40) }))
  }
  const { origin } = request.headers
  // the browser has compared them itself, behind whatever proxy
  if (origin === undefined || site === 'same-origin') return
  const url = URL.parse(origin)
  const publicUrl = URL.parse(config.channels.publicUrl ?? '')
  if (url !== null && (url.host === request.host || url.origin === publicUrl?.origin)) return
  throw new YukibanError('csrf-refused', say('csrf-origin', { origin: origin.slice(0, 200) }))
}
