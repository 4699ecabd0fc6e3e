import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import mqtt from 'mqtt'
import { pino } from 'pino'
import { SimulatedClock } from '../../src/clock.ts'
import { readConfig } from '../../src/config.ts'
import { acceptOffer, completeOrder, startOrder } from '../../src/dispatch/commands.ts'
import { raiseManualOrders } from '../../src/dispatch/manual-order.ts'
import { importDistrict } from '../../src/district/import-district.ts'
import { readDistrictFile } from '../../src/district/read-file.ts'
import { MINUTE_MS } from '../../src/domain/time.ts'
import { type Service, startService } from '../../src/service.ts'
import { listOffers } from '../../src/store/offers/list-offers.ts'
import { findRoute } from '../../src/store/routes/find-route.ts'

const FILE = new URL('../../examples/district.json', import.meta.url)
const REPORT_MS = 10 * MINUTE_MS

/** The example town at 02:00 on a real service whose time stands still until a test lets it pass. */
export interface Town extends AsyncDisposable {
  readonly service: Service
  readonly origin: string
  advance(ms: number): Promise<void>
  /** Every sensor of the routes named reports its route's depth, cm; then ten minutes pass. */
  snow(depthsCm: Readonly<Record<string, number>>): Promise<void>
  order(routeId: string): Promise<Work>
}

/** A crew's work on one route. */
export interface Work {
  start(): Promise<void>
  complete(): Promise<void>
}

interface Input {
  readonly routes: readonly { readonly id: string }[]
  readonly devices: readonly { readonly id: string; readonly route: string; readonly mountHeightMm: number }[]
}

/** @param options.withoutSensors routes that get none. */
export async function openTown(options: {
  readonly withoutSensors?: readonly string[]
  readonly env?: Readonly<Record<string, string>>
}): Promise<Town> {
  await using stack = new AsyncDisposableStack()
  const dataDir = mkdtempSync(join(tmpdir(), 'yukiban-town-'))
  stack.defer(() => rmSync(dataDir, { recursive: true, force: true }))
  const clock = stack.adopt(new SimulatedClock(Date.parse('2026-01-20T16:00:00Z'), Number.POSITIVE_INFINITY), (it) =>
    it.stop(),
  )
  let hold = clock.hold()
  const config = readConfig({
    YUKIBAN_DATA_DIR: dataDir,
    YUKIBAN_HTTP_PORT: '0',
    YUKIBAN_MQTT_PORT: '0',
    YUKIBAN_FORECAST_PROVIDER: 'none',
    YUKIBAN_WEBHOOK_ALLOW: '127.0.0.0/8',
    ...options.env,
  })
  const service = stack.adopt(await startService(config, { clock, log: pino({ level: 'silent' }) }), (it) => it.stop())
  const { devices, tokens } = await importTown(service, options.withoutSensors ?? [])
  const advance = async (ms: number) => {
    const passed = clock.sleepUntil(clock.now() + ms)
    hold[Symbol.dispose]()
    await passed
    hold = clock.hold()
    await service.settled()
  }
  let seq = 0
  const owned = stack.move()
  return {
    service,
    origin: service.httpUrl ?? '',
    advance,
    async snow(depthsCm) {
      for (const { id, route, mountHeightMm } of devices) {
        const depthCm = depthsCm[route]
        if (depthCm === undefined) continue
        const body = {
          boot: 'b',
          seq: seq++,
          at: clock.now(),
          distance_mm: mountHeightMm - depthCm * 10,
          air_temp_c: 0,
        }
        await publish(service.mqttUrl ?? '', id, tokens[id] ?? '', body)
      }
      await service.settled()
      await advance(REPORT_MS)
    },
    order: (routeId) => orderWork(service, routeId),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}

async function importTown(service: Service, withoutSensors: readonly string[]) {
  const raw = readDistrictFile(readFileSync(FILE), 'district.json')
  const whole = raw.input as Input
  const devices = whole.devices.filter((it) => !withoutSensors.includes(it.route))
  // no criteria: tests order what they need themselves
  const input = { ...whole, devices, criteria: [] }
  let tokens: Readonly<Record<string, string>> = {}
  const settings = { timeZone: 'Asia/Tokyo', checkWebhookUrl: () => undefined, nowMs: service.clock.now() }
  await importDistrict(service.db, { ...raw, input }, settings, (made) => {
    tokens = made.devices
  })
  return { devices, tokens }
}

async function publish(url: string, id: string, token: string, body: object): Promise<void> {
  const client = await mqtt.connectAsync(url, { username: id, password: token, clientId: id, reconnectPeriod: 0 })
  await client.publishAsync(`yukiban/v1/${id}/reading`, JSON.stringify(body), { qos: 1 })
  await client.endAsync()
}

async function orderWork({ db, commands }: Service, routeId: string): Promise<Work> {
  const route = await findRoute(db, routeId)
  if (route === undefined) throw new Error(`no route ${routeId}`)
  const [made] = await raiseManualOrders(commands, {
    authorityId: route.authorityId,
    routes: [route],
    level: 'dispatch',
    reason: '積雪のため',
    respondMin: 10,
    contractorId: null,
    actor: { kind: 'user', id: 'officer' },
  })
  const orderId = made?.order.id ?? ''
  const [offer] = (await listOffers(db, { limit: 100 })).filter((it) => it.orderId === orderId)
  if (offer === undefined) throw new Error(`nobody was asked for ${routeId}`)
  const actor = { kind: 'contractor', id: offer.contractorId } as const
  return {
    async start() {
      await acceptOffer(commands, { offerId: offer.id, actor })
      await startOrder(commands, { orderId, actor })
    },
    async complete() {
      await completeOrder(commands, { orderId, actor })
    },
  }
}

/** A night in which every state is to be seen: the screenshots' and the tests'. */
export async function snowyNight(town: Town): Promise<void> {
  const depths = { 'r-ekimae': 12, 'r-chuo-odori': 8, 'r-shiyakusho': 3, 'r-honcho': 6, 'r-hama': 23, 'r-gakko': 17 }
  // two routes fall silent after the first reports
  await town.snow({ ...depths, 'r-soko': 9, 'r-gyoko': 11 })
  for (let report = 0; report < 4; report++) await town.snow(depths)
  const done = await town.order('r-shiyakusho')
  await done.start()
  const working = await town.order('r-hama')
  await working.start()
  await town.advance(5 * MINUTE_MS)
  await town.order('r-ekimae')
  await done.complete()
  await town.snow(depths)
}
