import { pino } from 'pino'
import { describe, expect, onTestFinished, test } from 'vitest'
import { RealClock } from '../../../../src/clock.ts'
import type { InfluxSettings } from '../../../../src/store/readings/influx/client.ts'
import { InfluxReadingStore } from '../../../../src/store/readings/influx.ts'
import { openReadingStore } from '../../../../src/store/readings/open.ts'
import { influxd, startInfluxd } from '../../../support/influxd.ts'
import { recordedInflux, V2 } from '../../../support/recorded-influx.ts'
import { freePort } from '../../../support/servers.ts'
import { tempDir } from '../../../support/temp-dir.ts'

const reading = { earliestMs: 0, maxAheadMs: 600_000 }
const NONE = { kind: 'none' } as const

async function open(settings: InfluxSettings): Promise<InfluxReadingStore> {
  const influx = { ...settings, spoolKeepMs: 1e9 }
  const log = pino({ level: 'silent' })
  const store = await openReadingStore({ dataDir: tempDir(), reading, clock: new RealClock(), log, influx })
  onTestFinished(() => store.close())
  if (!(store instanceof InfluxReadingStore)) throw new Error('not the InfluxDB store')
  return store
}

const user = (name: string, password: string) => ({ kind: 'password', user: name, password }) as const

describe.skipIf(influxd === undefined)('a start on InfluxDB 1.x', () => {
  test.each([
    { name: 'no such database', bucket: 'nope', credentials: user('w', 'w'), says: /YUKIBAN_INFLUX_(BUCKET|USER)/ },
    { name: 'no credentials', bucket: 'snow', credentials: NONE, says: /401.*YUKIBAN_INFLUX_USER/ },
    { name: 'a wrong password', bucket: 'snow', credentials: user('w', 'x'), says: /401.*YUKIBAN_INFLUX_PASSWORD/ },
    { name: 'may only read', bucket: 'snow', credentials: user('r', 'r'), says: /403.*database snow/ },
    { name: 'may only write', bucket: 'snow', credentials: user('o', 'o'), says: /snow.*allow reading/ },
    {
      name: 'a token',
      bucket: 'snow',
      credentials: { kind: 'token', token: 't' } as const,
      says: /1\.\d.*takes no tokens: set YUKIBAN_INFLUX_USER/,
    },
  ])('$name: refused, naming the setting', async ({ bucket, credentials, says }) => {
    const server = await startInfluxd({ auth: true })
    await server.query('CREATE DATABASE snow')
    for (const [name, right] of [
      ['w', 'ALL'],
      ['r', 'READ'],
      ['o', 'WRITE'],
    ]) {
      await server.query(`CREATE USER ${name} WITH PASSWORD '${name}'`)
      await server.query(`GRANT ${right} ON snow TO ${name}`)
    }
    await expect(open({ url: server.url, org: '', bucket, credentials })).rejects.toMatchObject({
      code: 'config-invalid',
      message: expect.stringMatching(says),
    })
  })

  test('with a user who may read and write: ready, and nothing was written', async () => {
    const server = await startInfluxd({ auth: true })
    await server.query('CREATE DATABASE snow')
    await server.query(`CREATE USER w WITH PASSWORD 'it''s "snow", 雪'`.replace("''", "\\'"))
    await server.query('GRANT ALL ON snow TO w')
    const credentials = user('w', `it's "snow", 雪`)
    const store = await open({ url: server.url, org: '', bucket: 'snow', credentials })
    expect(await store.forwarding()).toMatchObject({ failure: undefined })
    expect((await server.query('SHOW MEASUREMENTS', 'snow')).series).toEqual([])
  })
})

describe('a start on InfluxDB 2.x', () => {
  const token = { kind: 'token', token: 't' } as const
  const noDbrp = { status: 200, body: '{"results":[{"statement_id":0,"error":"database not found: snow"}]}' }
  const json = { 'content-type': 'application/json' }

  test.each([
    { name: 'a wrong token', write: V2.unauthorized, query: V2.noRows, says: /401.*YUKIBAN_INFLUX_TOKEN/ },
    { name: 'a token that may not write', write: V2.forbidden, query: V2.noRows, says: /403.*bucket snow of town/ },
    { name: 'no such bucket', write: V2.noBucket, query: V2.noRows, says: /404.*YUKIBAN_INFLUX_BUCKET=snow/ },
    {
      name: 'a token that may not read',
      write: V2.noLines,
      query: { ...noDbrp, headers: json },
      says: /YUKIBAN_INFLUX_BUCKET=snow cannot be read.*database not found/,
    },
  ])('$name: refused, naming the setting', async ({ write, query, says }) => {
    const { url } = await recordedInflux(({ path }) => {
      if (path === '/ping') return V2.ping
      return path.startsWith('/query') ? query : write
    })
    await expect(open({ url, org: 'town', bucket: 'snow', credentials: token })).rejects.toMatchObject({
      code: 'config-invalid',
      message: expect.stringMatching(says),
    })
  })

  test('user and password: refused, naming the token', async () => {
    const { url } = await recordedInflux(() => V2.ping)
    const settings = { url, org: '', bucket: 'snow', credentials: user('a', 'b') }
    await expect(open(settings)).rejects.toThrow(/v2\.7\.1 needs YUKIBAN_INFLUX_TOKEN/)
  })

  test('something else that answers: refused, naming the URL', async () => {
    const { url } = await recordedInflux(() => ({ status: 405, body: 'no' }))
    await expect(open({ url, org: 'town', bucket: 'snow', credentials: token })).rejects.toThrow(
      /405 .*is YUKIBAN_INFLUX_URL=http.* an InfluxDB/,
    )
  })
})

test.each([
  { name: 'nobody listens', server: undefined },
  { name: 'it is starting', server: { status: 503 } },
])('$name: no reason not to start; health says so', async ({ server }) => {
  const url = server === undefined ? `http://127.0.0.1:${await freePort()}` : (await recordedInflux(() => server)).url
  const store = await open({ url, org: '', bucket: 'snow', credentials: NONE })
  await store.flush()
  expect((await store.forwarding()).failure).toMatch(/cannot reach|503/)
  expect(await store.readings({ deviceId: 'd1', fromMs: 0, toMs: 1e13, limit: 1 })).toEqual([])
})
