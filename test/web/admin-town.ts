import { saveContactPoint } from '../../src/store/contact-points/save-contact-point.ts'
import { replaceHolidays } from '../../src/store/holidays/replace-holidays.ts'
import { newId } from '../../src/store/ids.ts'
import { replacePlaceRoster } from '../../src/store/roster/replace-place-roster.ts'
import type { Town } from './town.ts'

const AUTHORITY = 'yukimachi'

/** The example town with a roster that has nights, a gap and a firm that is first too often; contact points; an order. */
export async function adminTown(town: Town): Promise<void> {
  const { db, clock } = town.service
  const nowMs = clock.now()
  const night = { days: null, fromTime: '17:00', toTime: '09:00', fromMs: null, toMs: null }
  const at = (blockId: string, contractorId: string, rank: number, more: object = {}) => {
    return { blockId, routeId: null, contractorId, rank, ...night, ...more }
  }
  await db.transaction().execute(async (trx) => {
    await replacePlaceRoster(trx, { kind: 'block', id: 'b-chuo', authorityId: AUTHORITY }, [
      at('b-chuo', 'c-chuo', 1),
      at('b-chuo', 'c-minato', 2, { fromTime: '17:00', toTime: '02:00' }),
      at('b-chuo', 'c-yamate', 3, { days: ['fri', 'sat', 'holiday'] }),
    ])
    // nobody is on duty on Thursday nights
    await replacePlaceRoster(trx, { kind: 'block', id: 'b-minato', authorityId: AUTHORITY }, [
      at('b-minato', 'c-chuo', 1, { days: ['mon', 'tue', 'wed', 'fri', 'sat', 'sun'] }),
    ])
    await replaceHolidays(trx, AUTHORITY, [
      { date: '2026-01-12', name: '成人の日' },
      { date: '2026-01-23', name: '市制記念日' },
      { date: '2026-02-11', name: '建国記念の日' },
    ])
    const point = { authorityId: AUTHORITY, keys: null, language: 'ja', active: true } as const
    const always = { days: null, fromTime: null, toTime: null, disabledAtMs: null, disabledWhy: null }
    const more = { ...point, ...always, createdAtMs: nowMs, verifiedAtMs: null }
    await saveContactPoint(trx, {
      ...more,
      id: newId('contact', nowMs),
      contractorId: 'c-chuo',
      name: '当番の携帯',
      channel: 'sms',
      address: '090-0000-0001',
      verifiedAtMs: nowMs,
    })
    await saveContactPoint(trx, {
      ...more,
      id: newId('contact', nowMs),
      contractorId: null,
      name: '当直',
      channel: 'email',
      address: 'touchoku@example.jp',
      days: ['mon', 'tue', 'wed', 'thu', 'fri'],
      fromTime: '17:00',
      toTime: '09:00',
    })
    await trx
      .updateTable('contractors')
      .set({ webhook_url: 'http://127.0.0.1:9/hook' })
      .where('id', '=', 'c-chuo')
      .execute()
    await trx.updateTable('contractors').set({ capacity: 4 }).where('id', '=', 'c-chuo').execute()
  })
  const work = await town.order('r-ekimae')
  await work.start()
  await town.order('r-honcho')
}
