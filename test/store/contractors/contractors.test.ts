import { expect, test } from 'vitest'
import { findContractor } from '../../../src/store/contractors/find-contractor.ts'
import { listContractors } from '../../../src/store/contractors/list-contractors.ts'
import { rotateWebhookSecret } from '../../../src/store/contractors/rotate-webhook-secret.ts'
import { upsertContractor } from '../../../src/store/contractors/upsert-contractor.ts'
import { type Db, openDatabase } from '../../../src/store/database.ts'
import { AUTHORITY, smallDistrict } from '../../support/district.ts'
import { tempDir } from '../../support/temp-dir.ts'

const FIRM = {
  id: 'c9',
  authorityId: AUTHORITY,
  name: '丙組',
  webhookUrl: 'https://c9.example/hook',
  email: null,
  phone: null,
  capacity: null,
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

const upsert = (db: Db, firm: typeof FIRM) => db.transaction().execute((trx) => upsertContractor(trx, firm))
const secretOf = async (db: Db) =>
  (await db.selectFrom('contractors').select('webhook_secret').where('id', '=', 'c9').executeTakeFirst())
    ?.webhook_secret

test('a new contractor gets a secret, once; changes keep it; rotation replaces it', () =>
  withDistrict(async (db) => {
    const secret = await upsert(db, FIRM)
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/)
    expect(await upsert(db, { ...FIRM, name: '丙組 (株)' })).toBeNull()
    expect(await secretOf(db)).toBe(secret)
    const next = await rotateWebhookSecret(db, 'c9')
    expect(next).not.toBe(secret)
    expect(await secretOf(db)).toBe(next)
    await expect(rotateWebhookSecret(db, 'nobody')).rejects.toMatchObject({ code: 'not-found' })
  }))

test('no reading operation shows a secret', () =>
  withDistrict(async (db) => {
    await upsert(db, FIRM)
    expect(await findContractor(db, 'c9')).toEqual({ ...FIRM, webhookDisabledAtMs: null })
    expect(JSON.stringify(await listContractors(db))).not.toContain('whsec_')
  }))

test.each([
  { name: 'a new URL switches a disabled endpoint on', url: 'https://new.example/hook', disabled: null },
  { name: 'the same URL leaves it off', url: FIRM.webhookUrl, disabled: 77 },
])('$name', ({ url, disabled }) =>
  withDistrict(async (db) => {
    await upsert(db, FIRM)
    await db.updateTable('contractors').set({ webhook_disabled_at: 77 }).where('id', '=', 'c9').execute()
    await upsert(db, { ...FIRM, webhookUrl: url })
    const listed = (await listContractors(db, { authorityId: AUTHORITY })).find((it) => it.id === 'c9')
    expect(listed?.webhookDisabledAtMs).toBe(disabled)
  }),
)
