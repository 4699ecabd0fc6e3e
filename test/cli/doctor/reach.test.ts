import { expect, test } from 'vitest'
import { checkReach } from '../../../src/cli/doctor/reach.ts'
import { upsertAuthority } from '../../../src/store/authorities/upsert-authority.ts'
import { upsertBlock } from '../../../src/store/blocks/upsert-block.ts'
import { saveChannels } from '../../../src/store/channels/save-channels.ts'
import { saveContactPoint } from '../../../src/store/contact-points/save-contact-point.ts'
import { upsertContractor } from '../../../src/store/contractors/upsert-contractor.ts'
import type { Db } from '../../../src/store/database.ts'
import { upsertRoster } from '../../../src/store/roster/upsert-roster.ts'
import { testDatabase } from '../../support/stores.ts'

const ALWAYS = { fromMs: null, toMs: null, days: null, fromTime: null, toTime: null } as const
const EMAIL = [{ name: 'email', waitMs: 0, publicKey: null }] as const

/** `kita` by webhook, `minami` by e-mail, `nishi` by nothing; `higashi` by nothing, and on no roster. */
async function town(): Promise<Db> {
  const db = await testDatabase()
  await upsertAuthority(db, { id: 'town', name: '雪町', kind: 'municipality', timeZone: 'Asia/Tokyo' })
  await upsertBlock(db, { id: 'b1', authorityId: 'town', name: '北工区', nameKana: null })
  await db.transaction().execute(async (trx) => {
    const firm = { authorityId: 'town', webhookUrl: null, email: null, phone: null, capacity: null }
    await upsertContractor(trx, { ...firm, id: 'kita', name: '北建設', webhookUrl: 'https://kita.example/hook' })
    await upsertContractor(trx, { ...firm, id: 'minami', name: '南土木', email: 'office@minami.example' })
    await upsertContractor(trx, { ...firm, id: 'nishi', name: '西組' })
    await upsertContractor(trx, { ...firm, id: 'higashi', name: '東工業' })
    const asked = ['kita', 'minami', 'nishi'].map((contractorId, at) => {
      return { ...ALWAYS, blockId: 'b1', routeId: null, contractorId, rank: at + 1 }
    })
    await upsertRoster(trx, 'town', asked)
  })
  return db
}

async function addOfficer(db: Db, change: { active?: boolean } = {}): Promise<void> {
  const point = { id: 'contact_1', authorityId: 'town', contractorId: null, name: '当直', channel: 'email' } as const
  const rest = { address: 'duty@town.example', keys: null, language: 'ja', active: true, verifiedAtMs: null } as const
  const open = { days: null, fromTime: null, toTime: null, disabledAtMs: null, disabledWhy: null, createdAtMs: 0 }
  await db.transaction().execute((trx) => saveContactPoint(trx, { ...point, ...rest, ...open, ...change }))
}

test('without channels only a webhook calls, and nobody is told of alarms', async () => {
  expect(await checkReach(await town())).toMatchObject([
    { result: 'warn', detail: expect.stringMatching(/^2 .*: minami, nishi$/) },
    { result: 'warn', detail: 'nobody is told of alarms: town' },
  ])
})

test('a channel reaches whoever has an address for it', async () => {
  const db = await town()
  await saveChannels(db, EMAIL, 0)
  await addOfficer(db)
  expect(await checkReach(db)).toMatchObject([
    { result: 'warn', detail: expect.stringMatching(/^1 .*: nishi$/) },
    { result: 'ok' },
  ])
})

test('an endpoint that said it is gone, and an officer switched off, reach nobody', async () => {
  const db = await town()
  await saveChannels(db, EMAIL, 0)
  await addOfficer(db, { active: false })
  await db.updateTable('contractors').set({ webhook_disabled_at: 1 }).where('id', '=', 'kita').execute()
  expect(await checkReach(db)).toMatchObject([
    { result: 'warn', detail: expect.stringMatching(/: kita, nishi$/) },
    { result: 'warn' },
  ])
})

test('nothing to say before there is an authority', async () => {
  expect(await checkReach(await testDatabase())).toEqual([])
})
