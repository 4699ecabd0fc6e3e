import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { CHECKED_EVENTS, checkAudit } from '../../../src/cli/doctor/audit.ts'
import { upsertAuthority } from '../../../src/store/authorities/upsert-authority.ts'
import type { Db } from '../../../src/store/database.ts'
import { recordEvent } from '../../../src/store/events/record-event.ts'
import { testDatabase } from '../../support/stores.ts'

async function journalled(count: number): Promise<Db> {
  const db = await testDatabase()
  await upsertAuthority(db, { id: 'aomori', name: '青森市', kind: 'municipality', timeZone: 'Asia/Tokyo' })
  await db.transaction().execute(async (trx) => {
    const event = { authorityId: 'aomori', type: 'order.rejected', subject: 'order_1', data: {} }
    for (let atMs = 0; atMs < count; atMs++)
      await recordEvent(trx, { ...event, atMs, actor: { kind: 'system', id: 't' } })
  })
  return db
}

test('an empty journal is in order', async () => {
  expect(await checkAudit(await journalled(0))).toMatchObject({ result: 'ok', detail: 'it is empty' })
})

test('no more than the newest events are looked at', async () => {
  const db = await journalled(CHECKED_EVENTS + 3)
  await sql`drop trigger events_never_updated`.execute(db)
  await sql`update events set at = -1 where id = 3`.execute(db)
  expect(await checkAudit(db)).toMatchObject({
    result: 'ok',
    detail: expect.stringMatching(/^head 10003 [0-9a-f]{64}; the newest 10000 events are what was written$/),
  })
  await sql`update events set at = -1 where id = 4`.execute(db)
  expect(await checkAudit(db)).toMatchObject({ result: 'fail', detail: 'event 4 does not fit: changed' })
})
