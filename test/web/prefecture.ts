import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { hashPassword } from '../../src/access/passwords.ts'
import { SimulatedClock } from '../../src/clock.ts'
import { readConfig } from '../../src/config.ts'
import { acceptOffer, startOrder } from '../../src/dispatch/commands.ts'
import { raiseOrder } from '../../src/dispatch/raise-order.ts'
import { type Device, PLAIN_JSON } from '../../src/domain/device.ts'
import type { Route } from '../../src/domain/route.ts'
import { HOUR_MS, MINUTE_MS } from '../../src/domain/time.ts'
import { cellsOf, placeOfRoute } from '../../src/forecast/cells.ts'
import { type Service, startService } from '../../src/service.ts'
import { upsertAuthority } from '../../src/store/authorities/upsert-authority.ts'
import { upsertBlock } from '../../src/store/blocks/upsert-block.ts'
import { upsertContractor } from '../../src/store/contractors/upsert-contractor.ts'
import { type Db, openDatabase, type Trx } from '../../src/store/database.ts'
import { upsertDevice } from '../../src/store/devices/upsert-device.ts'
import { insertRun } from '../../src/store/forecasts/insert-run.ts'
import { listOffers } from '../../src/store/offers/list-offers.ts'
import { recordPass } from '../../src/store/passes/record-pass.ts'
import { upsertRoster } from '../../src/store/roster/upsert-roster.ts'
import { upsertRoute } from '../../src/store/routes/upsert-route.ts'
import { createUser } from '../../src/store/users/create-user.ts'
import { buildRoads, mulberry } from './prefecture-roads.ts'

const AUTHORITY = 'ken'
const START_MS = Date.parse('2026-01-20T17:00:00Z')
const MOUNT_MM = 3000
/** Reports before now that sensors have on record. */
const REPORTS = 6
const REPORT_MS = 10 * MINUTE_MS
const FORECAST_H = 36
const FIRMS = [
  { id: 'c-chuo', name: '雪待中央建設' },
  { id: 'c-minato', name: '雪待みなと土木' },
  { id: 'c-yamate', name: '雪待山手道路' },
] as const

/** How much there is of what. */
export interface PrefectureSize {
  readonly routes: number
  readonly sensors: number
  readonly openOrders: number
}

export const PREFECTURE: PrefectureSize = { routes: 10_000, sensors: 2_000, openOrders: 300 }

/** A prefecture at 02:00 of a snowy night on a real service whose time stands still. */
export interface Prefecture extends AsyncDisposable {
  readonly service: Service
  readonly origin: string
  /** An officer who can sign in. */
  readonly officer: { readonly login: string; readonly password: string }
  advance(ms: number): Promise<void>
}

/** Fills a new data folder through the store's own operations and starts the service on it. */
export async function openPrefecture(size: PrefectureSize = PREFECTURE): Promise<Prefecture> {
  await using stack = new AsyncDisposableStack()
  const dataDir = mkdtempSync(join(tmpdir(), 'yukiban-prefecture-'))
  stack.defer(() => rmSync(dataDir, { recursive: true, force: true }))
  const officer = { login: 'officer', password: 'shovel-and-salt-0200' }
  const { routes, devices } = await fill(dataDir, size, officer)
  const clock = stack.adopt(new SimulatedClock(START_MS, Number.POSITIVE_INFINITY), (it) => it.stop())
  let hold = clock.hold()
  const config = readConfig({
    YUKIBAN_DATA_DIR: dataDir,
    YUKIBAN_HTTP_PORT: '0',
    YUKIBAN_MQTT_PORT: '0',
    YUKIBAN_FORECAST_PROVIDER: 'none',
  })
  const service = stack.adopt(await startService(config, { clock, log: pino({ level: 'silent' }) }), (it) => it.stop())
  await report(service, devices)
  await forecastEverywhere(service, routes)
  await dispatch(service, routes, size.openOrders)
  const owned = stack.move()
  return {
    service,
    origin: service.httpUrl ?? '',
    officer,
    async advance(ms) {
      const passed = clock.sleepUntil(clock.now() + ms)
      hold[Symbol.dispose]()
      await passed
      hold = clock.hold()
      await service.settled()
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}

async function fill(dataDir: string, size: PrefectureSize, officer: Prefecture['officer']) {
  const roads = buildRoads(size.routes)
  const routes = roads.routes.map((it): Route => ({ ...it, authorityId: AUTHORITY }))
  const devices = sensorsOn(routes, size.sensors)
  const db = await openDatabase(dataDir)
  try {
    await upsertAuthority(db, { id: AUTHORITY, name: '雪待県', kind: 'prefecture', timeZone: 'Asia/Tokyo' })
    await db.transaction().execute(async (trx) => {
      for (const block of roads.blocks) await upsertBlock(trx, { ...block, nameKana: null, authorityId: AUTHORITY })
      for (const route of routes) await upsertRoute(trx, route)
      for (const device of devices) await upsertDevice(trx, device, START_MS)
      await addFirms(trx, roads.blocks)
    })
    await addOfficer(db, officer)
  } finally {
    await db.destroy()
  }
  return { routes, devices }
}

async function addFirms(trx: Trx, blocks: readonly { readonly id: string }[]): Promise<void> {
  const reach = { email: null, webhookUrl: null, phone: '000-000-0001', capacity: null }
  for (const firm of FIRMS) await upsertContractor(trx, { ...firm, ...reach, authorityId: AUTHORITY })
  const always = { routeId: null, fromMs: null, toMs: null, days: null, fromTime: null, toTime: null }
  const entries = blocks.map(({ id }, index) => ({
    ...always,
    authorityId: AUTHORITY,
    blockId: id,
    contractorId: FIRMS[index % FIRMS.length]?.id ?? FIRMS[0].id,
    rank: 1,
  }))
  await upsertRoster(trx, AUTHORITY, entries)
}

async function addOfficer(db: Db, { login, password }: Prefecture['officer']): Promise<void> {
  const passwordHash = await hashPassword(password)
  await createUser(db, { authorityId: AUTHORITY, login, role: 'officer', passwordHash, nowMs: START_MS })
}

function sensorsOn(routes: readonly Route[], count: number): Device[] {
  const every = Math.max(1, Math.floor(routes.length / Math.max(1, count)))
  return Array.from({ length: count }, (_, index) => {
    const route = routes[(index * every) % routes.length]
    const [lon = null, lat = null] = route?.geometry?.coordinates[4] ?? []
    return {
      ...PLAIN_JSON,
      id: `s-${String(index).padStart(5, '0')}`,
      authorityId: AUTHORITY,
      kind: 'ultrasonic',
      routeId: route?.id ?? null,
      surface: index % 4 === 0 ? 'roadside' : 'carriageway',
      mountHeightMm: MOUNT_MM,
      temperatureCompensated: true,
      lat,
      lon,
      intervalS: 600,
    }
  })
}

/** Most sensors report; of a hundred, two fell silent fifty minutes ago and two have never spoken. */
async function report({ readings, settled }: Service, devices: readonly Device[]): Promise<void> {
  const random = mulberry(7)
  const depthsCm = devices.map(() => Math.round(random() * random() * 450) / 10)
  for (let back = REPORTS - 1; back >= 0; back--) {
    const atMs = START_MS - back * REPORT_MS
    const frames = devices.flatMap(({ id }, index) => {
      const never = index % 50 === 49
      const fellSilent = index % 50 === 24 && back < REPORTS - 1
      if (never || fellSilent) return []
      const distance_mm = MOUNT_MM - Math.round((depthsCm[index] ?? 0) * 10) + Math.round(random() * 4)
      const body = { boot: 'b', seq: REPORTS - back, at: atMs, distance_mm, air_temp_c: -3, battery_v: 3.6 }
      const payload = Buffer.from(JSON.stringify(body))
      const topic = `yukiban/v1/${id}/reading`
      const about = { deviceId: id, kind: 'reading', codec: 'json', payloadFormat: null, topic } as const
      return [{ ...about, receivedAtMs: atMs, payload, sizeBytes: payload.length }]
    })
    await readings.append(frames)
  }
  await settled()
}

async function forecastEverywhere({ db }: Service, routes: readonly Route[]): Promise<void> {
  const cells = cellsOf(
    routes.flatMap((it) => placeOfRoute(it.geometry, []) ?? []),
    readConfig({ YUKIBAN_FORECAST_PROVIDER: 'none' }).forecast.cellDeg,
  )
  await db.transaction().execute(async (trx) => {
    for (const [index, { id }] of cells.entries()) {
      const hours = Array.from({ length: FORECAST_H }, (_, hour) => ({
        fromMs: START_MS + hour * HOUR_MS,
        airTempC: -3,
        relativeHumidityPct: 92,
        precipitationMm: Math.max(0, Math.sin(hour / 5 + index) * 1.6 + 0.4),
        windMs: 4,
      }))
      const run = { provider: 'open-meteo', model: 'jma_seamless', cellId: id, issuedAtMs: START_MS - 2 * HOUR_MS }
      await insertRun(trx, { ...run, receivedAtMs: START_MS - HOUR_MS, hours }, START_MS)
    }
  })
}

/** Open orders in every state, and passes of the evening. */
async function dispatch({ db, commands, settled }: Service, routes: readonly Route[], count: number): Promise<void> {
  const every = Math.max(1, Math.floor(routes.length / Math.max(1, count)))
  const actor = { kind: 'rule', id: 'night' } as const
  const chosen = Array.from({ length: count }, (_, index) => routes[index * every]).filter((it) => it !== undefined)
  await db.transaction().execute(async (trx) => {
    for (const [index, route] of chosen.entries()) {
      const state = index % 5 === 0 ? 'proposed' : 'requested'
      const about = { decisionId: null, criterionId: 'night', respondMin: 15, actor, nowMs: START_MS } as const
      await raiseOrder(trx, { route, level: 'dispatch', state, ...about })
    }
    for (const [index, route] of routes.entries()) {
      if (index % 7 !== 3) continue
      const atMs = START_MS - ((index % 30) + 1) * HOUR_MS
      const by = { source: 'contractor', actor, orderId: null, recordedAtMs: atMs } as const
      await recordPass(trx, { routeId: route.id, atMs, ...by })
    }
  })
  const offers = await listOffers(db, { limit: count })
  for (const [index, { id, orderId, contractorId }] of offers.entries()) {
    const crew = { kind: 'contractor', id: contractorId } as const
    if (index % 3 !== 0) await acceptOffer(commands, { offerId: id, actor: crew })
    if (index % 3 === 2) await startOrder(commands, { orderId, actor: crew })
  }
  await settled()
}
