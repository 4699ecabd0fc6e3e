import type { AddressInfo } from 'node:net'
import { SMTPServer } from 'smtp-server'
import { expect, onTestFinished, test } from 'vitest'
import { raiseOrder } from '../../src/dispatch/raise-order.ts'
import { requireRoute } from '../../src/dispatch/require.ts'
import { listOffers } from '../../src/store/offers/list-offers.ts'
import { findOrder } from '../../src/store/orders/find-order.ts'
import { smallDistrict } from '../support/district.ts'
import { testService } from '../support/service.ts'

/** A relay on loopback; resolves with the first mail's text. */
async function startRelay(): Promise<{ port: number; mail: Promise<string> }> {
  const { promise: mail, resolve } = Promise.withResolvers<string>()
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onData(stream, _session, done) {
      let raw = ''
      stream.setEncoding('utf8')
      stream.on('data', (chunk: string) => {
        raw += chunk
      })
      stream.on('end', () => {
        const [, body = ''] = raw.split(/\r?\n\r?\n/)
        resolve(Buffer.from(body, 'base64').toString('utf8'))
        done()
      })
    },
  })
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  onTestFinished(() => new Promise<void>((closed) => server.close(closed)))
  return { port: (server.server.address() as AddressInfo).port, mail }
}

test('a firm with nothing but a mail address takes an order by the link in the mail', async () => {
  const relay = await startRelay()
  const service = await testService({
    env: {
      YUKIBAN_SMTP_URL: `smtp://127.0.0.1:${relay.port}`,
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
  const [, token = ''] = /https:\/\/y\.example\.jp\/l\/([\w-]{22})/.exec(await relay.mail) ?? []
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
