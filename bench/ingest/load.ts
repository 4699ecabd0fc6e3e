import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { type Account, type Credentials, LoadDevice } from './device.ts'
import { Histogram } from './histogram.ts'

/**
 * The load generator, a process of its own. Argument: an Order as JSON. Prints one JSON object per line: `window` when
 * the measured time begins and ends, `result` at the end. The idle load holds its connections until its input ends.
 */
export interface Order {
  readonly kind: 'closed-loop' | 'burst' | 'until-broken' | 'idle'
  readonly port: number
  /** File with the credentials of at least `devices` devices, as JSON. */
  readonly credentials: string
  readonly devices: number
  readonly inFlight: number
  readonly warmupMs: number
  readonly measureMs: number
  /** burst: messages in all. */
  readonly messages: number
  readonly firstNumber: number
  /** File with the accounts of an earlier load: what it left unacknowledged is sent again. */
  readonly resend?: string
  /** until-broken: messages per second in all; 0: as fast as they are acknowledged. */
  readonly ratePerS: number
}

export interface LoadResult {
  readonly acked: number
  readonly seconds: number
  readonly p50Ms: number
  readonly p99Ms: number
  readonly connectMs: number
  readonly accounts: readonly Account[]
}

/** Connections being opened at a time. */
const OPENING = 500
const DRAIN_MS = 3000
const PACE_MS = 5

const order = JSON.parse(process.argv[2] ?? '{}') as Order
const credentials = (JSON.parse(readFileSync(order.credentials, 'utf8')) as Credentials[]).slice(0, order.devices)
const latency = new Histogram()
const earlier = order.resend === undefined ? [] : (JSON.parse(readFileSync(order.resend, 'utf8')) as Account[])
const unacked = new Map(earlier.map((it) => [it.device, it.unacked]))
const devices = credentials.map(
  (it) => new LoadDevice(it, order.inFlight, latency, order.firstNumber, unacked.get(it.id)),
)
const ackedNow = () => devices.reduce((sum, it) => sum + it.acked, 0)
const say = (event: object) => process.stdout.write(`${JSON.stringify(event)}\n`)
const wait = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))

async function connectAll(): Promise<number> {
  const startMs = performance.now()
  const queue = [...devices]
  const lane = async () => {
    for (let it = queue.shift(); it !== undefined; it = queue.shift()) await it.connect(order.port)
  }
  await Promise.all(Array.from({ length: OPENING }, lane))
  return performance.now() - startMs
}

/** Sends evenly, one device after the other, whatever the acknowledgements do. */
function pace(): NodeJS.Timeout {
  const startMs = performance.now()
  let sent = 0
  return setInterval(() => {
    const due = ((performance.now() - startMs) / 1000) * order.ratePerS
    for (; sent < due; sent++) devices[sent % devices.length]?.sendOne()
  }, PACE_MS)
}

async function drained(): Promise<void> {
  const untilMs = performance.now() + DRAIN_MS
  while (performance.now() < untilMs && !devices.every((it) => it.idle)) await wait(5)
}

async function run(connectMs: number): Promise<LoadResult> {
  const limit = order.kind === 'burst' ? Math.ceil(order.messages / devices.length) : Number.POSITIVE_INFINITY
  const pacing = order.ratePerS > 0 ? pace() : undefined
  if (pacing === undefined) for (const it of devices) it.start(limit)
  if (order.kind === 'closed-loop') await wait(order.warmupMs)
  const before = ackedNow()
  latency.clear()
  const startMs = performance.now()
  say({ window: 'begin' })
  if (order.kind === 'burst') while (!devices.every((it) => it.idle)) await wait(2)
  else await wait(order.measureMs)
  const seconds = (performance.now() - startMs) / 1000
  const acked = ackedNow() - before
  say({ window: 'end' })
  const [p50Ms, p99Ms] = [latency.percentile(0.5), latency.percentile(0.99)]
  clearInterval(pacing)
  for (const it of devices) it.pause()
  if (order.kind === 'until-broken') await drained()
  const accounts = order.kind === 'until-broken' ? devices.map((it) => it.account()) : []
  return { acked, seconds, p50Ms, p99Ms, connectMs, accounts }
}

const connectMs = await connectAll()
if (order.kind === 'idle') {
  say({ result: { acked: 0, seconds: 0, p50Ms: 0, p99Ms: 0, connectMs, accounts: [] } satisfies LoadResult })
  for await (const _ of createInterface({ input: process.stdin })) break
} else {
  say({ result: await run(connectMs) })
}
for (const it of devices) it.close()
