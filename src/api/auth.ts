import type { FastifyRequest } from 'fastify'
import { type Scope, scopesOf } from '../domain/role.ts'
import { YukibanError } from '../errors.ts'
import { findApiKey } from '../store/api-keys/find-api-key.ts'
import { AuthThrottle } from './auth-throttle.ts'
import type { Api, ApiDeps } from './deps.ts'
import { KeyUseJournal } from './key-use.ts'
import type { Principal } from './principal.ts'
import { ThrottledError } from './problem.ts'

/** Any one of these scopes admits a caller. */
export type RequiredScope = Scope | readonly Scope[]

declare module 'fastify' {
  interface FastifyRequest {
    /** Set on routes that ask for a scope. */
    principal: Principal | null
  }
  interface FastifyContextConfig {
    /** What a caller must hold; every route names this or `public`. */
    scope?: RequiredScope
    /** True when no key is needed. */
    public?: true
  }
}

/** Bearer authentication and scopes, by what each route declares. */
export function registerAuth(app: Api, deps: Pick<ApiDeps, 'db' | 'clock'>): void {
  const throttle = new AuthThrottle()
  const uses = new KeyUseJournal(deps, app.log)
  app.addHook('onClose', () => uses.settled())
  app.decorateRequest('principal', null)
  app.addHook('onRequest', async (request) => {
    const { config } = request.routeOptions
    if (request.is404 || config.public) return
    request.principal = await authenticate(request, deps, throttle)
    // a stream's response may be days away; others must not wait for the database's only connection
    if (config.longLived) uses.noteUse(request.principal)
    admit(request.principal, config.scope)
  })
  const note = async ({ principal }: FastifyRequest) => {
    if (principal !== null) uses.noteUse(principal)
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

function admit(principal: Principal, scope: RequiredScope | undefined): void {
  const required = scopeList(scope)
  if (required.some((it) => principal.scopes.has(it))) return
  throw new YukibanError('forbidden', `this needs the scope ${required.join(' or ')}, which the key does not have`)
}

async function authenticate(
  request: FastifyRequest,
  deps: Pick<ApiDeps, 'db' | 'clock'>,
  throttle: AuthThrottle,
): Promise<Principal> {
  const header = request.headers.authorization
  if (header === undefined) throw new YukibanError('unauthenticated', 'the Authorization header is missing')
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
    }
  }
  const waitS = throttle.failed(request.ip, deps.clock.now())
  request.log.warn({ remoteAddress: request.ip, throttled: waitS > 0 }, 'authentication failed')
  if (waitS > 0) throw new ThrottledError('too many failed authentications from this address', waitS)
  throw new YukibanError('unauthenticated', 'the API key is unknown or revoked')
}
