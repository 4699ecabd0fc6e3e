import type { AddressInfo } from 'node:net'
import { createServer, type Server, type Socket } from 'node:net'
import { Aedes } from 'aedes'

export interface Published {
  readonly deviceId: string
  readonly topic: string
  readonly payload: string
}

/** A real MQTT broker that remembers what reached it, and can be cut off and brought back on the same port. */
export interface TestBroker {
  readonly url: string
  readonly published: Published[]
  /** Device id → token; others are refused. Empty: everybody is let in. */
  readonly tokens: Map<string, string>
  /** Readings of a device in order of arrival, whatever messages they came in; broken messages are left out. */
  readings(deviceId: string): Record<string, unknown>[]
  /** While true publishes are neither acknowledged nor refused. */
  silent: boolean
  /** Sends a message down to whoever listens to the topic now. */
  send(topic: string, body: unknown): Promise<void>
  /** Connections that listen to the topic now. */
  listeners(topic: string): number
  kill(): Promise<void>
  restart(): Promise<void>
  stop(): Promise<void>
}

export async function startTestBroker(): Promise<TestBroker> {
  const published: Published[] = []
  const tokens = new Map<string, string>()
  const subscribed = new Map<object, Set<string>>()
  let running = await listen(0)
  const { port } = running.server.address() as AddressInfo

  async function listen(onPort: number): Promise<{ broker: Aedes; server: Server; sockets: Set<Socket> }> {
    const broker = await Aedes.createBroker()
    broker.authenticate = (client, _username, password, done) => {
      done(null, tokens.size === 0 || tokens.get(client.id) === password?.toString())
    }
    broker.authorizePublish = (client, packet, done) => {
      if (it.silent) return
      published.push({ deviceId: client?.id ?? '', topic: packet.topic, payload: packet.payload.toString() })
      done(null)
    }
    broker.on('subscribe', (subscriptions, client) => {
      subscribed.set(client, new Set(subscriptions.map((one) => one.topic)))
      client.conn.once('close', () => subscribed.delete(client))
    })
    const sockets = new Set<Socket>()
    const server = createServer((socket) => {
      sockets.add(socket)
      socket.on('close', () => sockets.delete(socket))
      broker.handle(socket)
    })
    await new Promise<void>((resolve) => server.listen(onPort, '127.0.0.1', () => resolve()))
    return { broker, server, sockets }
  }

  const it: TestBroker = {
    url: `mqtt://127.0.0.1:${port}`,
    published,
    tokens,
    silent: false,
    readings: (deviceId) =>
      published.filter((one) => one.topic === `yukiban/v1/${deviceId}/reading`).flatMap((one) => parsed(one.payload)),
    send: (topic, body) =>
      new Promise((resolve, reject) => {
        const payload = typeof body === 'string' ? body : JSON.stringify(body)
        const packet = { cmd: 'publish', topic, payload, qos: 1, retain: false, dup: false } as const
        running.broker.publish(packet, (error) => (error === undefined || error === null ? resolve() : reject(error)))
      }),
    listeners: (topic) => [...subscribed.values()].filter((topics) => topics.has(topic)).length,
    kill: async () => {
      for (const socket of running.sockets) socket.destroy()
      await new Promise<void>((resolve) => running.server.close(() => resolve()))
      await new Promise<void>((resolve) => running.broker.close(() => resolve()))
    },
    restart: async () => {
      running = await listen(port)
    },
    stop: () => it.kill(),
  }
  return it
}

function parsed(payload: string): Record<string, unknown>[] {
  try {
    const value: unknown = JSON.parse(payload)
    return Array.isArray(value) ? value : [value as Record<string, unknown>]
  } catch {
    return []
  }
}

/** Waits in real time until the condition holds; fails after `limitMs`. */
export async function until(condition: () => boolean, limitMs = 8000): Promise<void> {
  const startMs = performance.now()
  while (!condition()) {
    if (performance.now() - startMs > limitMs) throw new Error('the condition did not come true in time')
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}
