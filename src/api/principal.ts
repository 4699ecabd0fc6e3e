import type { FastifyRequest } from 'fastify'
import type { Actor } from '../domain/order.ts'
import type { Role, Scope } from '../domain/role.ts'
import { YukibanError } from '../errors.ts'
import { fieldProblem, say } from '../problems/say.ts'
import { THINGS, type Thing } from '../problems/texts/parts.ts'

/** Who is calling, as far as the API is concerned. */
export interface Principal {
  /** Stable text that idempotency keys are stored under. */
  readonly id: string
  readonly authorityId: string
  readonly role: Role
  readonly scopes: ReadonlySet<Scope>
  /** The contractor that a contractor's key speaks for; null for everybody else. */
  readonly contractorId: string | null
  readonly label: string
  /** The session of a signed-in person; null for a key. */
  readonly session: SessionRef | null
}

/** A session, by what it is known in the store. */
export interface SessionRef {
  readonly id: string
  readonly userId: string
  readonly tokenSha256: string
}

/** The caller of an authenticated route. */
export function principalOf(request: FastifyRequest): Principal {
  const { principal } = request
  if (principal === null) throw new YukibanError('unauthenticated', say('no-credentials'))
  return principal
}

/** The caller as the journal names it. */
export function actorOf(principal: Principal): Actor {
  if (principal.contractorId !== null) return { kind: 'contractor', id: principal.contractorId }
  if (principal.session !== null) return { kind: 'user', id: principal.session.userId }
  return { kind: 'api-key', id: principal.id }
}

/** Narrows a list to what the caller may see: its authority, and for a contractor its own. */
export function visibleTo(principal: Principal): { authorityId: string; contractorId?: string } {
  const { authorityId, contractorId } = principal
  return contractorId === null ? { authorityId } : { authorityId, contractorId }
}

/**
 * Passes on what belongs to the caller's authority. What belongs to others is indistinguishable from what does not
 * exist: both throw `not-found`.
 * @param field of the request that named it.
 */
export function ownedBy<T extends { readonly authorityId: string }>(
  principal: Principal,
  found: T | undefined,
  what: Thing,
  id: string,
  field = 'id',
): T {
  if (found === undefined || found.authorityId !== principal.authorityId) throw noSuch(what, id, field)
  return found
}

/** `not-found`, told alike of what is not there and of what belongs to somebody else. @param what a noun. */
export function noSuch(what: Thing, id: string, field = 'id'): YukibanError {
  return new YukibanError('not-found', say('no-thing', { thing: THINGS[what], id }), {
    problems: [fieldProblem(field, say('names-none', { thing: THINGS[what] }), id)],
  })
}
