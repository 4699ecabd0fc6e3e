import { pino } from 'pino'
import { describe, expect, onTestFinished, test } from 'vitest'
import { RealClock } from '../../src/clock.ts'
import { moveOrder } from '../../src/dispatch/move-order.ts'
import { raiseOrder } from '../../src/dispatch/raise-order.ts'
import { requireRoute } from '../../src/dispatch/require.ts'
import { forgetOrderFigures, startOrderFigures, waitingEvents } from '../../src/figures/order-figures.ts'
import type { Db } from '../../src/store/database.ts'
import { InfluxClient } from '../../src/store/readings/influx/client.ts'
import { smallDistrict } from '../support/district.ts'
import { influxd, startInfluxd } from '../support/influxd.ts'
import { testDatabase } from '../support/stores.ts'

const NOW = Date.parse('2026-01-20T15:00:00Z')
const OFFICER = { kind: 'user', id: 'officer' } as const
const LATER = { timeout: 20_000 }

/** A proposal is raised, and approved a minute later. @returns its id. */
async function proposed(db: Db): Promise<string> {
  const route = await requireRoute(db, 'r1')
  const request = { route, level: 'dispatch', decisionId: null, criterionId: null, respondMin: 10 } as const
  const order = await db
    .transaction()
    .execute((trx) => raiseOrder(trx, { ...request, actor: OFFICER, nowMs: NOW, state: 'proposed' }))
  return order?.id ?? ''
}

async function approved(db: Db, orderId: string): Promise<void> {
  const move = { orderId, command: 'approve', actor: OFFICER, nowMs: NOW + 60_000, atMs: NOW + 60_000 } as const
  await db.transaction().execute((trx) => moveOrder(trx, move))
}

describe.skipIf(influxd === undefined)('the steps of orders on a real InfluxDB', () => {
  async function begin() {
    const server = await startInfluxd()
    await server.query('CREATE DATABASE snow')
    const db = await testDatabase()
    await smallDistrict(db)
    const client = new InfluxClient({ url: server.url, org: '', bucket: 'snow', credentials: { kind: 'none' } }, 500)
    onTestFinished(() => client.close())
    const start = () => {
      const figures = startOrderFigures({ db, client, clock: new RealClock(), log: pino({ level: 'silent' }) })
      onTestFinished(() => figures.stop())
      return figures
    }
    const steps = async () => {
      const { series } = await server.query('SELECT "step", "raised_s" FROM "order"', 'snow')
      return series.flatMap((it) => it.values.map((row) => row.slice(1)))
    }
    return { server, db, start, steps }
  }

  test('an outage holds them back and loses none; a second delivery doubles none', async () => {
    const { server, db, start, steps } = await begin()
    const figures = start()
    const orderId = await proposed(db)
    figures.nudge()
    await expect.poll(steps, LATER).toEqual([['proposed', 0]])
    await server.kill()
    await approved(db, orderId)
    figures.nudge()
    expect(await waitingEvents(db)).toBeGreaterThan(0)
    await server.start()
    await expect.poll(steps, LATER).toEqual([
      ['proposed', 0],
      ['requested', 60],
    ])
    await expect.poll(() => waitingEvents(db), LATER).toBe(0)
    await figures.stop()
    await forgetOrderFigures(db)
    expect(await waitingEvents(db)).toBeGreaterThan(1)
    start()
    await expect.poll(() => waitingEvents(db), LATER).toBe(0)
    expect(await steps()).toHaveLength(2)
  })

  test('what InfluxDB will never take keeps nothing else waiting', async () => {
    const { server, db, start, steps } = await begin()
    // another program has written text where these are numbers
    await server.query('CREATE DATABASE snow')
    const clash = await fetch(`${server.url}/write?db=snow`, {
      method: 'POST',
      body: `order,step=x raised_s="text" ${NOW}000000`,
    })
    expect(clash.status).toBe(204)
    await proposed(db)
    start()
    await expect.poll(() => waitingEvents(db), LATER).toBe(0)
    expect(await steps()).toEqual([['x', 'text']])
  })
})
