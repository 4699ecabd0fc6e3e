import { randomUUID } from 'node:crypto'
import { type Logger, pino } from 'pino'
import packageJson from '../package.json' with { type: 'json' }
import { startApi } from './api/server.ts'
import { type Clock, RealClock, SimulatedClock } from './clock.ts'
import type { Config, Role } from './config.ts'
import { Decider } from './decide/decider.ts'
import { type RouteState, routeState } from './decide/route-state.ts'
import { SensorTracker } from './decide/sensor-tracker.ts'
import { startOutboxWorker } from './deliver/outbox-worker.ts'
import type { CommandContext } from './dispatch/commands.ts'
import { startEscalation } from './dispatch/escalation.ts'
import { MINUTE_MS, SECOND_MS } from './domain/time.ts'
import { Acceptor } from './ingest/accept.ts'
import { type Broker, startBroker } from './ingest/broker.ts'
import { JournalNudge } from './journal.ts'
import { Metrics } from './metrics.ts'
import { type Db, openDatabase } from './store/database.ts'
import { countPendingDeliveries } from './store/deliveries/count-pending.ts'
import { countOpenOrders } from './store/orders/count-orders.ts'
import type { ReadingStore } from './store/readings/port.ts'
import { openReadingStore } from './store/readings/sqlite.ts'

export interface Service {
  /** Addresses with the ports really taken; null for roles this process does not run. */
  readonly httpUrl: string | null
  readonly mqttUrl: string | null
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
export async function startService(config: Config, options: { clock?: Clock; log?: Logger } = {}): Promise<Service> {
  const log = options.log ?? pino({ level: config.logLevel, base: undefined })
  await using stack = new AsyncDisposableStack()
  const clock = options.clock ?? configuredClock(config, stack)
  const has = (role: Role) => config.roles.includes(role)
  const db = stack.adopt(await openDatabase(config.dataDir), (it) => it.destroy())
  const readings = stack.adopt(
    await openReadingStore({ dataDir: config.dataDir, reading: config.reading, clock }),
    (it) => it.close(),
  )
  const journal = new JournalNudge()
  const stages = new Map<Role | 'escalation', Running>()
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

  const tracker = new SensorTracker(db, readings, config.replayWindowMs)
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
  }

  const acceptor = new Acceptor(readings, log)
  let broker: Broker | undefined
  const metrics = new Metrics({
    connections: () => broker?.connections() ?? 0,
    accepting: () => (acceptor.failure === undefined ? 1 : 0),
    openOrders: async () => (await countOpenOrders(db)).open,
    alarms: async () => (await countOpenOrders(db)).alarms,
    pendingDeliveries: () => countPendingDeliveries(db),
  })
  readings.onIndexed((changes) => metrics.indexed(changes))

  // A process that decides keeps its sensors folded; another folds what it is asked for.
  const sensorState = async (deviceId: string) =>
    (has('decide') ? tracker.current(deviceId) : undefined) ?? tracker.update(deviceId)
  const stateOf = (routeId: string) => routeState({ db, sensorState }, routeId, clock.now())
  const health = async () => {
    const checks = [{ name: 'control database', ok: true }, ...stageChecks(stages, acceptor)]
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
      routeState: stateOf,
      journal,
      health,
      version: packageJson.version,
      disconnectDevice: (deviceId) => broker?.disconnectDevice(deviceId),
    })
    stack.defer(() => api.close())
    httpUrl = api.url
  }
  let metricsUrl: string | null = null
  if (config.metricsPort !== null) {
    const listener = await metrics.listen(config.http.host, config.metricsPort)
    stack.defer(() => listener.close())
    metricsUrl = listener.url
  }
  if (has('ingest')) {
    // Last up, first down: devices keep their readings until everything behind stands.
    const started = await startBroker({ db, clock, log, config, acceptor })
    broker = started
    stack.defer(async () => {
      acceptor.stop()
      await started.stop()
    })
  }
  log.info({ http: httpUrl, mqtt: broker?.url ?? null, metrics: metricsUrl }, 'listening')

  const owned = stack.move()
  return {
    httpUrl,
    mqttUrl: broker?.url ?? null,
    metricsUrl,
    db,
    readings,
    clock,
    commands,
    onJournal: (listener) => journal.subscribe(listener),
    routeState: stateOf,
    settled: () => settled(readings, stages),
    stop: () => owned.disposeAsync(),
  }
}

function configuredClock(config: Config, stack: AsyncDisposableStack): Clock {
  if (config.simulatedClock === null) return new RealClock()
  const { startMs, speed } = config.simulatedClock
  return stack.adopt(new SimulatedClock(startMs, speed), (it) => it.stop())
}

function stageChecks(
  stages: ReadonlyMap<string, Running>,
  acceptor: Acceptor,
): { name: string; ok: boolean; detail?: string }[] {
  const failures = new Map([...stages].map(([name, stage]) => [name, stage.failure()]))
  failures.set('readings store', acceptor.failure)
  return [...failures].map(([name, detail]) =>
    detail === undefined ? { name, ok: true } : { name, ok: false, detail },
  )
}

/** One stage's work may make work for an earlier one (a pass recorded), so all are asked until none had any. */
async function settled(readings: ReadingStore, stages: ReadonlyMap<string, Running>): Promise<void> {
  for (let round = 0; round < 2; round++) {
    await readings.settled()
    for (const name of ['decide', 'escalation', 'deliver']) await stages.get(name)?.settled()
  }
}
