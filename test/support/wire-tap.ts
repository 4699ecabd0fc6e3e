import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { type Packet, parser } from 'mqtt-packet'
import { onTestFinished } from 'vitest'

/** What went over the wire, in order: the only witness of what was really acknowledged. */
export interface WireTap {
  readonly port: number
  /** Packets of every connection so far, with its number. */
  readonly fromBroker: readonly { readonly connection: number; readonly packet: Packet }[]
  readonly fromClient: readonly { readonly connection: number; readonly packet: Packet }[]
  /** Ends all connections. */
  cut(): void
  /** While frozen nothing is forwarded and nothing is closed, as when a link goes dead. */
  freeze(frozen: boolean): void
  /** Bytes of the broker that the client has not taken. */
  waitingBytes(): number
}

/** A TCP proxy in front of an MQTT broker that writes down the packets of both sides; closed when the test ends. */
export async function tapBroker(brokerPort: number): Promise<WireTap> {
  const fromBroker: { connection: number; packet: Packet }[] = []
  const fromClient: { connection: number; packet: Packet }[] = []
  const sockets = new Map<Socket, Socket>()
  let connections = 0
  const server = createServer((client) => {
    const connection = connections++
    const broker = connect(brokerPort, '127.0.0.1')
    sockets.set(client, broker)
    forward(client, broker, (packet) => fromClient.push({ connection, packet }))
    forward(broker, client, (packet) => fromBroker.push({ connection, packet }))
    client.once('close', () => sockets.delete(client))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const cut = () => {
    for (const [client, broker] of sockets) {
      client.destroy()
      broker.destroy()
    }
  }
  onTestFinished(async () => {
    cut()
    await new Promise<void>((resolve) => server.close(() => resolve()))
  })
  return {
    port: (server.address() as AddressInfo).port,
    fromBroker,
    fromClient,
    cut,
    freeze(frozen) {
      for (const pair of sockets) for (const it of pair) frozen ? it.pause() : it.resume()
    },
    waitingBytes: () => [...sockets.keys()].reduce((sum, it) => sum + it.writableLength, 0),
  }
}

function forward(from: Socket, to: Socket, note: (packet: Packet) => void): void {
  const packets = parser({ protocolVersion: 4 })
  packets.on('packet', note)
  from.on('data', (chunk) => {
    packets.parse(chunk)
    if (!to.write(chunk)) from.pause()
  })
  to.on('drain', () => from.resume())
  from.on('error', () => {})
  from.on('close', () => to.destroy())
}
