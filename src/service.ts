import { randomInt, randomUUID } from 'node:crypto'
import { type Logger, pino } from 'pino'
import packageJson from '../package.json' with { type: 'json' }
import { startApi } from './api/server.ts'
import { type Clock, RealClock, SimulatedClock } from './clock.ts'
import type { Config, Role } from './config.ts'
import { Decider } from './decide/decider.ts'
import { type RouteState, routeState } from './decide/route-state.ts'
import { SensorTracker } from './decide/sensor-tracker.ts'
import { startOutboxWorker } from './deliver/outbox-worker.ts'
import { DownlinkDesk } from './device-life/downlink-desk.ts'
import { readHealth } from './device-life/read-health.ts'
import { startDeviceWatch } from './device-life/watch.ts'
import type { CommandContext } from './dispatch/commands.ts'
import { startEscalation } from './dispatch/escalation.ts'
import { MINUTE_MS, SECOND_MS } from './domain/time.ts'
import { YukibanError } from './errors.ts'
import { ASKED_OUTCOMES } from './forecast/asker.ts'
import { type ForecastStage, startForecast } from './forecast/start.ts'
import { freshnessText } from './forecast/status.ts'
import { Acceptor } from './ingest/accept.ts'
import { type Broker, startBroker } from './ingest/broker.ts'
import type { DownLeaf } from './ingest/downlink.ts'
import { ExternalBroker } from './ingest/external/external-broker.ts'
import { REFUSALS } from './ingest/refusals.ts'
import { JournalNudge } from './journal.ts'
import { Metrics } from './metrics.ts'
import type { SensorState } from './snow/fold.ts'
import { type Db, openDatabase } from './store/database.ts'
import { countPendingDeliveries } from './store/deliveries/count-pending.ts'
import { countOpenOrders } from './store/orders/count-orders.ts'
import { startHousekeeping } from './store/readings/housekeeping.ts'
import { type ForwardingStatus, InfluxReadingStore } from './store/readings/influx.ts'
import { openReadingStore } from './store/readings/open.ts'
import type { ReadingStore } from './store/readings/port.ts'

export interface Service {
  /** Addresses with the ports really taken; null for roles this process does not run. */
  readonly httpUrl: string | null
  readonly mqttUrl: string | null
  readonly mqttsUrl: string | null
  readonly mqttWsUrl: string | null
  readonly metricsUrl: string | null
  readonly db: Db
  readonly readings: ReadingStore
  readonly clock: Clock
  readonly commands: CommandContext
  /** Calls back when there may be new journal lines; returns how to stop. */
  onJournal(listener: () => void): () => void
  routeState(routeId: string): Promise<RouteState | undefined>
  /** Resolves when everything received so far is decided and every due webhook has been tried. */
  settled(): Promise<void>
  /** Reads again what may change while the service runs: the TLS files. */
  reload(): void
  stop(): Promise<void>
}

interface Running {
  readonly settled: () => Promise<void>
  readonly failure: () => string | undefined
}

/**
 * Builds the stages in order and stops them in reverse; a failed start tears down what stands already. The only place
 * where stages meet.
 * @param options.clock replaces the configured clock (a test's or an exercise's own).
 * Throws YukibanError when configuration, store or ports do not allow a start.
 */
export async function startService(config: Config, options: StartOptions = {}): Promise<Service> {
  try {
    return await build(config, options)
  } catch (error) {
    throw asListenError(error) ?? error
  }
}

interface StartOptions {
  readonly clock?: Clock
  readonly log?: Logger
}

/** What Node says of an address it cannot listen on, as an error that names the remedy. */
function asListenError(error: unknown): YukibanError | undefined {
  const { code, syscall, address, port } = error as { code?: string; syscall?: string; address?: string; port?: number }
  if (syscall !== 'listen' && syscall !== 'bind') return undefined
  return new YukibanError('address-unavailable', `cannot listen on ${address}:${port} (${code})`, { cause: error })
}

async function build(config: Config, options: StartOptions): Promise<Service> {
  const log = options.log ?? pino({ level: config.logLevel, base: undefined })
  await using stack = new AsyncDisposableStack()
  const clock = options.clock ?? configuredClock(config, stack)
  const has = (role: Role) => config.roles.includes(role)
  const db = stack.adopt(await openDatabase(config.dataDir), (it) => it.destroy())
  const readings = stack.adopt(await openReadingStore({ ...config, clock, log }), (it) => it.close())
  const influx = readings instanceof InfluxReadingStore ? readings : undefined
  const journal = new JournalNudge()
  const stages = new Map<Role | 'escalation' | 'device-watch' | 'downlink' | 'forecast', Running>()
  const nudges = { outbox: () => {}, escalation: () => {}, passRecorded: (_routeId: string) => {} }
  const changed = () => {
    nudges.outbox()
    nudges.escalation()
    journal.nudge()
  }
  const commands: CommandContext = {
    db,
    clock,
    nudges: { deliver: changed, passRecorded: (routeId) => nudges.passRecorded(routeId) },
  }

  if (has('deliver')) {
    const workerId = randomUUID()
    const outbox = startOutboxWorker({
      db,
      clock,
      log,
      config: config.webhook,
      workerId,
      version: packageJson.version,
      maxSleepMs: has('decide') && has('api') ? MINUTE_MS : SECOND_MS,
      onDelivered: () => journal.nudge(),
    })
    stack.defer(() => outbox.stop())
    nudges.outbox = () => outbox.nudge()
    stages.set('deliver', { settled: () => outbox.settled(), failure: () => outbox.health().failure })
  }

  const forecast = startForecast({
    db,
    clock,
    log,
    config: config.forecast,
    keepDays: config.keep.forecastsDays,
    fetches: has('decide'),
    onAsked: (outcome) => metrics.weatherAsked(outcome),
  })
  stack.defer(() => forecast.stop())
  stages.set('forecast', { settled: () => forecast.settled(), failure: () => forecast.failure() })

  const tracker = new SensorTracker(db, readings, config.replayWindowMs, (device, fromMs, toMs) =>
    forecast.weather.witnessFor(device, fromMs, toMs),
  )
  const limits = { ...config.device, maxAheadMs: config.reading.maxAheadMs, listeningSinceMs: clock.now() }
  const suspect = (deviceId: string) => isSuspect(tracker.current(deviceId))
  if (has('decide')) {
    const escalation = startEscalation({ db, clock, log, onChange: changed })
    stack.defer(() => escalation.stop())
    nudges.escalation = () => escalation.nudge()
    stages.set('escalation', { settled: () => escalation.settled(), failure: () => escalation.failure })
    const decider = new Decider({ db, clock, log, tracker, onDecided: changed })
    stack.defer(() => decider.stop())
    nudges.passRecorded = (routeId) => decider.passRecorded(routeId)
    stages.set('decide', { settled: () => decider.settled(), failure: () => decider.failure })
    readings.onIndexed((changes) => decider.readingsIndexed(changes))
    const watch = startDeviceWatch({ db, readings, clock, log, limits, suspect, onChanged: () => journal.nudge() })
    stack.defer(() => watch.stop())
    stages.set('device-watch', { settled: () => watch.settled(), failure: () => watch.failure })
  }

  if (has('ingest')) {
    const housekeeping = startHousekeeping({ readings, clock, log, keep: config.keep })
    stack.defer(() => housekeeping.stop())
  }

  let desk: DownlinkDesk | undefined
  readings.onIndexed((changes) => desk?.indexed(changes))
  const acceptor = new Acceptor(readings, log, (seconds) => metrics.committed(seconds))
  let broker: Broker | undefined
  let external: ExternalBroker | undefined
  const metrics = new Metrics({
    connections: () => broker?.connections() ?? 0,
    broker: () => broker?.figures(),
    refusalReasons: REFUSALS,
    accepting: () => (acceptor.failure === undefined ? 1 : 0),
    indexWaiting: () => readings.progress().waitingFrames,
    openOrders: async () => (await countOpenOrders(db)).open,
    alarms: async () => (await countOpenOrders(db)).alarms,
    pendingDeliveries: () => countPendingDeliveries(db),
    external: () => external?.stats(),
    forecast: () => forecast.freshness(),
    weatherOutcomes: ASKED_OUTCOMES,
    influx: async () => influx?.forwarding(),
  })
  readings.onIndexed((changes) => metrics.indexed(changes))

  // A process that decides keeps its sensors folded; another folds what it is asked for.
  const sensorState = async (deviceId: string) =>
    (has('decide') ? tracker.current(deviceId) : undefined) ?? tracker.update(deviceId)
  const stateOf = (routeId: string) => routeState({ db, sensorState }, routeId, clock.now())
  const health = async () => {
    const checks = [{ name: 'control database', ok: true }, ...stageChecks(stages, acceptor, readings, external)]
    if (influx !== undefined) checks.push(influxCheck(await influx.forwarding()))
    checks.push(...(await forecastCheck(forecast, config.forecast.provider)))
    return { ready: checks.every((it) => it.ok), checks }
  }
  let httpUrl: string | null = null
  if (has('api')) {
    const api = await startApi({
      db,
      readings,
      clock,
      config,
      log,
      commands,
      sensorState,
      routeState: stateOf,
      journal,
      health,
      version: packageJson.version,
      accept: (frame) => acceptor.accept(frame),
      disconnectDevice: (deviceId) => broker?.disconnectDevice(deviceId),
      deviceHealth: (device) => readHealth({ db, readings, limits, suspect }, device, clock.now()),
      downlinkChanged: (deviceId) => desk?.asked(deviceId),
      forecast,
    })
    stack.defer(() => {
      acceptor.stop()
      return api.close()
    })
    httpUrl = api.url
  }
  let metricsUrl: string | null = null
  if (config.metricsPort !== null) {
    const listener = await metrics.listen(config.http.host, config.metricsPort)
    stack.defer(() => listener.close())
    metricsUrl = listener.url
  }
  if (has('ingest') && config.externalBroker !== null) {
    const random = () => randomInt(2 ** 32) / 2 ** 32
    const consumer = new ExternalBroker({ db, clock, log, config, broker: config.externalBroker, acceptor, random })
    external = consumer
    stack.defer(async () => {
      await consumer.stop()
      acceptor.stop()
    })
  } else if (has('ingest')) {
    // Last up, first down: devices keep their readings until everything behind stands.
    const onSubscribed = (deviceId: string, leaf: DownLeaf) => desk?.appeared(deviceId, leaf)
    const started = await startBroker({
      db,
      clock,
      log,
      config,
      acceptor,
      onSubscribed,
      onRefused: (reason) => metrics.mqttRefused(reason),
    })
    broker = started
    stack.defer(async () => {
      acceptor.stop()
      await started.stop()
    })
  }
  const downlink = broker?.downlink ?? external?.downlink
  if (downlink !== undefined) {
    const started = new DownlinkDesk({ db, readings, clock, log, downlink, onRecorded: () => journal.nudge() })
    desk = started
    stack.defer(() => started.stop())
    stages.set('downlink', { settled: () => started.settled(), failure: () => started.failure })
  }
  const extra = { mqtts: broker?.tlsUrl ?? undefined, mqttWs: broker?.webSocketUrl ?? undefined }
  log.info({ http: httpUrl, mqtt: broker?.url ?? null, ...extra, metrics: metricsUrl }, 'listening')

  const owned = stack.move()
  return {
    httpUrl,
    mqttUrl: broker?.url ?? null,
    mqttsUrl: broker?.tlsUrl ?? null,
    mqttWsUrl: broker?.webSocketUrl ?? null,
    metricsUrl,
    db,
    readings,
    clock,
    commands,
    onJournal: (listener) => journal.subscribe(listener),
    routeState: stateOf,
    settled: () => settled(readings, stages),
    reload: () => broker?.reload(),
    stop: () => owned.disposeAsync(),
  }
}

/** Whether a sensor's newest readings await confirmation; null: it is not folded here. */
function isSuspect(state: SensorState | undefined): boolean | null {
  return state === undefined ? null : state.quality.gate.suspects.length > 0
}

function configuredClock(config: Config, stack: AsyncDisposableStack): Clock {
  if (config.simulatedClock === null) return new RealClock()
  const { startMs, speed } = config.simulatedClock
  return stack.adopt(new SimulatedClock(startMs, speed), (it) => it.stop())
}

function stageChecks(
  stages: ReadonlyMap<string, Running>,
  acceptor: Acceptor,
  readings: ReadingStore,
  external: ExternalBroker | undefined,
): { name: string; ok: boolean; detail?: string }[] {
  const failures = new Map([...stages].map(([name, stage]) => [name, stage.failure()]))
  failures.set('readings store', acceptor.failure)
  failures.set('readings index', readings.progress().failure)
  if (external !== undefined) failures.set('mqtt broker', external.failure)
  return [...failures].map(([name, detail]) =>
    detail === undefined ? { name, ok: true } : { name, ok: false, detail },
  )
}

/** InfluxDB being away is no reason to be taken out of service: readings wait here. */
function influxCheck(status: ForwardingStatus): { name: string; ok: boolean; detail?: string } {
  const { waiting, deadLetters, failure } = status
  const detail = [
    ...(failure === undefined ? [] : [failure]),
    `${waiting} readings waiting`,
    ...(deadLetters === 0 ? [] : [`${deadLetters} refused by InfluxDB for good, kept here`]),
  ].join('; ')
  return { name: 'influxdb', ok: true, detail }
}

/** Old forecasts are no reason to be taken out of service: decisions then rest on sensors alone. */
async function forecastCheck(
  forecast: ForecastStage,
  provider: string,
): Promise<{ name: string; ok: boolean; detail?: string }[]> {
  const detail = freshnessText(await forecast.freshness(), provider)
  return detail === undefined ? [] : [{ name: 'forecasts', ok: true, detail }]
}

/** One stage's work may make work for an earlier one (a pass recorded), so all are asked until none had any. */
async function settled(readings: ReadingStore, stages: ReadonlyMap<string, Running>): Promise<void> {
  for (let round = 0; round < 2; round++) {
    await readings.settled()
    for (const name of ['forecast', 'downlink', 'decide', 'escalation', 'deliver', 'device-watch'])
      await stages.get(name)?.settled()
  }
}
