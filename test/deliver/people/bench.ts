import { pino } from 'pino'
import { onTestFinished } from 'vitest'
import { readConfig } from '../../../src/config.ts'
import type { ChannelsConfig } from '../../../src/config-channels.ts'
import { type OutboxWorker, startOutboxWorker } from '../../../src/deliver/outbox-worker.ts'
import { setUpChannels } from '../../../src/deliver/people/set-up-channels.ts'
import type { ContactPoint } from '../../../src/store/contact-points/contact-point.ts'
import { saveContactPoint } from '../../../src/store/contact-points/save-contact-point.ts'
import type { Delivery } from '../../../src/store/deliveries/delivery.ts'
import { listDeliveries } from '../../../src/store/deliveries/list-deliveries.ts'
import { type DispatchBench, openDispatch } from '../../support/dispatch.ts'
import { AUTHORITY } from '../../support/district.ts'
import { tempDir } from '../../support/temp-dir.ts'
import { type Answer, type Receiver, startReceiver, statuses } from '../receiver.ts'

export const LINE_ID = `U${'a'.repeat(32)}`

/** Real dispatch over a real store, with a worker that carries to a real SMS gateway and a LINE server on loopback. */
export interface PeopleBench extends DispatchBench {
  readonly worker: OutboxWorker
  readonly sms: Receiver
  readonly line: Receiver
  /** Texts the gateway got, in order. */
  texts(): string[]
  /** What LINE got, in order. */
  lines(): string[]
  addPoint(change?: Partial<ContactPoint>): Promise<ContactPoint>
  /** Lets simulated time pass and everything due be carried. */
  pass(ms: number): Promise<void>
  /** Deliveries to people, oldest first. */
  deliveries(): Promise<Delivery[]>
}

export async function openPeople(
  options: { smsAnswer?: Answer; lineAnswer?: Answer; routes?: number; env?: Readonly<Record<string, string>> } = {},
): Promise<PeopleBench> {
  const bench = await openDispatch({ routes: options.routes ?? 3 })
  const { db, clock } = bench
  await db.updateTable('contractors').set({ webhook_url: null }).execute()
  const sms = await receiverOf(options.smsAnswer)
  const line = await receiverOf(options.lineAnswer)
  const config = channelsConfig({
    YUKIBAN_PUBLIC_URL: 'https://y.example.jp',
    YUKIBAN_SMS_URL: `http://127.0.0.1:${sms.port}/send`,
    YUKIBAN_LINE_URL: `http://127.0.0.1:${line.port}`,
    YUKIBAN_LINE_TOKEN: 'token',
    ...options.env,
  })
  const people = await setUpChannels(db, { config, dataDir: tempDir(), nowMs: clock.now() })
  const worker = startOutboxWorker({
    db,
    clock,
    log: pino({ level: 'silent' }),
    config: { allow: ['127.0.0.0/8'], timeoutMs: 5000 },
    people,
    workerId: 'w1',
    version: '0',
  })
  onTestFinished(() => worker.stop())
  await worker.settled()
  let points = 0
  return {
    ...bench,
    worker,
    sms,
    line,
    texts: () => sms.received.map((it) => JSON.parse(it.body).text as string),
    lines: () => line.received.map((it) => JSON.parse(it.body).messages[0].text as string),
    async addPoint(change = {}) {
      const point = { ...contactPoint(`contact_${++points}`, clock.now()), ...change }
      await db.transaction().execute((trx) => saveContactPoint(trx, point))
      return point
    },
    async pass(ms) {
      await bench.advance(ms)
      await worker.settled()
    },
    deliveries: async () => (await listDeliveries(db, { authorityId: AUTHORITY, limit: 100 })).toReversed(),
  }
}

/** The settings of channels as the service reads them. */
export function channelsConfig(env: Readonly<Record<string, string>>): ChannelsConfig {
  return readConfig(env).channels
}

async function receiverOf(answer: Answer = statuses(200)): Promise<Receiver> {
  const receiver = await startReceiver(answer)
  onTestFinished(() => receiver[Symbol.asyncDispose]())
  return receiver
}

/** A LINE contact point of contractor c1. */
export function contactPoint(id: string, nowMs: number): ContactPoint {
  return {
    id,
    authorityId: AUTHORITY,
    contractorId: 'c1',
    name: '現場代理人',
    channel: 'line',
    address: LINE_ID,
    keys: null,
    language: 'ja',
    active: true,
    disabledAtMs: null,
    disabledWhy: null,
    days: null,
    fromTime: null,
    toTime: null,
    createdAtMs: nowMs,
    verifiedAtMs: null,
  }
}
