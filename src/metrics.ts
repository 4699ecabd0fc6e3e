import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client'
import type { IndexedChange } from './store/readings/port.ts'

/** Figures read when somebody asks for them. */
export interface Gauges {
  connections(): number
  /** 1 when readings can be acknowledged. */
  accepting(): number
  /** Frames on disk and not worked into readings yet. */
  indexWaiting(): number
  openOrders(): Promise<number>
  alarms(): Promise<number>
  pendingDeliveries(): Promise<number>
  /** undefined: this process has no MQTT broker of its own. */
  broker():
    | {
        readonly unauthenticated: number
        readonly sessions: number
        readonly inFlight: number
        readonly inFlightBytes: number
        readonly certificateEndsAtMs: number | null
      }
    | undefined
  /** Why the broker may turn something away: all are shown, also those that have not happened. */
  readonly refusalReasons: readonly string[]
  /** undefined: this process does not consume from an external broker. */
  external(): { readonly connected: boolean; readonly connects: number; readonly inFlight: number } | undefined
  /** How fresh forecasts are. */
  forecast(): Promise<{
    readonly cells: number
    readonly staleCells: number
    readonly confirmedAtMs: number | null
  }>
  /** How questions to weather services may end: all are shown. */
  readonly weatherOutcomes: readonly string[]
  /** Events of the journal that InfluxDB has not been told of yet. */
  influxWaitingEvents(): Promise<number>
  /** undefined: readings are not forwarded to InfluxDB. */
  influx(): Promise<{ readonly waiting: number; readonly buried: number } | undefined>
}

/** Prometheus metrics of one service; docs/operations.md explains each, and a test holds the two equal. */
export class Metrics {
  readonly registry = new Registry()
  readonly #readings: Counter
  readonly #duplicates: Counter
  readonly #quarantined: Counter
  readonly #commits: Counter
  readonly #commitSeconds: Counter
  readonly #mqttRefused: Counter
  readonly #weatherRequests: Counter

  constructor(gauges: Gauges) {
    const registers = [this.registry]
    collectDefaultMetrics({ register: this.registry })
    this.#readings = new Counter({ name: 'yukiban_readings_total', help: 'Readings stored', registers })
    this.#duplicates = new Counter({
      name: 'yukiban_duplicate_readings_total',
      help: 'Readings that were already stored',
      registers,
    })
    this.#quarantined = new Counter({
      name: 'yukiban_quarantined_total',
      help: 'Messages put into quarantine',
      registers,
    })
    this.#mqttRefused = new Counter({
      name: 'yukiban_mqtt_refused_total',
      help: 'Connections and requests of devices turned away, by reason',
      labelNames: ['reason'],
      registers,
    })
    for (const reason of gauges.refusalReasons) this.#mqttRefused.inc({ reason }, 0)
    this.#weatherRequests = new Counter({
      name: 'yukiban_weather_requests_total',
      help: 'Questions to weather services, by how they ended',
      labelNames: ['outcome'],
      registers,
    })
    for (const outcome of gauges.weatherOutcomes) this.#weatherRequests.inc({ outcome }, 0)
    this.#commits = new Counter({
      name: 'yukiban_commits_total',
      help: 'Transactions that made messages durable',
      registers,
    })
    this.#commitSeconds = new Counter({ name: 'yukiban_commit_seconds_total', help: 'What they took', registers })
    const gauge = (name: string, help: string, read: () => number | Promise<number>) =>
      new Gauge({
        name,
        help,
        registers,
        async collect() {
          this.set(await read())
        },
      })
    gauge('yukiban_device_connections', 'Open MQTT connections', gauges.connections)
    gauge(
      'yukiban_mqtt_unauthenticated',
      'MQTT connections not authenticated yet',
      () => gauges.broker()?.unauthenticated ?? 0,
    )
    gauge('yukiban_mqtt_sessions', 'Persistent MQTT sessions kept', () => gauges.broker()?.sessions ?? 0)
    gauge('yukiban_mqtt_in_flight', 'Publishes that wait for the disk', () => gauges.broker()?.inFlight ?? 0)
    gauge('yukiban_mqtt_in_flight_bytes', 'Their bytes', () => gauges.broker()?.inFlightBytes ?? 0)
    gauge('yukiban_tls_certificate_ends_seconds', 'When the TLS certificate ends, 0 without TLS', () =>
      Math.floor((gauges.broker()?.certificateEndsAtMs ?? 0) / 1000),
    )
    gauge('yukiban_accepting', '1 while readings can be made durable', gauges.accepting)
    gauge('yukiban_index_waiting_frames', 'Messages on disk, not worked into readings yet', gauges.indexWaiting)
    gauge('yukiban_open_orders', 'Orders proposed, requested, accepted or started', gauges.openOrders)
    gauge('yukiban_order_alarms', 'Open orders nobody on the roster took', gauges.alarms)
    gauge('yukiban_pending_deliveries', 'Webhooks not delivered yet', gauges.pendingDeliveries)
    gauge(
      'yukiban_forecast_cells',
      'Forecast cells that routes and devices lie in, 0 while none is asked for',
      async () => (await gauges.forecast()).cells,
    )
    gauge(
      'yukiban_forecast_stale_cells',
      'Those without a fresh forecast',
      async () => (await gauges.forecast()).staleCells,
    )
    gauge('yukiban_forecast_confirmed_seconds', 'When a forecast was last confirmed, 0 never', async () =>
      Math.floor(((await gauges.forecast()).confirmedAtMs ?? 0) / 1000),
    )
    gauge('yukiban_broker_connected', '1 while connected to the external MQTT broker', () =>
      gauges.external()?.connected ? 1 : 0,
    )
    gauge(
      'yukiban_broker_in_flight',
      'Messages of the external broker being stored',
      () => gauges.external()?.inFlight ?? 0,
    )
    gauge(
      'yukiban_influx_lag_readings',
      'Readings new or judged anew that InfluxDB does not have yet',
      async () => (await gauges.influx())?.waiting ?? 0,
    )
    gauge(
      'yukiban_influx_lag_events',
      'Events of the journal whose figures InfluxDB does not have yet',
      gauges.influxWaitingEvents,
    )
    new Counter({
      name: 'yukiban_influx_dead_letters_total',
      help: 'Readings InfluxDB refused for good',
      registers,
      async collect() {
        this.reset()
        this.inc((await gauges.influx())?.buried ?? 0)
      },
    })
    new Counter({
      name: 'yukiban_broker_connects_total',
      help: 'Connections made to the external MQTT broker',
      registers,
      collect() {
        this.reset()
        this.inc(gauges.external()?.connects ?? 0)
      },
    })
  }

  committed(seconds: number): void {
    this.#commits.inc()
    this.#commitSeconds.inc(seconds)
  }

  indexed(changes: readonly IndexedChange[]): void {
    for (const it of changes) {
      this.#readings.inc(it.newReadings)
      this.#duplicates.inc(it.duplicates)
      this.#quarantined.inc(it.quarantined)
    }
  }

  /** The broker turned something away. */
  mqttRefused(reason: string): void {
    this.#mqttRefused.inc({ reason })
  }

  /** A weather service was asked. */
  weatherAsked(outcome: string): void {
    this.#weatherRequests.inc({ outcome })
  }

  /** Serves `/metrics` on its own port, so that it need not be reachable from where the API is. */
  async listen(host: string, port: number): Promise<{ url: string; close(): Promise<void> }> {
    const server = createServer((request, response) => {
      if (request.method !== 'GET' || request.url !== '/metrics') {
        response.writeHead(404).end()
        return
      }
      this.registry.metrics().then(
        (text) => response.writeHead(200, { 'content-type': this.registry.contentType }).end(text),
        () => response.writeHead(500).end(),
      )
    })
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen(port, host, () => resolve())
    })
    const { port: actual } = server.address() as AddressInfo
    return {
      url: `http://${host.includes(':') ? `[${host}]` : host}:${actual}/metrics`,
      async close() {
        server.closeAllConnections()
        await new Promise<void>((resolve) => server.close(() => resolve()))
      },
    }
  }
}
