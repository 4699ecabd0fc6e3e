import { randomUUID } from 'node:crypto'
import packageJson from '../package.json' with { type: 'json' }
import { SetupDoor } from './access/setup-door.ts'
import { type ApiDeps, startApi } from './api/server.ts'
import { loadWebFiles, WEB_DIST, type WebFiles } from './api/web-files.ts'
import { type Base, openBase, type Running, run, type StageName, type StartOptions } from './base.ts'
import type { Clock } from './clock.ts'
import type { Config } from './config.ts'
import { Decider } from './decide/decider.ts'
import { type RouteState, routeState } from './decide/route-state.ts'
import { SensorTracer } from './decide/sensor-trace.ts'
import { SensorTracker, type WitnessFor } from './decide/sensor-tracker.ts'
import { startOutboxWorker } from './deliver/outbox-worker.ts'
import { setUpChannels } from './deliver/people/set-up-channels.ts'
import { type HealthNow, readHealth } from './device-life/read-health.ts'
import { startDeviceWatch } from './device-life/watch.ts'
import type { CommandContext } from './dispatch/commands.ts'
import { startEscalation } from './dispatch/escalation.ts'
import { startForgettingPositions } from './dispatch/forget-positions.ts'
import { startStartWatch } from './dispatch/start-watch.ts'
import type { Device } from './domain/device.ts'
import { MINUTE_MS, SECOND_MS } from './domain/time.ts'
import { YukibanError } from './errors.ts'
import { startFigures } from './figures/start.ts'
import { type ForecastStage, startForecast } from './forecast/start.ts'
import { failureChecks, forecastCheck, influxCheck } from './readiness.ts'
import { embeddedAddresses, type Gate, listenMetrics, openGate, startReceiving } from './receiving.ts'
import { ReplayDesk } from './replay/desk.ts'
import { weatherSettings } from './replay/weather-settings.ts'
import type { SensorState } from './snow/fold.ts'
import type { Db } from './store/database.ts'
import { InfluxReadingStore } from './store/readings/influx.ts'
import type { ReadingStore } from './store/readings/port.ts'

export interface Service {
  /** Addresses with the ports really taken; null for roles this process does not run. */
  readonly httpUrl: string | null
  readonly mqttUrl: string | null
  readonly mqttsUrl: string | null
  readonly mqttWsUrl: string | null
  readonly metricsUrl: string | null
  /** Where whoever started an untouched installation sets it up; holds a token and is shown nowhere else. */
  readonly setupUrl: string | null
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

/** What Node says of an address it cannot listen on, as an error that names the remedy. */
function asListenError(error: unknown): YukibanError | undefined {
  const { code, syscall, address, port } = error as { code?: string; syscall?: string; address?: string; port?: number }
  if (syscall !== 'listen' && syscall !== 'bind') return undefined
  return new YukibanError('address-unavailable', `cannot listen on ${address}:${port} (${code})`, { cause: error })
}

async function build(config: Config, options: StartOptions): Promise<Service> {
  await using stack = new AsyncDisposableStack()
  const base = await openBase(config, options, stack)
  await startDelivering(base)
  const forecast = startForecasting(base)
  const deciding = startDeciding(base, forecast)
  const gate = openGate(base, forecast)
  const { httpUrl, setupUrl } = await listenHttp(base, forecast, deciding, gate)
  const metricsUrl = await listenMetrics(base, gate)
  await startForwardingFigures(base, gate)
  // Last up, first down: devices keep their readings until everything behind stands.
  await startReceiving(base, gate)
  const { broker } = gate
  const extra = { mqtts: broker?.tlsUrl ?? undefined, mqttWs: broker?.webSocketUrl ?? undefined }
  base.log.info({ http: httpUrl, mqtt: broker?.url ?? null, ...extra, metrics: metricsUrl }, 'listening')

  const owned = stack.move()
  const { db, readings, clock, commands, journal, stages } = base
  return {
    httpUrl,
    mqttUrl: broker?.url ?? null,
    mqttsUrl: broker?.tlsUrl ?? null,
    mqttWsUrl: broker?.webSocketUrl ?? null,
    metricsUrl,
    setupUrl,
    db,
    readings,
    clock,
    commands,
    onJournal: (listener) => journal.subscribe(listener),
    routeState: deciding.routeState,
    settled: () => settled(readings, stages),
    reload: () => broker?.reload(),
    stop: () => owned.disposeAsync(),
  }
}

async function startForwardingFigures(base: Base, { metrics }: Gate): Promise<void> {
  const { db, clock, log, config, journal, stack } = base
  const { influx, roles } = config
  const sampled = () => metrics.registry.getMetricsAsJSON()
  const figures = await startFigures({ db, clock, log, influx, roles, metrics: sampled })
  stack.defer(() => figures.stop())
  stack.defer(journal.subscribe(() => figures.nudge()))
}

async function startDelivering(base: Base): Promise<void> {
  if (!base.has('deliver')) return
  const { db, clock, log, config, journal } = base
  const outbox = startOutboxWorker({
    db,
    clock,
    log,
    config: config.webhook,
    people: await setUpChannels(db, { config: config.channels, dataDir: config.dataDir, nowMs: clock.now() }),
    workerId: randomUUID(),
    version: packageJson.version,
    maxSleepMs: base.has('decide') && base.has('api') ? MINUTE_MS : SECOND_MS,
    onDelivered: () => journal.nudge(),
  })
  base.nudges.outbox = () => outbox.nudge()
  run(base, 'deliver', outbox, { settled: () => outbox.settled(), failure: () => outbox.health().failure })
}

function startForecasting(base: Base): ForecastStage {
  const { db, clock, log, config } = base
  const forecast = startForecast({
    db,
    clock,
    log,
    config: config.forecast,
    keepDays: config.keep.forecastsDays,
    fetches: base.has('decide'),
    onAsked: (outcome) => base.weatherAsked(outcome),
  })
  run(base, 'forecast', forecast, { settled: () => forecast.settled(), failure: () => forecast.failure() })
  return forecast
}

/** What the deciding stage tells the others. */
interface Deciding {
  sensorState(deviceId: string): Promise<SensorState | undefined>
  readonly sensorTrace: ApiDeps['sensorTrace']
  routeState(routeId: string): Promise<RouteState | undefined>
  deviceHealth(device: Device): Promise<HealthNow>
}

function startDeciding(base: Base, forecast: ForecastStage): Deciding {
  const { db, clock, log, config, readings, stages } = base
  const witnessFor: WitnessFor = (device, fromMs, toMs) => forecast.weather.witnessFor(device, fromMs, toMs)
  const tracker = new SensorTracker(db, readings, config.replayWindowMs, witnessFor)
  const tracer = new SensorTracer({ db, readings, witnessFor, replayWindowMs: config.replayWindowMs })
  const limits = { ...config.device, maxAheadMs: config.reading.maxAheadMs, listeningSinceMs: clock.now() }
  const suspect = (deviceId: string) => isSuspect(tracker.current(deviceId))
  if (base.has('decide')) {
    const watched = { db, clock, log, policy: config.dispatch, onChange: base.changed }
    const escalation = startEscalation(watched)
    const startWatch = startStartWatch(watched)
    base.nudges.escalation = () => {
      escalation.nudge()
      startWatch.nudge()
    }
    run(base, 'escalation', escalation, { settled: () => escalation.settled(), failure: () => escalation.failure })
    run(base, 'start-watch', startWatch, { settled: () => startWatch.settled(), failure: () => startWatch.failure })
    const positions = startForgettingPositions({ db, clock, log, keepDays: config.keep.positionsDays })
    base.stack.defer(() => positions.stop())
    const decider = new Decider({
      db,
      clock,
      log,
      tracker,
      forecastAt: (device) => forecast.weather.forecastAt(device, clock.now()),
      policy: config.dispatch,
      onDecided: base.changed,
    })
    base.nudges.passRecorded = (routeId) => decider.passRecorded(routeId)
    run(base, 'decide', decider, { settled: () => decider.settled(), failure: () => decider.failure })
    readings.onIndexed((changes) => decider.readingsIndexed(changes))
    const onChanged = () => base.journal.nudge()
    const watch = startDeviceWatch({ db, readings, clock, log, limits, suspect, onChanged })
    run(base, 'device-watch', watch, { settled: () => watch.settled(), failure: () => watch.failure })
  }
  // A process that decides keeps its sensors folded; another folds what it is asked for.
  const sensorState = async (deviceId: string) =>
    (stages.has('decide') ? tracker.current(deviceId) : undefined) ?? tracker.update(deviceId)
  return {
    sensorState,
    sensorTrace: (device, span) => tracer.trace(device, span),
    routeState: (routeId) => routeState({ db, sensorState }, routeId, clock.now()),
    deviceHealth: (device) => readHealth({ db, readings, limits, suspect }, device, clock.now()),
  }
}

interface Listening {
  readonly httpUrl: string | null
  readonly setupUrl: string | null
}

async function listenHttp(base: Base, forecast: ForecastStage, deciding: Deciding, gate: Gate): Promise<Listening> {
  if (!base.has('api')) return { httpUrl: null, setupUrl: null }
  const { db, readings, clock, config, log, commands, journal } = base
  const replays = startReplays(base)
  const { door, token } = await SetupDoor.make(db, clock)
  const api = await startApi({
    db,
    readings,
    clock,
    config,
    log,
    commands,
    journal,
    forecast,
    replays,
    setup: door,
    ...deciding,
    health: () => healthOf(base, forecast, gate),
    version: packageJson.version,
    web: await loadWeb(log),
    accept: (frame) => gate.acceptor.accept(frame),
    brokerAddresses: () => embeddedAddresses(gate),
    disconnectDevice: (deviceId) => gate.broker?.disconnectDevice(deviceId),
    downlinkChanged: (deviceId) => gate.desk?.asked(deviceId),
  })
  base.stack.defer(() => {
    gate.acceptor.stop()
    return api.close()
  })
  return { httpUrl: api.url, setupUrl: token && setupAddress(config.channels.publicUrl ?? api.url, token) }
}

/** The page of the first run, with the token where no log and no proxy sees it. */
function setupAddress(base: string, token: string): string {
  const url = new URL('/setup', base)
  // listening everywhere is no address to open
  if (['0.0.0.0', '[::]'].includes(url.hostname)) url.hostname = 'localhost'
  url.hash = token
  return url.href
}

/** The built pages; without them the API serves all the same, and the log says how to get them. */
async function loadWeb(log: Base['log']): Promise<WebFiles | null> {
  const web = await loadWebFiles(WEB_DIST)
  if (web === null) log.warn('the web pages are not built: npm run build:web builds them, then restart')
  return web
}

/** Replays run where they are asked for. */
function startReplays(base: Base): ReplayDesk {
  const { db, clock, log, config } = base
  const forecast = weatherSettings(config.forecast)
  const { keepDays } = config.replays
  const desk = new ReplayDesk({ db, clock, log, dataDir: config.dataDir, forecast, keepDays })
  run(base, 'replays', desk, { settled: () => Promise.resolve(), failure: () => desk.failure })
  return desk
}

async function healthOf({ stages, readings, config }: Base, forecast: ForecastStage, gate: Gate) {
  const failures = new Map<string, string | undefined>()
  for (const [name, stage] of stages) failures.set(name, stage.failure())
  failures.set('readings store', gate.acceptor.failure)
  failures.set('readings index', readings.progress().failure)
  if (gate.external !== undefined) failures.set('mqtt broker', gate.external.failure)
  const checks = [{ name: 'control database', ok: true }, ...failureChecks(failures)]
  if (readings instanceof InfluxReadingStore) checks.push(influxCheck(await readings.forwarding()))
  checks.push(...(await forecastCheck(forecast, config.forecast.provider)))
  return { ready: checks.every((it) => it.ok), checks }
}

/** Whether a sensor's newest readings await confirmation; null: it is not folded here. */
function isSuspect(state: SensorState | undefined): boolean | null {
  return state === undefined ? null : state.quality.gate.suspects.length > 0
}

/** One stage's work may make work for an earlier one (a pass recorded), so all are asked until none had any. */
async function settled(readings: ReadingStore, stages: ReadonlyMap<StageName, Running>): Promise<void> {
  for (let round = 0; round < 2; round++) {
    await readings.settled()
    for (const name of SETTLING) await stages.get(name)?.settled()
  }
}

/** In the order in which one's work is the next one's. */
const SETTLING: readonly StageName[] = [
  'forecast',
  'downlink',
  'decide',
  'escalation',
  'start-watch',
  'deliver',
  'device-watch',
]
