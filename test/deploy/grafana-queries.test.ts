import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { HOUR_MS, MINUTE_MS } from '../../src/domain/time.ts'
import { waitingEvents } from '../../src/figures/order-figures.ts'
import { InfluxReadingStore } from '../../src/store/readings/influx.ts'
import { type Influxd, influxd, startInfluxd } from '../support/influxd.ts'
import { openTown, snowyNight, type Town } from '../web/town.ts'
import { dashboards, panels } from './grafana-files.ts'

const DATABASE = 'snow'
/** Minutes of the service's time by which the figures have been carried over. */
const MAX_WAITS = 120
/** A sensor of r-hama. */
const SENSOR = 's-hama-c'

/** Every dashboard's queries, on what a real service has written of a real night into a real InfluxDB. */
describe.skipIf(influxd === undefined)('on a real InfluxDB', () => {
  let server: Influxd
  let town: Town
  let values: ReadonlyMap<string, readonly string[]>
  const ends: (() => Promise<void>)[] = []

  beforeAll(async () => {
    server = await startInfluxd({ atEnd: (end) => void ends.push(end) })
    await server.query(`CREATE DATABASE ${DATABASE}`)
    town = await openTown({ env: { YUKIBAN_INFLUX_URL: server.url, YUKIBAN_INFLUX_BUCKET: DATABASE } })
    await snowyNight(town)
    // an order nobody answers: the roster is asked to its end, the deadline comes and goes
    await town.order('r-honcho')
    for (let hour = 0; hour < 8; hour++) await town.advance(HOUR_MS)
    await talkative([2000, 1995, 1990, 1985, 1200])
    await forwarded()
    const lists = dashboards.flatMap((it) => it.templating.list)
    values = new Map(
      await Promise.all(
        lists.map(async ({ name, query }) => {
          const { series } = await server.query(query, DATABASE)
          return [name ?? '', series.flatMap((it) => it.values.map((row) => String(row[1])))] as const
        }),
      ),
    )
  }, 240_000)

  afterAll(async () => {
    await town?.[Symbol.asyncDispose]()
    for (const end of ends) await end()
  })

  /** A sensor that tells of itself as well; and a jump that no snow can be. */
  async function talkative(distancesMm: readonly number[]): Promise<void> {
    const { readings, clock } = town.service
    for (const [index, distance_mm] of distancesMm.entries()) {
      const atMs = clock.now()
      const own = { quality: 180, battery_v: 3.6, rssi_dbm: -97, air_temp_c: -4 }
      const payload = new TextEncoder().encode(JSON.stringify({ boot: 'x', seq: index, at: atMs, distance_mm, ...own }))
      const how = { kind: 'reading', codec: 'json', payloadFormat: null, topic: 't' } as const
      await readings.append([{ deviceId: SENSOR, ...how, receivedAtMs: atMs, payload, sizeBytes: payload.byteLength }])
      await town.service.settled()
      await town.advance(10 * MINUTE_MS)
    }
  }

  /** The service's time stands still between steps; it goes on until everything has been carried over. */
  async function forwarded(): Promise<void> {
    const { readings, db } = town.service
    if (!(readings instanceof InfluxReadingStore)) throw new Error('not the InfluxDB store')
    await readings.flush()
    expect((await readings.forwarding()).failure).toBeUndefined()
    for (let attempt = 0; attempt < MAX_WAITS && (await waitingEvents(db)) > 0; attempt++) await town.advance(MINUTE_MS)
    expect(await waitingEvents(db)).toBe(0)
  }

  /** A query as Grafana sends it, its macros and variables filled in. @param chosen instead of all values. */
  function asSent(query: string, chosen?: readonly string[]): string {
    const nowMs = town.service.clock.now()
    return query
      .replaceAll('$timeFilter', `time >= ${nowMs - 24 * HOUR_MS}ms and time <= ${nowMs}ms`)
      .replaceAll('$__interval', '10m')
      .replaceAll(/\$\{(\w+):regex\}/g, (_, name: string) => {
        const some = chosen ?? values.get(name) ?? []
        return `(${some.map((it) => it.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')).join('|')})`
      })
  }

  async function numbers(query: string): Promise<number[]> {
    const { series } = await server.query(query, DATABASE)
    return series.flatMap((it) => it.values.flatMap((row) => row.slice(1).filter((one) => typeof one === 'number')))
  }

  test('every variable has values', () => {
    expect(values.get('device')?.length).toBeGreaterThan(5)
    expect(values.get('block')?.length).toBeGreaterThan(0)
    expect(values.get('level')).toEqual(['dispatch'])
    expect(values.get('process')?.length).toBe(1)
  })

  test.each(panels.map(({ dashboard, panel }) => ({ name: `${dashboard.title}: ${panel.title}`, panel })))(
    '$name answers with values',
    async ({ panel }) => {
      for (const { query } of panel.targets) expect(await numbers(asSent(query)), query).not.toEqual([])
    },
  )

  test('what is not chosen is not shown', async () => {
    for (const { panel } of panels) {
      for (const { query } of panel.targets) {
        if (!query.includes(':regex}')) continue
        const found = await numbers(asSent(query, ['nothing like it']))
        expect(
          found.filter((it) => it !== 0),
          query,
        ).toEqual([])
      }
    }
  })

  test('the figures of orders are those of the night', async () => {
    const one = async (title: string) => {
      const panel = panels.find((it) => it.dashboard.title === 'Orders' && it.panel.title === title)?.panel
      const [first] = await numbers(asSent(panel?.targets[0]?.query ?? ''))
      return first
    }
    // r-shiyakusho done, r-hama under way, r-ekimae and r-honcho answered by nobody
    expect(await one('Raised')).toBe(4)
    expect(await one('Completed')).toBe(1)
    expect(await one('Nobody took it')).toBe(2)
    expect(await one('Deadlines missed')).toBeGreaterThan(0)
    expect(await one('Time to accept')).toBe(0)
  })
})
