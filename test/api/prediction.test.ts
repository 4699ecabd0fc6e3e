import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { CRITERION_DEFAULTS } from '../../src/domain/criterion.ts'
import { HOUR_MS, MINUTE_MS, toIso } from '../../src/domain/time.ts'
import { archiveRuns } from '../../src/forecast/archive.ts'
import { saveCriterion } from '../../src/store/criteria/save-criterion.ts'
import { findDevice } from '../../src/store/devices/find-device.ts'
import { upsertDevice } from '../../src/store/devices/upsert-device.ts'
import { type District, openDistrict, problemIn, START_MS } from './fixture.ts'

const CELL = '40.8500,140.7500'
const ROUTE = '/api/v1/routes/honcho/prediction'
const DEVICE = '/api/v1/devices/snow-1/prediction'
let district: District

function eachInItsOwnDistrict(): void {
  beforeEach(async () => {
    district = await openDistrict()
  })
  afterEach(() => district[Symbol.asyncDispose]())
}

interface Quantiles {
  readonly p10: number
  readonly p50: number
  readonly p90: number
}

interface Crossing {
  readonly thresholdCm: number
  readonly measure: string
  readonly criteria: string[]
  readonly by: string
  readonly byAt: string
  readonly probability: number | null
  readonly reason: { readonly code: string } | null
}

interface Body {
  readonly status: string
  readonly degraded: { readonly mode: string; readonly text: { readonly ja: string; readonly en: string } }[]
  readonly leads: { readonly leadH: number; readonly at: string; depthCm: Quantiles; depthSincePassCm: Quantiles }[]
  readonly crossings: Crossing[]
}

async function get(path: string, caller: keyof District['keys'] = 'viewer') {
  const reply = await district.as(caller, 'GET', path)
  expect(reply.statusCode, reply.body).toBe(200)
  return reply.json() as Body & Record<string, unknown>
}

/** Readings of a sensor 3 m above the road, one every ten minutes up to now. */
async function saw(depthsCm: readonly number[], deviceId = 'snow-1'): Promise<void> {
  const beginsMs = district.clock.now() - (depthsCm.length - 1) * 10 * MINUTE_MS
  const readings = depthsCm.map((depthCm, index) => ({
    at: beginsMs + index * 10 * MINUTE_MS,
    distance_mm: Math.round(3000 - depthCm * 10),
    air_temp_c: -2,
  }))
  const payload = Buffer.from(JSON.stringify(readings))
  const from = { deviceId, kind: 'reading', codec: 'json', payloadFormat: null } as const
  const topic = `yukiban/v1/${deviceId}/reading`
  const receivedAtMs = district.clock.now()
  await district.readings.append([{ ...from, topic, receivedAtMs, payload, sizeBytes: payload.byteLength }])
  await district.readings.settled()
}

/** A run for the cell of all sensors, received `hoursAgo`, with `mmPerH` of water at −5 °C: 1.33 cm of snow a mm. */
async function told(hoursAgo: number, mmPerH: number, hours = 48): Promise<void> {
  const receivedAtMs = START_MS - hoursAgo * HOUR_MS
  const run = {
    provider: 'open-meteo',
    model: 'jma_seamless',
    cellId: CELL,
    issuedAtMs: receivedAtMs - HOUR_MS,
    receivedAtMs,
    hours: Array.from({ length: hours }, (_, index) => ({
      fromMs: START_MS + (index - 6) * HOUR_MS,
      airTempC: -5,
      relativeHumidityPct: 80,
      precipitationMm: mmPerH,
      windMs: null,
    })),
  }
  await district.db.transaction().execute((trx) => archiveRuns(trx, [run], receivedAtMs))
}

/** Four hours at 1.5 cm/h up to 6 cm. */
const NIGHT = Array.from({ length: 25 }, (_, index) => index / 4)

describe('GET /api/v1/routes/{id}/prediction', () => {
  eachInItsOwnDistrict()

  test('what may come, from what, and how probable the thresholds are', async () => {
    await saw(NIGHT)
    await told(1, 2)
    const body = await get(`${ROUTE}?thresholdCm=8&thresholdCm=15`)
    expect(body).toMatchObject({
      routeId: 'honcho',
      at: toIso(START_MS),
      status: 'known',
      reason: null,
      degraded: [],
      sensors: { registered: 1, used: 1 },
      // 02:00 in Tokyo; the road is due at 07:00 and takes 40 min
      deadline: { at: toIso(START_MS + 5 * HOUR_MS), startBy: toIso(START_MS + 260 * MINUTE_MS), canStillBeMet: true },
    })
    expect(body.leads.map((it) => it.leadH)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12])
    expect(body.leads[2]?.at).toBe(toIso(START_MS + 3 * HOUR_MS))
    expect(body.leads[5]?.depthCm.p50).toBeGreaterThan(8)
    const asked = body.crossings.map(({ thresholdCm, measure, criteria, by }) => [thresholdCm, measure, criteria, by])
    expect(asked.slice(0, 5)).toEqual(
      ['1h', '3h', '6h', '12h', 'deadline'].map((by) => [8, 'depth-since-pass', [], by]),
    )
    expect(asked[5]).toEqual([10, 'depth', ['night'], '1h'])
    expect(asked[10]).toEqual([15, 'depth-since-pass', [], '1h'])
    for (const { probability, reason } of body.crossings) {
      expect(probability).toBeGreaterThanOrEqual(0)
      expect(probability).toBeLessThanOrEqual(1)
      expect(reason).toBeNull()
    }
  })

  test('its inputs are told: reading, rise, young layer, forecast run with its times and its snow by hour', async () => {
    await saw(NIGHT)
    await told(1, 2)
    const { inputs } = await get(ROUTE)
    expect(inputs).toMatchObject([
      {
        device: 'snow-1',
        sensor: { status: 'ok', faults: [], text: null },
        readingAt: toIso(START_MS),
        readingIdentity: `@${START_MS}`,
        samples: 25,
        firstSampleAt: toIso(START_MS - 4 * HOUR_MS),
        levelCm: expect.closeTo(6, 0),
        depthSincePassCm: expect.closeTo(6, 0),
        riseCmPerH: expect.closeTo(1.5, 0),
        airTempC: -2,
        forecast: {
          issuedAt: toIso(START_MS - 2 * HOUR_MS),
          receivedAt: toIso(START_MS - HOUR_MS),
          snowfallCm: Array.from({ length: 12 }, (_, lead) => expect.closeTo(2.65 * (lead + 1), 0)),
        },
      },
    ])
    const [{ youngLayerCm }] = inputs as [{ youngLayerCm: number }]
    expect(youngLayerCm).toBeGreaterThan(4)
  })

  test.each([
    { name: 'no forecast', mode: 'no-forecast', tell: async () => {} },
    { name: 'an old forecast', mode: 'stale-forecast', tell: () => told(10, 1) },
    { name: 'a forecast of few hours', mode: 'no-forecast', tell: () => told(1, 1, 9) },
  ])('$name is a degraded mode, in two languages', async ({ mode, tell }) => {
    await saw(NIGHT)
    await tell()
    const { degraded } = await get(ROUTE)
    expect(degraded.map((it) => it.mode)).toEqual([mode])
    expect(degraded[0]?.text.ja).toMatch(/予報/)
    expect(degraded[0]?.text.en).toMatch(/forecast/)
  })

  test('silence is unknown, with a reason in two languages, and never zero', async () => {
    const silent = await get(ROUTE)
    expect(silent).toMatchObject({
      status: 'unknown',
      reason: {
        code: 'no-usable-sensor',
        text: { ja: expect.stringContaining('センサー'), en: expect.stringContaining('sensor') },
      },
      leads: [],
      crossings: [],
      sensors: { registered: 1, used: 0 },
      deadline: { at: toIso(START_MS + 5 * HOUR_MS) },
      inputs: [{ device: 'snow-1', readingAt: null, levelCm: null, forecast: null }],
    })
    const device = await findDevice(district.db, 'snow-1')
    if (device === undefined) throw new Error('no snow-1')
    await upsertDevice(district.db, { ...device, routeId: null }, START_MS)
    expect(await get(ROUTE)).toMatchObject({ status: 'unknown', reason: { code: 'no-sensors' }, inputs: [] })
  })

  test('a deadline more than twelve hours ahead is not predicted, and says so', async () => {
    // 07:20 in Tokyo: the next 07:00 is almost a day away
    await district.clock.sleepUntil(START_MS + 320 * MINUTE_MS)
    await saw(NIGHT)
    const deadlines = (await get(ROUTE)).crossings.filter((it) => it.by === 'deadline')
    expect(deadlines).toMatchObject([{ probability: null, reason: { code: 'beyond-horizon' } }])
  })

  test('after the latest start the deadline can no longer be met', async () => {
    await district.clock.sleepUntil(START_MS + 261 * MINUTE_MS)
    expect(await get(ROUTE)).toMatchObject({ deadline: { canStillBeMet: false } })
  })

  test('what is reached already is certain', async () => {
    await saw(NIGHT)
    const { crossings } = await get(`${ROUTE}?thresholdCm=2`)
    const reached = crossings.filter((it) => it.thresholdCm === 2)
    expect(reached.map((it) => it.probability)).toEqual([1, 1, 1, 1, 1])
  })

  test('two levels in force are both asked about', async () => {
    await district.db.transaction().execute((trx) =>
      saveCriterion(trx, {
        criterion: {
          id: 'ready',
          authorityId: 'aomori',
          ...CRITERION_DEFAULTS,
          scope: { kind: 'route', id: 'honcho' },
          mode: 'support',
          level: 'standby',
          rule: {
            kind: 'threshold',
            measure: 'new-snow',
            comparison: 'at-least',
            triggerCm: 10,
            releaseCm: 1,
            sustainMin: 20,
            staleMin: 45,
            minSensors: 1,
            vote: 'majority',
            disagreeCm: 8,
          },
        },
        actor: 'user:setup',
        nowMs: START_MS,
      }),
    )
    await saw(NIGHT)
    const measures = new Set((await get(ROUTE)).crossings.map((it) => `${it.measure} ${it.criteria}`))
    expect(measures).toEqual(new Set(['depth night', 'new-snow ready']))
  })

  test('a contractor sees its routes, without sensors and criteria', async () => {
    await saw(NIGHT)
    await told(1, 2)
    const body = await get(ROUTE, 'contractor')
    const full = await get(ROUTE)
    expect(body).toMatchObject({ status: 'known', inputs: [], leads: full.leads })
    expect(body.crossings).toEqual(full.crossings.map((it) => ({ ...it, criteria: [] })))
    expect(JSON.stringify(body)).not.toContain('snow-1')
    expect((await district.as('contractor', 'GET', '/api/v1/routes/hamamachi/prediction')).statusCode).toBe(404)
    expect((await district.as('contractor', 'GET', DEVICE)).statusCode).toBe(403)
  })
})

describe('GET /api/v1/devices/{id}/prediction', () => {
  eachInItsOwnDistrict()

  test('tells the same as its route does of its only sensor', async () => {
    await saw(NIGHT)
    await told(1, 2)
    const [device, route] = [await get(`${DEVICE}?thresholdCm=7.5`), await get(`${ROUTE}?thresholdCm=7.5`)]
    for (const field of ['status', 'degraded', 'deadline', 'leads', 'crossings'])
      expect(device[field]).toEqual(route[field])
    expect(device).toMatchObject({ device: 'snow-1', routeId: 'honcho', inputs: (route.inputs as unknown[])[0] })
  })

  test('a suspect sensor is predicted from what was accepted, and says so in two languages', async () => {
    await saw([...NIGHT, 70])
    expect(await get(DEVICE)).toMatchObject({
      status: 'known',
      inputs: {
        sensor: {
          status: 'suspect',
          text: { ja: expect.stringContaining('疑義'), en: expect.stringContaining('doubt') },
        },
        readingAt: toIso(START_MS - 10 * MINUTE_MS),
        levelCm: expect.closeTo(6, 0),
      },
    })
    expect(await get(ROUTE)).toMatchObject({ status: 'unknown', reason: { code: 'no-usable-sensor' } })
  })

  test.each([
    { minutes: 60, status: 'known', reason: null, sensor: 'stale' },
    { minutes: 121, status: 'unknown', reason: { code: 'silent' }, sensor: 'stale' },
  ])('silent for $minutes min: $status', async ({ minutes, status, reason, sensor }) => {
    await saw(NIGHT)
    await district.clock.sleepUntil(START_MS + minutes * MINUTE_MS)
    expect(await get(DEVICE)).toMatchObject({ status, reason, inputs: { sensor: { status: sensor } } })
  })

  test('of a camera nothing can be said', async () => {
    const device = await findDevice(district.db, 'snow-1')
    if (device === undefined) throw new Error('no snow-1')
    await upsertDevice(district.db, { ...device, id: 'eye-1', kind: 'camera', mountHeightMm: null }, START_MS)
    expect(await get('/api/v1/devices/eye-1/prediction')).toMatchObject({
      status: 'unknown',
      reason: { code: 'no-depth' },
      leads: [],
      crossings: [],
    })
  })

  test('on no route: what is asked for, and no deadline', async () => {
    const device = await findDevice(district.db, 'snow-1')
    if (device === undefined) throw new Error('no snow-1')
    await upsertDevice(district.db, { ...device, routeId: null }, START_MS)
    await saw(NIGHT)
    expect(await get(DEVICE)).toMatchObject({ status: 'known', routeId: null, deadline: null, crossings: [] })
    expect((await get(`${DEVICE}?thresholdCm=9`)).crossings.map((it) => it.by)).toEqual(['1h', '3h', '6h', '12h'])
  })
})

describe('who may ask what', () => {
  beforeAll(async () => {
    district = await openDistrict()
  })
  afterAll(() => district[Symbol.asyncDispose]())

  test.each([
    { caller: 'officer', url: ROUTE, status: 200 },
    { caller: 'administrator', url: DEVICE, status: 200 },
    { caller: 'gateway', url: ROUTE, status: 403 },
    { caller: 'gateway', url: DEVICE, status: 403 },
    { caller: 'neighbour', url: ROUTE, status: 404 },
    { caller: 'neighbour', url: DEVICE, status: 404 },
    { caller: 'viewer', url: '/api/v1/devices/nowhere/prediction', status: 404 },
    { caller: null, url: ROUTE, status: 401 },
    { caller: null, url: DEVICE, status: 401 },
  ])('$caller, $url: $status', async ({ caller, url, status }) => {
    expect((await district.as(caller, 'GET', url)).statusCode).toBe(status)
  })

  test.each([
    '0',
    '0.09',
    '200.1',
    'ten',
    '',
    '1&thresholdCm=2&thresholdCm=3&thresholdCm=4&thresholdCm=5&thresholdCm=6',
    '5&depth=3',
  ])('thresholdCm=%s is refused, naming the field', async (query) => {
    for (const url of [ROUTE, DEVICE]) {
      const problem = problemIn(await district.as('viewer', 'GET', `${url}?thresholdCm=${query}`))
      expect(problem).toMatchObject({ status: 400, code: 'request-invalid' })
      expect(problem.problems?.[0]?.field).toMatch(/thresholdCm|depth/)
    }
  })

  test.each(['0.1', '200', '1&thresholdCm=2&thresholdCm=3&thresholdCm=4&thresholdCm=5'])(
    'thresholdCm=%s is taken',
    async (query) => {
      await get(`${ROUTE}?thresholdCm=${query}`)
    },
  )

  test('the description says what every figure is', async () => {
    const document = (await district.as(null, 'GET', '/api/v1/openapi.json')).json()
    for (const path of ['/api/v1/routes/{id}/prediction', '/api/v1/devices/{id}/prediction'])
      expect(document.paths[path].get.responses['200'].content['application/json'].schema.$ref).toMatch(/Prediction$/)
    const { Crossing: crossing, PredictionInput: input, Quantiles: quantiles } = document.components.schemas
    expect(crossing.properties.probability.description).toMatch(/0 to 1/)
    expect(quantiles.description).toMatch(/cm/)
    for (const field of ['levelCm', 'depthSincePassCm', 'riseCmPerH', 'scatterCm', 'youngLayerCm'])
      expect(input.properties[field].description, field).toMatch(/cm/)
    expect(JSON.stringify(document.components.schemas)).not.toContain('~kind')
  })
})
