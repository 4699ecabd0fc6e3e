import { connect, type Socket } from 'node:net'
import mqttPacket, { type Packet } from 'mqtt-packet'
import { onTestFinished } from 'vitest'

export interface RawMqtt {
  readonly socket: Socket
  send(packet: Packet): void
  /** The next packet received; undefined once the connection is closed. */
  next(): Promise<Packet | undefined>
  readonly closed: Promise<void>
}

/** A connection on which a test sends what no client library would; closed when the test ends. */
export function rawMqtt(url: string, options: { localAddress?: string } = {}): RawMqtt {
  const { hostname, port } = new URL(url)
  const socket = connect({ host: hostname, port: Number(port), ...options })
  onTestFinished(() => {
    socket.destroy()
  })
  socket.on('error', () => {})
  const parser = mqttPacket.parser()
  const received: Packet[] = []
  const waiting: ((packet: Packet | undefined) => void)[] = []
  let isClosed = false
  parser.on('packet', (packet: Packet) => {
    const resolve = waiting.shift()
    if (resolve === undefined) received.push(packet)
    else resolve(packet)
  })
  socket.on('data', (bytes: Buffer) => parser.parse(bytes))
  const closed = new Promise<void>((resolve) => {
    socket.once('close', () => {
      isClosed = true
      for (const it of waiting.splice(0)) it(undefined)
      resolve()
    })
  })
  return {
    socket,
    send: (packet) => void socket.write(mqttPacket.generate(packet)),
    next: () => {
      const found = received.shift()
      if (found !== undefined || isClosed) return Promise.resolve(found)
      return new Promise((resolve) => waiting.push(resolve))
    },
    closed,
  }
}

/** A CONNECT as a device sends it. */
export function connectPacket(deviceId: string, token: string, change: object = {}): Packet {
  return {
    cmd: 'connect',
    protocolId: 'MQTT',
    protocolVersion: 4,
    clean: true,
    clientId: deviceId,
    keepalive: 60,
    username: deviceId,
    password: Buffer.from(token),
    ...change,
  } as Packet
}
