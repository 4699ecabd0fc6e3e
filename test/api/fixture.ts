import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FastifyInstance, InjectOptions, LightMyRequestResponse } from 'fastify'
import { pino } from 'pino'
import { SetupDoor } from '../../src/access/setup-door.ts'
import { type ApiDeps, buildApi } from '../../src/api/server.ts'
import { SimulatedClock } from '../../src/clock.ts'
import { readConfig } from '../../src/config.ts'
import { routeState } from '../../src/decide/route-state.ts'
import { SensorTracer } from '../../src/decide/sensor-trace.ts'
import { SensorTracker } from '../../src/decide/sensor-tracker.ts'
import { readHealth } from '../../src/device-life/read-health.ts'
import { raiseOrder } from '../../src/dispatch/raise-order.ts'
import { CRITERION_DEFAULTS } from '../../src/domain/criterion.ts'
import { PLAIN_JSON } from '../../src/domain/device.ts'
import type { Role } from '../../src/domain/role.ts'
import { NO_WITNESS } from '../../src/domain/witness.ts'
import { startForecast } from '../../src/forecast/start.ts'
import { Acceptor } from '../../src/ingest/accept.ts'
import { createApiKey } from '../../src/store/api-keys/create-api-key.ts'
import { upsertAuthority } from '../../src/store/authorities/upsert-authority.ts'
import { upsertBlock } from '../../src/store/blocks/upsert-block.ts'
import { upsertContractor } from '../../src/store/contractors/upsert-contractor.ts'
import { saveCriterion } from '../../src/store/criteria/save-criterion.ts'
import { type Db, openDatabase } from '../../src/store/database.ts'
import { upsertDevice } from '../../src/store/devices/upsert-device.ts'
import type { StoredOrder } from '../../src/store/orders/order-row.ts'
import type { ReadingStore } from '../../src/store/readings/port.ts'
import { openReadingStore } from '../../src/store/readings/sqlite.ts'
import { findRoute } from '../../src/store/routes/find-route.ts'
import { upsertRoute } from '../../src/store/routes/upsert-route.ts'

export const START_MS = Date.UTC(2026, 0, 20, 17)

export type Caller = Role | 'rival' | 'neighbour'

/** A small district on real databases: authority `aomori` with two firms, and a neighbour whose things are private. */
export interface District extends AsyncDisposable {
  readonly app: FastifyInstance
  readonly deps: ApiDeps
  readonly db: Db
  readonly readings: ReadingStore
  readonly clock: SimulatedClock
  /** Full texts of API keys: one per role; `rival` is the other firm, `neighbour` the other authority's officer. */
  readonly keys: Readonly<Record<Caller, string>>
  readonly disconnected: string[]
  readonly passes: string[]
  readonly logged: string[]
  nudge(): void
  /** How often something is to be delivered, so far. */
  deliveries(): number
  /** How often something new was asked of a device. */
  downlinkNudges(): number
  as(caller: Caller | string | null, method: InjectOptions['method'], url: string, more?: More): Promise<Reply>
  raise(routeId: string, state: 'proposed' | 'requested'): Promise<StoredOrder>
}

interface More {
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
}

export type Reply = LightMyRequestResponse

export interface DistrictOptions {
  readonly env?: Readonly<Record<string, string>>
  readonly change?: (deps: ApiDeps) => ApiDeps
}

export async function openDistrict(options: DistrictOptions = {}): Promise<District> {
  const dataDir = mkdtempSync(join(tmpdir(), 'yukiban-api-'))
  const config = readConfig({
    YUKIBAN_DATA_DIR: dataDir,
    YUKIBAN_HTTP_PORT: '0',
    YUKIBAN_FORECAST_PROVIDER: 'none',
    ...options.env,
  })
  const clock = new SimulatedClock(START_MS, Number.POSITIVE_INFINITY)
  const db = await openDatabase(dataDir)
  const readings = await openReadingStore({ dataDir, reading: config.reading, clock })
  await seed(db)
  const keys = await makeKeys(db)
  const disconnected: string[] = []
  const passes: string[] = []
  const logged: string[] = []
  const listeners = new Set<() => void>()
  let nudges = 0
  const tracker = new SensorTracker(db, readings, config.replayWindowMs)
  const { replayWindowMs } = config
  const witnessFor = () => Promise.resolve(NO_WITNESS)
  const tracer = new SensorTracer({ db, readings, witnessFor, replayWindowMs })
  let asked = 0
  const limits = { ...config.device, maxAheadMs: config.reading.maxAheadMs, listeningSinceMs: null }
  const forecast = startForecast({
    db,
    clock,
    log: pino({ level: 'silent' }),
    config: config.forecast,
    keepDays: null,
    fetches: false,
    onAsked: () => {},
  })
  const acceptor = new Acceptor(readings, pino({ level: 'silent' }))
  const plain: ApiDeps = {
    db,
    readings,
    clock,
    config,
    log: pino({ level: 'trace' }, { write: (line: string) => void logged.push(line) }),
    commands: { db, clock, nudges: { deliver: () => nudges++, passRecorded: (id) => passes.push(id) } },
    sensorState: (id) => tracker.update(id),
    sensorTrace: (device, span) => tracer.trace(device, span),
    routeState: (id) => routeState({ db, sensorState: (device) => tracker.update(device) }, id, clock.now()),
    journal: {
      subscribe: (listener) => {
        listeners.add(listener)
        return () => listeners.delete(listener)
      },
    },
    health: async () => ({ ready: true, checks: [{ name: 'store', ok: true }] }),
    version: '0.0.0-test',
    web: null,
    disconnectDevice: (id) => disconnected.push(id),
    accept: (frame) => acceptor.accept(frame),
    deviceHealth: (device) => readHealth({ db, readings, limits, suspect: () => null }, device, clock.now()),
    downlinkChanged: () => asked++,
    replays: { nudge() {}, cancelled: () => Promise.resolve() },
    brokerAddresses: () => ({ mqtt: 'mqtt://0.0.0.0:1883', mqtts: null }),
    setup: (await SetupDoor.make(db, clock)).door,
    forecast,
  }
  const deps = options.change?.(plain) ?? plain
  const app = buildApi(deps)
  await app.ready()
  return {
    app,
    deps,
    db,
    readings,
    clock,
    keys,
    disconnected,
    passes,
    logged,
    nudge: () => {
      for (const listener of listeners) listener()
    },
    deliveries: () => nudges,
    downlinkNudges: () => asked,
    as: (caller, method, url, more = {}) => call(app, keys, caller, method, url, more),
    raise: async (routeId, state) => raise(db, clock.now(), routeId, state),
    [Symbol.asyncDispose]: async () => {
      await app.close()
      clock.stop()
      await readings.close()
      await db.destroy()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

function call(
  app: FastifyInstance,
  keys: Readonly<Record<string, string>>,
  caller: string | null,
  method: InjectOptions['method'],
  url: string,
  more: More,
): Promise<Reply> {
  const authorization = caller === null ? {} : { authorization: `Bearer ${keys[caller] ?? caller}` }
  return app.inject({
    method,
    url,
    headers: { ...authorization, ...more.headers },
    ...(more.body === undefined ? {} : { payload: more.body as object }),
  })
}

async function raise(db: Db, nowMs: number, routeId: string, state: 'proposed' | 'requested'): Promise<StoredOrder> {
  const route = await findRoute(db, routeId)
  if (route === undefined) throw new Error(`no route ${routeId}`)
  const actor = { kind: 'rule', id: 'night' } as const
  const request = {
    route,
    level: 'dispatch',
    state,
    decisionId: null,
    criterionId: 'night',
    respondMin: 10,
    actor,
    nowMs,
  } as const
  const order = await db.transaction().execute((trx) => raiseOrder(trx, request))
  if (order === undefined) throw new Error(`an order is open on ${routeId}`)
  return order
}

async function makeKeys(db: Db): Promise<Record<Caller, string>> {
  const make = async (authorityId: string, role: Role, contractorId: string | null) =>
    (await createApiKey(db, { authorityId, role, scopes: ['*'], contractorId, label: role, nowMs: START_MS })).key
  const keys = {
    administrator: await make('aomori', 'administrator', null),
    officer: await make('aomori', 'officer', null),
    viewer: await make('aomori', 'viewer', null),
    contractor: await make('aomori', 'contractor', 'kita'),
    rival: await make('aomori', 'contractor', 'minami'),
    gateway: await make('aomori', 'gateway', null),
    neighbour: await make('hirosaki', 'administrator', null),
  }
  // the first use of the day is journalled already: tests of the journal see what they do, not that they call
  await db.updateTable('api_keys').set({ use_recorded_at: START_MS }).execute()
  return keys
}

/** Route `honcho` is kita's by roster, then minami's; `hamamachi` is nobody's. */
async function seed(db: Db): Promise<void> {
  for (const [id, name] of [
    ['aomori', '青森市'],
    ['hirosaki', '弘前市'],
  ] as const) {
    await upsertAuthority(db, { id, name, kind: 'municipality', timeZone: 'Asia/Tokyo' })
    await upsertBlock(db, { id: `${id}-1`, authorityId: id, name: '第一工区', nameKana: 'だいいちこうく' })
  }
  await upsertBlock(db, { id: 'aomori-2', authorityId: 'aomori', name: '第二工区', nameKana: null })
  const road = { roadClass: 'bus', lengthM: 1200, plowMinutes: 40, deadline: '07:00' }
  const geometry = {
    type: 'LineString',
    coordinates: [
      [140.74, 40.82],
      [140.75, 40.83],
    ],
  } as const
  const honcho = { id: 'honcho', name: '本町線', nameKana: 'ほんちょうせん' }
  await upsertRoute(db, { ...honcho, authorityId: 'aomori', blockId: 'aomori-1', ...road, geometry })
  await upsertRoute(db, {
    id: 'hamamachi',
    authorityId: 'aomori',
    blockId: 'aomori-2',
    name: '浜町線',
    nameKana: null,
    ...road,
    geometry: null,
  })
  await upsertRoute(db, {
    id: 'dote',
    authorityId: 'hirosaki',
    blockId: 'hirosaki-1',
    name: '土手町線',
    nameKana: null,
    ...road,
    geometry: null,
  })
  const sensor = {
    kind: 'ultrasonic',
    surface: 'carriageway',
    mountHeightMm: 3000,
    temperatureCompensated: true,
    lat: 40.82,
    lon: 140.74,
    intervalS: 600,
    ...PLAIN_JSON,
  } as const
  await upsertDevice(db, { id: 'snow-1', authorityId: 'aomori', routeId: 'honcho', ...sensor }, START_MS)
  await upsertDevice(db, { id: 'snow-2', authorityId: 'aomori', routeId: 'hamamachi', ...sensor }, START_MS)
  await upsertDevice(db, { id: 'snow-9', authorityId: 'hirosaki', routeId: 'dote', ...sensor }, START_MS)
  await db.transaction().execute(async (trx) => {
    const reach = { email: null, phone: '017-000-0000', capacity: null }
    await upsertContractor(trx, {
      id: 'kita',
      authorityId: 'aomori',
      name: '北建設',
      webhookUrl: 'https://kita.example/hook',
      ...reach,
    })
    await upsertContractor(trx, { id: 'minami', authorityId: 'aomori', name: '南土木', webhookUrl: null, ...reach })
    await upsertContractor(trx, { id: 'iwaki', authorityId: 'hirosaki', name: '岩木組', webhookUrl: null, ...reach })
    for (const [rank, contractorId] of [
      ['1', 'kita'],
      ['2', 'minami'],
    ] as const) {
      const always = { from_at: null, to_at: null }
      await trx
        .insertInto('roster')
        .values({
          authority_id: 'aomori',
          block_id: 'aomori-1',
          route_id: null,
          contractor_id: contractorId,
          rank: Number(rank),
          ...always,
        })
        .execute()
    }
    await saveCriterion(trx, {
      criterion: {
        id: 'night',
        authorityId: 'aomori',
        ...CRITERION_DEFAULTS,
        scope: { kind: 'authority' },
        mode: 'support',
        level: 'dispatch',
        rule: {
          kind: 'threshold',
          measure: 'depth',
          comparison: 'at-least',
          triggerCm: 10,
          releaseCm: 3,
          sustainMin: 20,
          staleMin: 45,
          minSensors: 1,
          vote: 'majority',
          disagreeCm: 8,
        },
      },
      actor: 'user:setup',
      nowMs: START_MS,
    })
  })
}

/** The problem document of a refused request. */
export function problemIn(reply: Reply): {
  code: string
  status: number
  detail: string
  instance: string
  problems?: { field: string; value?: string; message: string }[]
} {
  return reply.json()
}
