import type { FieldProblem } from '../errors.ts'

/** Who may do what: a role is the most a key or a person may do, scopes narrow it further. */

export const KEY_ROLES = ['administrator', 'officer', 'viewer', 'contractor', 'gateway'] as const
export type Role = (typeof KEY_ROLES)[number]

/** Roles of people who sign in. */
export const PERSON_ROLES = ['administrator', 'officer', 'viewer', 'contractor'] as const
export type PersonRole = (typeof PERSON_ROLES)[number]

export const SCOPES = [
  'devices:read',
  'devices:write',
  'readings:read',
  'readings:write',
  'routes:read',
  'criteria:read',
  'criteria:write',
  'modes:read',
  'modes:write',
  'silences:read',
  'silences:write',
  'orders:read',
  'orders:write',
  'offers:read',
  'offers:answer',
  'decisions:read',
  'forecasts:read',
  'replays:read',
  'replays:write',
  'quarantine:read',
  'quarantine:write',
  'contractors:read',
  'contractors:write',
  'roster:read',
  'roster:write',
  'audit:read',
  'imports:write',
  'keys:write',
  'users:read',
  'users:write',
] as const
export type Scope = (typeof SCOPES)[number]

/** Stands for every scope of the role. */
export const ALL_SCOPES = '*'

/** Who else may sign in is the administrator's business. */
const READS = SCOPES.filter((it) => it.endsWith(':read') && it !== 'users:read')
const OFFICE_ONLY: readonly Scope[] = ['quarantine:read', 'audit:read', 'contractors:read']

/**
 * The most each role may do. A contractor sees only what concerns itself; the API narrows the rows. A gateway (a network
 * server, a collector) hands in what devices said and sees nothing.
 */
export const ROLE_SCOPES: Readonly<Record<Role, readonly Scope[]>> = {
  administrator: SCOPES.filter((it) => it !== 'offers:answer'),
  officer: [
    ...READS,
    'criteria:write',
    'modes:write',
    'silences:write',
    'orders:write',
    'roster:write',
    'replays:write',
    'quarantine:write',
    'imports:write',
  ],
  viewer: READS.filter((it) => !OFFICE_ONLY.includes(it)),
  contractor: ['offers:read', 'offers:answer', 'orders:read', 'routes:read'],
  gateway: ['readings:write'],
}

/** True when `text` names a role. */
function isKeyRole(text: string): text is Role {
  return (KEY_ROLES as readonly string[]).includes(text)
}

/** True when `text` names a scope. */
function isScope(text: string): text is Scope {
  return (SCOPES as readonly string[]).includes(text)
}

/** What `role` with `scopes` may do: all of the role for `['*']`, else what both allow. */
export function scopesOf(role: Role, scopes: readonly string[]): Scope[] {
  if (scopes.includes(ALL_SCOPES)) return [...ROLE_SCOPES[role]]
  return ROLE_SCOPES[role].filter((it) => scopes.includes(it))
}

/**
 * True when whoever holds `held` may hand out `role`: nobody gives away more than he has, so that a key narrowed to
 * administering people is no way to everything. Answering offers is no administrator's and does not count.
 */
export function mayGrant(held: ReadonlySet<Scope>, role: Role): boolean {
  return ROLE_SCOPES[role].every((it) => it === 'offers:answer' || held.has(it))
}

/** What a key is asked to allow, before it is one. */
export interface Grant {
  readonly role: string
  readonly scopes: readonly string[]
  readonly contractorId: string | null
}

/** Everything wrong with a grant; empty when a key may be made of it. */
export function grantProblems(grant: Grant): FieldProblem[] {
  const problems: FieldProblem[] = []
  const { role, scopes, contractorId } = grant
  if (!isKeyRole(role)) {
    return [{ field: 'role', value: role, message: `must be one of ${KEY_ROLES.join(', ')}` }]
  }
  if (scopes.length === 0)
    problems.push({ field: 'scopes', message: `name at least one scope, or ${ALL_SCOPES} for all` })
  for (const scope of scopes) {
    if (scope === ALL_SCOPES) continue
    if (!isScope(scope)) {
      problems.push({ field: 'scopes', value: scope, message: `is no scope; choose from ${SCOPES.join(', ')}` })
    } else if (!ROLE_SCOPES[role].includes(scope)) {
      const allowed = ROLE_SCOPES[role].join(', ')
      problems.push({
        field: 'scopes',
        value: scope,
        message: `is not open to the role ${role}, which allows ${allowed}`,
      })
    }
  }
  if (role === 'contractor' && contractorId === null) {
    problems.push({ field: 'contractor', message: 'is required for the role contractor: name the firm the key is for' })
  }
  if (role !== 'contractor' && contractorId !== null) {
    problems.push({
      field: 'contractor',
      value: contractorId,
      message: `belongs to the role contractor, not to ${role}`,
    })
  }
  return problems
}
