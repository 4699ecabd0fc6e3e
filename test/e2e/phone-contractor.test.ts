import { expect, test } from 'vitest'
import { raiseOrder } from '../../src/dispatch/raise-order.ts'
import { requireRoute } from '../../src/dispatch/require.ts'
import { listOffers } from '../../src/store/offers/list-offers.ts'
import { findOrder } from '../../src/store/orders/find-order.ts'
import { smallDistrict } from '../support/district.ts'
import { mailText, openMailRelay } from '../support/mail-relay.ts'
import { testService } from '../support/service.ts'

test('a firm with nothing but a mail address takes an order by the link in the mail', async () => {
  await using relay = await openMailRelay()
  const service = await testService({
    env: {
      YUKIBAN_SMTP_URL: relay.url,
      YUKIBAN_SMTP_FROM: 'yukiban@town.example.jp',
      YUKIBAN_PUBLIC_URL: 'https://y.example.jp',
      YUKIBAN_MESSAGE_MERGE_S: '0',
    },
  })
  await smallDistrict(service.db)
  await service.db.updateTable('contractors').set({ email: 'c1@example.jp' }).where('id', '=', 'c1').execute()
  const route = await requireRoute(service.db, 'r1')
  const order = await service.db.transaction().execute((trx) =>
    raiseOrder(trx, {
      route,
      level: 'dispatch',
      state: 'requested',
      decisionId: null,
      criterionId: null,
      respondMin: 10,
      actor: { kind: 'user', id: 'officer' },
      nowMs: service.clock.now(),
    }),
  )
  service.commands.nudges.deliver()
  await expect.poll(() => relay.mails.length, { timeout: 5_000 }).toBe(1)
  const [, token = ''] = /https:\/\/y\.example\.jp\/l\/([\w-]{22})/.exec(mailText(relay.mails[0])) ?? []
  await service.settled()
  const [offer] = await listOffers(service.db, { orderId: order?.id ?? '', limit: 1 })
  expect([offer?.deliveredAtMs === null, offer?.readAtMs]).toEqual([false, null])
  const page = await (await fetch(`${service.httpUrl}/l/${token}`)).text()
  const [, value = ''] = /name="order" value="([^"]+)"/.exec(page) ?? []
  const answer = await fetch(`${service.httpUrl}/l/${token}/accept`, {
    method: 'POST',
    body: new URLSearchParams({ order: value }),
  })
  expect([answer.status, (await answer.text()).includes('受諾しました')]).toEqual([200, true])
  expect(await findOrder(service.db, order?.id ?? '')).toMatchObject({ state: 'accepted', contractorId: 'c1' })
})
