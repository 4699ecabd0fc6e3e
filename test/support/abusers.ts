import { connect, type Socket } from 'node:net'
import mqttPacket, { type Packet } from 'mqtt-packet'

/**
 * A process of its own that does to a broker what nobody should, all at once and for a while: `node abusers.ts` with
 * ABUSE = {"url", "seconds", "tokens": {"flood", "ping", "listen", "huge", "deaf", "guess"}} where each token is
 * [device, token]. Prints how often each was turned away and ends.
 */
interface Plan {
  readonly url: string
  readonly seconds: number
  readonly tokens: Readonly<Record<string, readonly [string, string]>>
}

const plan = JSON.parse(process.env.ABUSE ?? '{}') as Plan
const { hostname, port } = new URL(plan.url)
const closed: Record<string, number> = {}
let isOver = false
const STORM_SOCKETS = 200
const REOPEN_MS = 20

/** Opens a connection, and again whenever it is closed. */
function keepOpen(name: string, begin: (socket: Socket) => void): void {
  if (isOver) return
  const socket = connect(Number(port), hostname)
  socket.on('error', () => {})
  socket.on('connect', () => begin(socket))
  socket.on('close', () => {
    closed[name] = (closed[name] ?? 0) + 1
    setTimeout(() => keepOpen(name, begin), REOPEN_MS)
  })
}

function connectBytes([device, token]: readonly [string, string]): Buffer {
  return mqttPacket.generate({
    cmd: 'connect',
    protocolId: 'MQTT',
    protocolVersion: 4,
    clean: true,
    clientId: device,
    keepalive: 0,
    username: device,
    password: Buffer.from(token),
  } as Packet)
}

function as(name: string): readonly [string, string] {
  return plan.tokens[name] ?? ['nobody', '']
}

/** Writes `bytes` again and again, as fast as the socket takes them. */
function pour(socket: Socket, bytes: Buffer): void {
  const more = () => {
    while (!socket.destroyed && !isOver && socket.write(bytes));
  }
  socket.on('drain', more)
  more()
}

function publishes(device: string, count: number): Buffer {
  const packets = Array.from({ length: count }, (_, index) =>
    mqttPacket.generate({
      cmd: 'publish',
      topic: `yukiban/v1/${device}/reading`,
      payload: Buffer.from(JSON.stringify({ boot: 'x', seq: index, distance_mm: 1900 })),
      qos: 1,
      messageId: index + 1,
      dup: false,
      retain: false,
    } as Packet),
  )
  return Buffer.concat(packets)
}

const flood = publishes(as('flood')[0], 1000)
keepOpen('flood', (socket) => {
  socket.once('data', () => pour(socket, flood))
  socket.write(connectBytes(as('flood')))
})
const pings = Buffer.alloc(20_000, Buffer.from([0xc0, 0]))
keepOpen('ping', (socket) => {
  socket.once('data', () => pour(socket, pings))
  socket.write(connectBytes(as('ping')))
})
keepOpen('deaf', (socket) => {
  socket.once('data', () => {
    socket.pause()
    pour(socket, pings)
  })
  socket.write(connectBytes(as('deaf')))
})
keepOpen('listen', (socket) => {
  socket.write(connectBytes(as('listen')))
  const subscriptions = [{ topic: '#', qos: 1 }] as never
  const subscribe = mqttPacket.generate({ cmd: 'subscribe', messageId: 1, subscriptions } as Packet)
  const timer = setInterval(() => socket.write(subscribe), 10)
  socket.once('close', () => clearInterval(timer))
})
keepOpen('huge', (socket) => socket.write(Buffer.from([0x10, 0xff, 0xff, 0xff, 0x7f, 0, 4])))
const hugePublish = Buffer.concat([Buffer.from([0x32, 0xff, 0xff, 0xff, 0x7f]), Buffer.alloc(60_000)])
keepOpen('huge-publish', (socket) => {
  socket.once('data', () => pour(socket, hugePublish))
  socket.write(connectBytes(as('huge')))
})
keepOpen('guess', (socket) => {
  socket.resume()
  socket.write(connectBytes([as('guess')[0], 'wrong']))
})
for (let i = 0; i < STORM_SOCKETS; i++)
  keepOpen('half-open', (socket) => socket.write(connectBytes(as('guess')).subarray(0, 20)))

setTimeout(() => {
  isOver = true
  process.stdout.write(`${JSON.stringify(closed)}\n`)
  setTimeout(() => process.exit(0), 50)
}, plan.seconds * 1000)
