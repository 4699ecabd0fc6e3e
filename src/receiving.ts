import { randomInt } from 'node:crypto'
import { type Base, run } from './base.ts'
import { DownlinkDesk } from './device-life/downlink-desk.ts'
import { waitingEvents } from './figures/order-figures.ts'
import { ASKED_OUTCOMES } from './forecast/asker.ts'
import type { ForecastStage } from './forecast/start.ts'
import { Acceptor } from './ingest/accept.ts'
import { type Broker, startBroker } from './ingest/broker.ts'
import { ExternalBroker } from './ingest/external/external-broker.ts'
import { REFUSALS } from './ingest/refusals.ts'
import { Metrics } from './metrics.ts'
import { countPendingDeliveries } from './store/deliveries/count-pending.ts'
import { countOpenOrders } from './store/orders/count-orders.ts'
import { startHousekeeping } from './store/readings/housekeeping.ts'
import { InfluxReadingStore } from './store/readings/influx.ts'

/** Where readings come in, by MQTT and by HTTP; the brokers are opened last. */
export interface Gate {
  readonly acceptor: Acceptor
  readonly metrics: Metrics
  broker: Broker | undefined
  external: ExternalBroker | undefined
  desk: DownlinkDesk | undefined
}

/** What takes readings in, before anything listens. */
export function openGate(base: Base, forecast: ForecastStage): Gate {
  const { db, clock, log, config, readings } = base
  if (base.has('ingest')) {
    const housekeeping = startHousekeeping({ readings, clock, log, keep: config.keep })
    base.stack.defer(() => housekeeping.stop())
  }
  const acceptor: Acceptor = new Acceptor(readings, log, (seconds) => metrics.committed(seconds))
  const metrics = new Metrics({
    connections: () => gate.broker?.connections() ?? 0,
    broker: () => gate.broker?.figures(),
    refusalReasons: REFUSALS,
    accepting: () => (acceptor.failure === undefined ? 1 : 0),
    indexWaiting: () => readings.progress().waitingFrames,
    openOrders: async () => (await countOpenOrders(db)).open,
    alarms: async () => (await countOpenOrders(db)).alarms,
    pendingDeliveries: () => countPendingDeliveries(db),
    external: () => gate.external?.stats(),
    forecast: () => forecast.freshness(),
    weatherOutcomes: ASKED_OUTCOMES,
    influxWaitingEvents: async () => (config.influx === null ? 0 : waitingEvents(db)),
    influx: async () => (readings instanceof InfluxReadingStore ? readings.forwarding() : undefined),
  })
  const gate: Gate = { acceptor, metrics, broker: undefined, external: undefined, desk: undefined }
  base.weatherAsked = (outcome) => metrics.weatherAsked(outcome)
  readings.onIndexed((changes) => gate.desk?.indexed(changes))
  readings.onIndexed((changes) => metrics.indexed(changes))
  return gate
}

/** Opens the metrics listener, if one is configured; gives its URL. */
export async function listenMetrics({ config, stack }: Base, { metrics }: Gate): Promise<string | null> {
  if (config.metricsPort === null) return null
  const listener = await metrics.listen(config.http.host, config.metricsPort)
  stack.defer(() => listener.close())
  return listener.url
}

/** Where the embedded broker listens; null: it does not run here. */
export function embeddedAddresses({ broker }: Gate): { readonly mqtt: string; readonly mqtts: string | null } | null {
  return broker === undefined ? null : { mqtt: broker.url, mqtts: broker.tlsUrl }
}

/** Opens the broker, or joins the external one. */
export async function startReceiving(base: Base, gate: Gate): Promise<void> {
  if (!base.has('ingest')) return
  const { db, clock, log, config, readings, journal } = base
  const { acceptor, metrics } = gate
  const started =
    config.externalBroker === null
      ? await startBroker({
          db,
          clock,
          log,
          config,
          acceptor,
          onSubscribed: (deviceId, leaf) => gate.desk?.appeared(deviceId, leaf),
          onRefused: (reason) => metrics.mqttRefused(reason),
        })
      : new ExternalBroker({ db, clock, log, config, broker: config.externalBroker, acceptor, random })
  if (started instanceof ExternalBroker) gate.external = started
  else gate.broker = started
  base.stack.defer(async () => {
    // An embedded broker's clients are cut off from acknowledgements first; an external one redelivers what has none.
    if (gate.broker !== undefined) acceptor.stop()
    await started.stop()
    acceptor.stop()
  })
  const { downlink } = started
  const desk = new DownlinkDesk({ db, readings, clock, log, downlink, onRecorded: () => journal.nudge() })
  gate.desk = desk
  run(base, 'downlink', desk, { settled: () => desk.settled(), failure: () => desk.failure })
}

function random(): number {
  return randomInt(2 ** 32) / 2 ** 32
}
