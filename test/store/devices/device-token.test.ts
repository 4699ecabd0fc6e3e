import { expect, test } from 'vitest'
import { type Db, openDatabase } from '../../../src/store/database.ts'
import { findDevice } from '../../../src/store/devices/find-device.ts'
import { issueDeviceToken } from '../../../src/store/devices/issue-device-token.ts'
import { listDevices } from '../../../src/store/devices/list-devices.ts'
import { revokeDeviceToken } from '../../../src/store/devices/revoke-device-token.ts'
import { upsertDevice } from '../../../src/store/devices/upsert-device.ts'
import { verifyDeviceToken } from '../../../src/store/devices/verify-device-token.ts'
import { AUTHORITY, smallDistrict } from '../../support/district.ts'
import { tempDir } from '../../support/temp-dir.ts'

async function withDistrict(work: (db: Db, token: string) => Promise<void>): Promise<void> {
  const db = await openDatabase(tempDir())
  try {
    const { tokens } = await smallDistrict(db, { routes: 3 })
    await work(db, tokens['r1-a'] ?? '')
  } finally {
    await db.destroy()
  }
}

test('only the current token of the very device is taken', () =>
  withDistrict(async (db, token) => {
    expect(token).toMatch(/^[A-Za-z0-9_-]{43}$/)
    expect(await verifyDeviceToken(db, 'r1-a', token)).toMatchObject({ id: 'r1-a', routeId: 'r1' })
    expect(await verifyDeviceToken(db, 'r2-a', token)).toBeUndefined()
    expect(await verifyDeviceToken(db, 'nobody', token)).toBeUndefined()
    expect(await verifyDeviceToken(db, 'r1-a', '')).toBeUndefined()
    expect(await verifyDeviceToken(db, 'r1-a', `${token}x`)).toBeUndefined()
    const next = await issueDeviceToken(db, 'r1-a')
    expect(await verifyDeviceToken(db, 'r1-a', token)).toBeUndefined()
    expect(await verifyDeviceToken(db, 'r1-a', next)).toBeDefined()
    await revokeDeviceToken(db, 'r1-a')
    expect(await verifyDeviceToken(db, 'r1-a', next)).toBeUndefined()
    expect(await verifyDeviceToken(db, 'r1-a', '')).toBeUndefined()
  }))

test('the token itself is not stored', () =>
  withDistrict(async (db, token) => {
    const rows = await db.selectFrom('devices').selectAll().execute()
    expect(JSON.stringify(rows)).not.toContain(token)
  }))

test('tokens of unknown devices are refused', () =>
  withDistrict(async (db) => {
    await expect(issueDeviceToken(db, 'nobody')).rejects.toMatchObject({ code: 'not-found' })
    await expect(revokeDeviceToken(db, 'nobody')).rejects.toMatchObject({ code: 'not-found' })
  }))

test('a changed device keeps its token; another authority cannot take its id', () =>
  withDistrict(async (db, token) => {
    const device = await findDevice(db, 'r1-a')
    if (device === undefined) throw new Error('no device')
    await upsertDevice(db, { ...device, surface: 'roadside', intervalS: 300 }, 1)
    expect(await verifyDeviceToken(db, 'r1-a', token)).toMatchObject({ surface: 'roadside', intervalS: 300 })
    await db.insertInto('authorities').values({ id: 'other', name: 'o', kind: 'national', time_zone: 'UTC' }).execute()
    const stolen = upsertDevice(db, { ...device, authorityId: 'other', routeId: null }, 1)
    await expect(stolen).rejects.toMatchObject({ code: 'conflict' })
    expect((await findDevice(db, 'r1-a'))?.authorityId).toBe(AUTHORITY)
  }))

test('lists page by id and say who can log in', () =>
  withDistrict(async (db) => {
    await revokeDeviceToken(db, 'r2-a')
    const page = await listDevices(db, { authorityId: AUTHORITY, after: 'r1-a', limit: 1 })
    expect(page.map((it) => [it.id, it.hasToken])).toEqual([['r2-a', false]])
    expect(await listDevices(db, { authorityId: 'other', limit: 10 })).toEqual([])
    expect((await listDevices(db, { routeId: 'r3', limit: 10 })).map((it) => it.id)).toEqual(['r3-a'])
  }))
