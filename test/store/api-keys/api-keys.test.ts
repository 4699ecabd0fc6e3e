import { expect, test } from 'vitest'
import { createApiKey } from '../../../src/store/api-keys/create-api-key.ts'
import { findApiKey } from '../../../src/store/api-keys/find-api-key.ts'
import { listApiKeys } from '../../../src/store/api-keys/list-api-keys.ts'
import { revokeApiKey } from '../../../src/store/api-keys/revoke-api-key.ts'
import { type Db, openDatabase } from '../../../src/store/database.ts'
import { AUTHORITY, smallDistrict } from '../../support/district.ts'
import { tempDir } from '../../support/temp-dir.ts'

const NEW_KEY = {
  authorityId: AUTHORITY,
  role: 'contractor',
  scopes: ['offers:read', 'offers:answer'],
  contractorId: 'c1',
  label: '電話',
  nowMs: 1000,
}

async function withDistrict(work: (db: Db) => Promise<void>): Promise<void> {
  const db = await openDatabase(tempDir())
  try {
    await smallDistrict(db)
    await work(db)
  } finally {
    await db.destroy()
  }
}

test('a key is found by its whole text only', () =>
  withDistrict(async (db) => {
    const { id, key } = await createApiKey(db, NEW_KEY)
    const other = await createApiKey(db, { ...NEW_KEY, contractorId: 'c2' })
    expect(key).toMatch(/^yk_[0-9a-z]{29}_[A-Za-z0-9_-]{43}$/)
    const { nowMs: _, ...fields } = NEW_KEY
    expect(await findApiKey(db, key)).toEqual({ id, ...fields })
    // the id of one with the secret of another
    expect(await findApiKey(db, key.slice(0, 30) + other.key.slice(30))).toBeUndefined()
    for (const text of ['', 'yk_', id, key.slice(0, -1), `${key}x`, ` ${key}`, key.toUpperCase()]) {
      expect(await findApiKey(db, text)).toBeUndefined()
    }
  }))

test('the secret is not stored', () =>
  withDistrict(async (db) => {
    const { key } = await createApiKey(db, NEW_KEY)
    const rows = await db.selectFrom('api_keys').selectAll().execute()
    expect(JSON.stringify(rows)).not.toContain(key.slice(30))
  }))

test('a revoked key is refused at once and keeps the time it was first revoked', () =>
  withDistrict(async (db) => {
    const { id, key } = await createApiKey(db, NEW_KEY)
    await expect(revokeApiKey(db, id, 2000, 'elsewhere')).rejects.toMatchObject({ code: 'not-found' })
    expect(await findApiKey(db, key)).toBeDefined()
    await revokeApiKey(db, id, 2000)
    await revokeApiKey(db, id, 3000, AUTHORITY)
    expect(await findApiKey(db, key)).toBeUndefined()
    expect(await listApiKeys(db, { authorityId: AUTHORITY })).toMatchObject([
      { id, createdAtMs: 1000, revokedAtMs: 2000 },
    ])
    expect(await listApiKeys(db, { authorityId: 'elsewhere' })).toEqual([])
    await expect(revokeApiKey(db, 'key_x', 1)).rejects.toMatchObject({ code: 'not-found' })
  }))

test('a grant that does not fit together makes no key', () =>
  withDistrict(async (db) => {
    const wrong = createApiKey(db, { ...NEW_KEY, contractorId: null })
    await expect(wrong).rejects.toMatchObject({ code: 'request-invalid', problems: [{ field: 'contractor' }] })
    expect(await listApiKeys(db)).toEqual([])
  }))
