import { expect, test } from 'vitest'
import { changePassword } from '../../src/access/change-password.ts'
import { PasswordGate } from '../../src/access/password-gate.ts'
import { hashPassword } from '../../src/access/passwords.ts'
import { signIn } from '../../src/access/sign-in.ts'
import { openDistrict } from '../api/fixture.ts'
import { addPerson, PASSWORD } from '../api/people.ts'

const visitor = { address: '192.0.2.1', userAgent: 'test' }

test.each([
  { name: 'disabled', set: { disabled_at: 1 } },
  { name: 'given another password', set: { password_hash: '' } },
])('a person $name while the password is verified does not get in', async ({ set }) => {
  await using district = await openDistrict()
  const { db, clock } = district
  const user = await addPerson(district, 'toban', 'officer')
  let meanwhile: Promise<unknown> = Promise.resolve()
  const throttle = {
    failed: () => 0,
    // called between the verification and the session
    succeeded: () => {
      meanwhile = db.updateTable('users').set(set).where('id', '=', user.id).execute()
    },
  }
  const deps = { db, clock, config: district.deps.config.access, gate: new PasswordGate(), throttle }
  const attempt = { login: 'toban', password: PASSWORD, visitor, mark: undefined, oldToken: undefined }
  await expect(signIn(deps, attempt)).rejects.toMatchObject({ code: 'sign-in-failed' })
  await meanwhile
  expect(await db.selectFrom('sessions').select('id').execute()).toEqual([])
})

test('a password that was reset while it is being changed stays reset', async () => {
  await using district = await openDistrict()
  const { db, clock } = district
  const user = await addPerson(district, 'toban', 'officer')
  const other = await hashPassword('set-by-somebody-else')
  class Slow extends PasswordGate {
    override async run<T>(line: 'known' | 'unknown', work: () => Promise<T>): Promise<T> {
      const done = await super.run(line, work)
      await db.updateTable('users').set({ password_hash: other }).where('id', '=', user.id).execute()
      return done
    }
  }
  const deps = { db, clock, config: district.deps.config.access, gate: new Slow() }
  const change = { userId: user.id, currentPassword: PASSWORD, newPassword: 'another-winter-2027', visitor }
  await expect(changePassword(deps, change)).rejects.toMatchObject({ code: 'conflict' })
  const row = await db.selectFrom('users').select('password_hash').where('id', '=', user.id).executeTakeFirstOrThrow()
  expect(row.password_hash).toBe(other)
})
