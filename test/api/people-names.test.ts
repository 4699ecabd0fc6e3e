import { afterAll, beforeAll, expect, test } from 'vitest'
import { peopleNames } from '../../src/api/people-names.ts'
import { createUser } from '../../src/store/users/create-user.ts'
import { type District, openDistrict, START_MS } from './fixture.ts'

let district: District
beforeAll(async () => {
  district = await openDistrict()
})
afterAll(() => district[Symbol.asyncDispose]())

test('people are named by name, else by login; keys, rules and strangers are not', async () => {
  const person = {
    authorityId: 'aomori',
    role: 'officer',
    passwordHash: '',
    contractorId: null,
    nowMs: START_MS,
  } as const
  const named = await createUser(district.db, { ...person, login: 'sato', name: '佐藤' })
  const nameless = await createUser(district.db, { ...person, login: 'abe' })
  const actors = [`user:${named}`, `user:${nameless}`, 'user:gone', 'api-key:k1', 'rule:night', null]
  const names = await peopleNames(district.db, actors)
  expect(names(actors)).toEqual({ [`user:${named}`]: '佐藤', [`user:${nameless}`]: 'abe' })
  // each record names its own people only
  expect(names([`user:${nameless}`])).toEqual({ [`user:${nameless}`]: 'abe' })
})

test('a version and a silence carry the names of theirs', async () => {
  const versions = (await district.as('viewer', 'GET', '/api/v1/criteria/night/versions')).json()
  expect(versions.items[0]).toMatchObject({ author: 'user:setup', people: {}, review: 'any' })
  const body = { target: { kind: 'device', device: 'snow-1' }, to: '2026-01-20T20:00:00Z', reason: '点検' }
  const set = await district.as('officer', 'POST', '/api/v1/silences', { body })
  expect([set.statusCode, set.json().people]).toEqual([201, {}])
})
