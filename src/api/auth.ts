import type { FastifyRequest } from 'fastify'
import { type Scope, scopesOf } from '../domain/role.ts'
import { YukibanError } from '../errors.ts'
import { say } from '../problems/say.ts'
import { findApiKey } from '../store/api-keys/find-api-key.ts'
import { AuthThrottle } from './auth-throttle.ts'
import { sessionCookie } from './cookies.ts'
import { requireCsrf, requireOwnOrigin } from './csrf.ts'
import type { Api, ApiDeps } from './deps.ts'
import { KeyUseJournal } from './key-use.ts'
import type { Principal } from './principal.ts'
import { ThrottledError } from './problem.ts'
import { principalOfSession } from './session-principal.ts'

/** Any one of these scopes admits a caller. */
export type RequiredScope = Scope | readonly Scope[]

declare module 'fastify' {
  interface FastifyRequest {
    /** Set on routes that ask for a scope or a session. */
    principal: Principal | null
  }
  interface FastifyContextConfig {
    /** What a caller must hold; every route names this, `session` or `public`. */
    scope?: RequiredScope
    /** True for what a signed-in person does with the own session, whatever the role. Keys have none. */
    session?: true
    /** True when no key is needed. */
    public?: true
    /** True for a public route that our own pages alone may call from a browser. */
    ownPages?: true
  }
}

type AuthDeps = Pick<ApiDeps, 'db' | 'clock' | 'config'>

/** Authentication by key or session, and scopes, by what each route declares. */
export function registerAuth(app: Api, deps: AuthDeps): void {
  const throttle = new AuthThrottle()
  const uses = new KeyUseJournal(deps, app.log)
  app.addHook('onClose', () => uses.settled())
  app.decorateRequest('principal', null)
  app.addHook('onRequest', async (request) => {
    const { config } = request.routeOptions
    if (config.ownPages) requireOwnOrigin(request, deps.config)
    if (request.is404 || config.public) return
    request.principal = await authenticate(request, deps, throttle)
    // a stream's response may be days away; others must not wait for the database's only connection
    if (config.longLived) noteUse(uses, request.principal)
    if (config.session) admitPerson(request.principal)
    else admit(request.principal, config.scope)
  })
  // a public route that sets a principal knows it by something that is no key
  const note = async ({ principal, routeOptions }: FastifyRequest) => {
    if (!routeOptions.config.public) noteUse(uses, principal)
  }
  app.addHook('onResponse', note)
  // whoever hangs up may have read the answer by then
  app.addHook('onRequestAbort', note)
}

/** The scopes a route asks for, as a list. */
export function scopeList(scope: RequiredScope | undefined): readonly Scope[] {
  if (scope === undefined) return []
  return typeof scope === 'string' ? [scope] : scope
}

/** The key in an Authorization header; undefined when there is none. */
export function bearerKey(header: string | undefined): string | undefined {
  return header === undefined ? undefined : /^Bearer +(\S+) *$/i.exec(header)?.[1]
}

function noteUse(uses: KeyUseJournal, principal: Principal | null): void {
  if (principal !== null && principal.session === null) uses.noteUse(principal)
}

function admit(principal: Principal, scope: RequiredScope | undefined): void {
  const required = scopeList(scope)
  if (required.some((it) => principal.scopes.has(it))) return
  const scopes = required.join(' or ')
  const says = principal.session === null ? say('key-needs-scope', { scopes }) : say('role-needs-scope', { scopes })
  throw new YukibanError('forbidden', says)
}

function admitPerson(principal: Principal): void {
  if (principal.session !== null) return
  throw new YukibanError('forbidden', say('people-only'))
}

/** A key when there is an Authorization header, whatever cookies come with it; else the session. */
async function authenticate(request: FastifyRequest, deps: AuthDeps, throttle: AuthThrottle): Promise<Principal> {
  const { authorization } = request.headers
  if (authorization !== undefined) return byKey(request, authorization, deps, throttle)
  const token = sessionCookie(request, deps.config)
  if (token === undefined) {
    throw new YukibanError('unauthenticated', say('neither-key-nor-session'))
  }
  const principal = await principalOfSession(deps, token)
  if (principal === undefined) throw new YukibanError('unauthenticated', say('session-over'))
  requireCsrf(request, token, deps.config)
  return principal
}

async function byKey(
  request: FastifyRequest,
  header: string,
  deps: AuthDeps,
  throttle: AuthThrottle,
): Promise<Principal> {
  const keyText = bearerKey(header)
  const key = keyText === undefined ? undefined : await findApiKey(deps.db, keyText)
  // a contractor's key without its contractor would see what an officer sees
  if (key !== undefined && (key.role === 'contractor') === (key.contractorId !== null)) {
    return {
      id: key.id,
      authorityId: key.authorityId,
      role: key.role,
      scopes: new Set(scopesOf(key.role, key.scopes)),
      contractorId: key.contractorId,
      label: key.label,
      session: null,
    }
  }
  const waitS = throttle.failed(request.ip, deps.clock.now())
  request.log.warn({ remoteAddress: request.ip, throttled: waitS > 0 }, 'authentication failed')
  if (waitS > 0) throw new ThrottledError(say('keys-wrong'), waitS)
  throw new YukibanError('unauthenticated', say('key-unknown'))
}
