import fc from 'fast-check'
import { expect, test } from 'vitest'
import { grantProblems, KEY_ROLES, mayGrant, ROLE_SCOPES, SCOPES, scopesOf } from '../../src/domain/role.ts'

test.each([
  { role: 'administrator', scope: 'keys:write', may: true },
  { role: 'administrator', scope: 'offers:answer', may: false },
  { role: 'officer', scope: 'orders:write', may: true },
  { role: 'officer', scope: 'contractors:read', may: true },
  { role: 'officer', scope: 'contractors:write', may: false },
  { role: 'officer', scope: 'keys:write', may: false },
  { role: 'viewer', scope: 'readings:read', may: true },
  { role: 'viewer', scope: 'quarantine:read', may: false },
  { role: 'viewer', scope: 'audit:read', may: false },
  { role: 'viewer', scope: 'contractors:read', may: false },
  { role: 'contractor', scope: 'offers:answer', may: true },
  { role: 'contractor', scope: 'readings:read', may: false },
] as const)('$role and $scope: $may', ({ role, scope, may }) => {
  expect(scopesOf(role, ['*']).includes(scope)).toBe(may)
})

test('viewers can write nothing', () => {
  expect(ROLE_SCOPES.viewer.filter((it) => !it.endsWith(':read'))).toEqual([])
})

test('scopes never add to a role, and * is all of it', () => {
  fc.assert(
    fc.property(fc.constantFrom(...KEY_ROLES), fc.subarray([...SCOPES]), (role, scopes) => {
      const granted = scopesOf(role, scopes)
      expect(granted.every((it) => scopes.includes(it) && ROLE_SCOPES[role].includes(it))).toBe(true)
      expect(scopesOf(role, [...scopes, '*'])).toEqual(ROLE_SCOPES[role])
    }),
  )
})

test.each([
  { name: 'all of a role', grant: { role: 'viewer', scopes: ['*'], contractorId: null }, fields: [] },
  { name: 'unknown role', grant: { role: 'king', scopes: ['*'], contractorId: null }, fields: ['role'] },
  { name: 'no scope', grant: { role: 'viewer', scopes: [], contractorId: null }, fields: ['scopes'] },
  { name: 'misspelt scope', grant: { role: 'viewer', scopes: ['orders'], contractorId: null }, fields: ['scopes'] },
  { name: 'beyond role', grant: { role: 'viewer', scopes: ['keys:write'], contractorId: null }, fields: ['scopes'] },
  { name: 'firm missing', grant: { role: 'contractor', scopes: ['*'], contractorId: null }, fields: ['contractor'] },
  { name: 'firm too much', grant: { role: 'officer', scopes: ['*'], contractorId: 'c1' }, fields: ['contractor'] },
])('grantProblems: $name', ({ grant, fields }) => {
  expect(grantProblems(grant).map((it) => it.field)).toEqual(fields)
})

test('nobody hands out more than he has', () => {
  const all = new Set(ROLE_SCOPES.administrator)
  for (const role of KEY_ROLES) expect(mayGrant(all, role), role).toBe(true)
  for (const role of KEY_ROLES) expect(mayGrant(new Set(['users:read', 'users:write']), role), role).toBe(false)
  expect(mayGrant(new Set(ROLE_SCOPES.officer), 'viewer')).toBe(true)
  expect(mayGrant(new Set(ROLE_SCOPES.officer), 'administrator')).toBe(false)
})

test('who may sign in is for administrators alone to see and to change', () => {
  const roles = KEY_ROLES.filter((it) => ROLE_SCOPES[it].some((scope) => scope.startsWith('users:')))
  expect(roles).toEqual(['administrator'])
})
