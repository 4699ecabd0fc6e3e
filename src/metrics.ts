import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client'
import type { IndexedChange } from './store/readings/port.ts'

/** Figures read when somebody asks for them. */
export interface Gauges {
  connections(): number
  /** 1 when readings can be acknowledged. */
  accepting(): number
  openOrders(): Promise<number>
  alarms(): Promise<number>
  pendingDeliveries(): Promise<number>
}

/** Prometheus metrics of one service; docs/operations.md explains each, and a test holds the two equal. */
export class Metrics {
  readonly registry = new Registry()
  readonly #readings: Counter
  readonly #duplicates: Counter
  readonly #quarantined: Counter

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
    gauge('yukiban_accepting', '1 while readings can be made durable', gauges.accepting)
    gauge('yukiban_open_orders', 'Orders proposed, requested, accepted or started', gauges.openOrders)
    gauge('yukiban_order_alarms', 'Open orders nobody on the roster took', gauges.alarms)
    gauge('yukiban_pending_deliveries', 'Webhooks not delivered yet', gauges.pendingDeliveries)
  }

  indexed(changes: readonly IndexedChange[]): void {
    for (const it of changes) {
      this.#readings.inc(it.newReadings)
      this.#duplicates.inc(it.duplicates)
      this.#quarantined.inc(it.quarantined)
    }
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
