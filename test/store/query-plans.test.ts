import { join } from 'node:path'
import type { DatabaseSync, SQLInputValue, SQLOutputValue } from 'node:sqlite'
import { Kysely } from 'kysely'
import { expect, onTestFinished, test } from 'vitest'
import { listCallOuts } from '../../src/store/call-outs/list-call-outs.ts'
import { newestCallOut } from '../../src/store/call-outs/newest-call-out.ts'
import { CONTROL_FILE, type Db, openDatabase } from '../../src/store/database.ts'
import { claimDueDeliveries } from '../../src/store/deliveries/claim-due-deliveries.ts'
import { listDeliveries } from '../../src/store/deliveries/list-deliveries.ts'
import { nextDueAt } from '../../src/store/deliveries/next-due-at.ts'
import { wasTold } from '../../src/store/deliveries/was-told.ts'
import { listEvents } from '../../src/store/events/list-events.ts'
import { dueOffers, nextOfferDueAt } from '../../src/store/offers/due-offers.ts'
import { listOffers } from '../../src/store/offers/list-offers.ts'
import { countOpenOrders } from '../../src/store/orders/count-orders.ts'
import { dueDeadlines, nextDeadlineAt } from '../../src/store/orders/due-deadlines.ts'
import { findOpenOrder } from '../../src/store/orders/find-open-order.ts'
import { listAlarmed } from '../../src/store/orders/list-alarmed.ts'
import { listOrders } from '../../src/store/orders/list-orders.ts'
import { listOrdersCreated } from '../../src/store/orders/list-orders-created.ts'
import { contractorLoads } from '../../src/store/roster/contractor-loads.ts'
import { listStandingSilences } from '../../src/store/silences/list-standing-silences.ts'
import { nodeSqliteDialect, openSqlite } from '../../src/store/sqlite-dialect.ts'
import type { Database } from '../../src/store/tables.ts'
import { tempDir } from '../support/temp-dir.ts'

/** A database that notes how SQLite goes about each query, with the values it was asked with. */
async function planned(): Promise<{ db: Db; plans: string[] }> {
  const dataDir = tempDir()
  await (await openDatabase(dataDir)).destroy()
  const plans: string[] = []
  const db = new Kysely<Database>({
    dialect: nodeSqliteDialect(() => noting(openSqlite(join(dataDir, CONTROL_FILE)), plans)),
  })
  onTestFinished(() => db.destroy())
  await db
    .insertInto('contractors')
    .values({ ...FIRM, authority_id: 'a' })
    .execute()
  plans.length = 0
  return { db, plans }
}

const FIRM = { id: 'c1', name: '甲建設', webhook_secret: 'whsec_AAAA', capacity: 1 }

function noting(database: DatabaseSync, plans: string[]): DatabaseSync {
  database.exec('pragma foreign_keys = off')
  const prepare = database.prepare.bind(database)
  database.prepare = (sql) => {
    const statement = prepare(sql)
    if (!/^(select|update)/.test(sql)) return statement
    const all = statement.all.bind(statement) as (...values: SQLInputValue[]) => Record<string, SQLOutputValue>[]
    const noted = (...values: SQLInputValue[]) => {
      plans.push(
        ...prepare(`explain query plan ${sql}`)
          .all(...values)
          .map((it) => String(it.detail)),
      )
      return all(...values)
    }
    statement.all = noted as typeof statement.all
    return statement
  }
  return database
}

const NOW = 1_800_000_000_000

test.each<[string, (db: Db) => Promise<unknown>]>([
  [
    'what is due of the outbox',
    (db) => {
      const room = new Map([['webhook:c2', 0]])
      const claim = {
        workerId: 'w',
        nowMs: NOW,
        leaseMs: 1,
        channel: 'webhook',
        limit: 16,
        perTarget: 4,
        room,
      } as const
      return claimDueDeliveries(db, claim)
    },
  ],
  ['when the outbox is due next', (db) => nextDueAt(db, { targets: ['webhook:c2'], channels: ['email'] })],
  ['offers that ran out', (db) => dueOffers(db, NOW, 100)],
  ['when the next offer runs out', nextOfferDueAt],
  ['deadlines that need a word', (db) => dueDeadlines(db, { nowMs: NOW, warnMs: 1, limit: 100 })],
  ['when the next deadline does', (db) => nextDeadlineAt(db, 1)],
  ['orders left with an officer', (db) => listAlarmed(db, 100)],
  ['silences that stand', (db) => listStandingSilences(db, 'a', NOW)],
  ['the call-out an offer may join', (db) => newestCallOut(db, 'c1', 'dispatch')],
  ['call-outs to be answered', (db) => listCallOuts(db, { contractorId: 'c1', openOnly: true, limit: 100 })],
  ['what contractors have in hand', (db) => contractorLoads(db, ['c1'], 'r1')],
  ['the open order of a route', (db) => findOpenOrder(db, 'r1', 'dispatch')],
  ['open orders of a route', (db) => listOrders(db, { routeId: 'r1', openOnly: true, limit: 10 })],
  ['orders of a route in a span', (db) => listOrdersCreated(db, { routeId: 'r1', fromMs: 0, toMs: NOW })],
  ['how many orders are open', countOpenOrders],
  ['offers of an order', (db) => listOffers(db, { orderId: 'o1', state: 'open', limit: 1 })],
  ['whether a contractor was told', (db) => wasTold(db, 'c1', 'o1')],
  ['deliveries of an order', (db) => listDeliveries(db, { authorityId: 'a', orderId: 'o1', limit: 100 })],
  ['events of a contractor', (db) => listEvents(db, { authorityId: 'a', contractorId: 'c1', afterId: 1, limit: 100 })],
])('found by an index, however long the record: %s', async (_, ask) => {
  const { db, plans } = await planned()
  await ask(db)
  expect(plans).not.toEqual([])
  const whole =
    /^SCAN (orders|offers|call_outs|deliveries|events|silences)$|USING (COVERING )?INDEX sqlite_autoindex_\w+$/
  expect(plans.filter((it) => whole.test(it))).toEqual([])
})
