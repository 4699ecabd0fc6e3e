import type { FastifyReply, FastifyRequest } from 'fastify'
import { isSessionToken } from '../access/session-token.ts'
import type { Config } from '../config.ts'
import { DAY_MS } from '../domain/time.ts'

/**
 * Two cookies, neither readable by scripts: the session, and the mark of a browser that somebody has signed in with
 * before. Over HTTPS they carry the prefix `__Host-`, so that no other host and no plain page can set them; in the clear
 * they exist for a browser on this machine only.
 */

const SECURE_PREFIX = '__Host-'
/** Names without their prefix. */
const SESSION_COOKIE = 'yukiban'
const BROWSER_COOKIE = 'yukiban-browser'
/** Browsers keep no cookie longer. */
const BROWSER_COOKIE_MS = 400 * DAY_MS

type CookieConfig = Pick<Config, 'access' | 'channels'>

/** The session token a browser sent; undefined when there is none, or more than one. */
export function sessionCookie(request: FastifyRequest, config: CookieConfig): string | undefined {
  const token = cookieOf(request, cookieName(SESSION_COOKIE, isSecure(request, config)))
  return token !== undefined && isSessionToken(token) ? token : undefined
}

/** The mark of a known browser, if it sent one. */
export function browserCookie(request: FastifyRequest, config: CookieConfig): string | undefined {
  return cookieOf(request, cookieName(BROWSER_COOKIE, isSecure(request, config)))
}

/** Signs the browser in: the session's cookie, for as long as a session may last at the longest. */
export function setSessionCookie(
  request: FastifyRequest,
  reply: FastifyReply,
  config: CookieConfig,
  token: string,
): void {
  setCookie(request, reply, config, { name: SESSION_COOKIE, value: token, maxAgeMs: config.access.maxMs })
}

/** Signs the browser out: it forgets the session's cookie. */
export function clearSessionCookie(request: FastifyRequest, reply: FastifyReply, config: CookieConfig): void {
  setCookie(request, reply, config, { name: SESSION_COOKIE, value: '', maxAgeMs: 0 })
}

/** Marks a browser that somebody has signed in with, so that it passes limits meant for strangers. */
export function setBrowserCookie(
  request: FastifyRequest,
  reply: FastifyReply,
  config: CookieConfig,
  mark: string,
): void {
  setCookie(request, reply, config, { name: BROWSER_COOKIE, value: mark, maxAgeMs: BROWSER_COOKIE_MS })
}

function setCookie(
  request: FastifyRequest,
  reply: FastifyReply,
  config: CookieConfig,
  cookie: { readonly name: string; readonly value: string; readonly maxAgeMs: number },
): void {
  const secure = isSecure(request, config)
  const parts = [
    `${cookieName(cookie.name, secure)}=${cookie.value}`,
    'Path=/',
    `Max-Age=${Math.floor(cookie.maxAgeMs / 1000)}`,
    'HttpOnly',
    'SameSite=Strict',
    ...(secure ? ['Secure'] : []),
  ]
  // a second call adds a second header
  reply.header('set-cookie', parts.join('; '))
}

function cookieName(name: string, secure: boolean): string {
  return secure ? SECURE_PREFIX + name : name
}

/** One that is there twice is not believed: somebody else set one of them. */
function cookieOf(request: FastifyRequest, name: string): string | undefined {
  const all = (request.headers.cookie ?? '').split(';').map((it) => it.trim())
  const [value, ...others] = all.filter((it) => it.startsWith(`${name}=`)).map((it) => it.slice(name.length + 1))
  return others.length === 0 && value !== '' ? value : undefined
}

/** False only for what a browser on this machine asks in the clear. */
function isSecure(request: FastifyRequest, config: CookieConfig): boolean {
  if (config.access.secureCookies === 'always' || config.channels.publicUrl?.startsWith('https:')) return true
  // believed from anybody: it can only make the cookie stricter
  const forwarded = String(request.headers['x-forwarded-proto'] ?? '')
  if (request.protocol === 'https' || /^\s*https\b/i.test(forwarded)) return true
  return !/^(localhost|127(\.\d{1,3}){3}|\[?::1\]?)$/i.test(request.hostname)
}
