import { fieldProblem, type SpokenProblem, say } from '../problems/say.ts'

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
export function grantProblems(grant: Grant): SpokenProblem[] {
  const problems: SpokenProblem[] = []
  const { role, scopes, contractorId } = grant
  if (!isKeyRole(role)) {
    return [fieldProblem('role', say('must-be', { what: say('one-of', { values: KEY_ROLES }) }), role)]
  }
  if (scopes.length === 0) problems.push(fieldProblem('scopes', say('scopes-missing', { all: ALL_SCOPES })))
  for (const scope of scopes) {
    if (scope === ALL_SCOPES) continue
    if (!isScope(scope)) {
      problems.push(fieldProblem('scopes', say('not-a-scope', { scopes: SCOPES }), scope))
    } else if (!ROLE_SCOPES[role].includes(scope)) {
      const says = say('scope-not-of-role', { role, allowed: ROLE_SCOPES[role] })
      problems.push(fieldProblem('scopes', says, scope))
    }
  }
  if (role === 'contractor' && contractorId === null) {
    problems.push(fieldProblem('contractor', say('key-needs-firm')))
  }
  if (role !== 'contractor' && contractorId !== null) {
    problems.push(fieldProblem('contractor', say('firm-not-of-role', { role }), contractorId))
  }
  return problems
}
