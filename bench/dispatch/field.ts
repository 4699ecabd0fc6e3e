import { readFileSync } from 'node:fs'
import type { Credentials } from '../../src/district/import-district.ts'
import { seeded } from '../skill/random.ts'
import { routeOf } from './depths.ts'
import { ProbeDevice } from './device.ts'
import { Receiver } from './receiver.ts'

/**
 * The world outside, a process of its own: all devices and the contractors' endpoint, so that both ends of a latency are
 * read off one clock. Argument: an Errand as JSON. Prints one JSON object per line: `burst` as crossings are published
 * together, `result` at the end.
 */
export interface Errand {
  readonly kind: 'latency' | 'bursts'
  readonly mqttPort: number
  readonly receiverPort: number
  /** File with tokens and secrets, as JSON. */
  readonly credentials: string
  readonly intervalS: number
  readonly warmupMs: number
  readonly measureMs: number
  /** latency: crossings at random times. */
  readonly probes: number
  /** bursts: how many there are, of how many crossings, and the pause after each. */
  readonly bursts: number
  readonly burst: number
  readonly pauseMs: number
  readonly seed: number
}

export interface FieldResult {
  /** Published to arrived, ms, for each acknowledged crossing whose webhook came, ascending. */
  readonly latenciesMs: readonly number[]
  readonly acked: number
  /** Crossings acknowledged to the device whose webhook never came. */
  readonly lost: number
  /** Webhooks beyond the first of a crossing that do not carry the first one's id. */
  readonly doubled: number
  readonly refused: number
  /** The longest of all, ms; of a webhook that was under way at a kill, until it was sent again. */
  readonly worstMs: number
  /** Readings acknowledged per second while it was measured. */
  readonly readingsPerS: number
}

/** Connections being opened at a time. */
const OPENING = 100
/** Given up when so long nothing came: longer than a dead worker's claim on a delivery lasts. */
const QUIET_MS = 75_000
const POLL_MS = 50
/** From the first reading above the trigger to the one that decides. */
const RAISED_MS = 500

const errand = JSON.parse(process.argv[2] ?? '{}') as Errand
const { devices: tokens, webhookSecrets } = JSON.parse(readFileSync(errand.credentials, 'utf8')) as Credentials
const devices = Object.entries(tokens).map(([id, token]) => new ProbeDevice(id, token, errand.mqttPort))
const receiver = new Receiver(webhookSecrets)
const say = (event: object) => process.stdout.write(`${JSON.stringify(event)}\n`)
const wait = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))
const random = seeded(errand.seed)

async function connectAll(): Promise<void> {
  const queue = [...devices]
  const lane = async () => {
    for (let it = queue.shift(); it !== undefined; it = queue.shift()) await it.connect()
  }
  await Promise.all(Array.from({ length: OPENING }, lane))
}

/** Every device at its own moment of the interval, whatever the acknowledgements do. @returns how to stop. */
function report(intervalS: number): () => void {
  const timers = devices.map((it) => {
    const offsetMs = random() * intervalS * 1000
    let timer = setTimeout(() => {
      it.publish()
      timer = setInterval(() => it.publish(), intervalS * 1000)
    }, offsetMs)
    return () => clearTimeout(timer)
  })
  return () => {
    for (const stop of timers) stop()
  }
}

/** Devices in random order: each crosses once. */
function* shuffled(): Generator<ProbeDevice> {
  const rest = [...devices]
  while (rest.length > 0) yield rest.splice(Math.floor(random() * rest.length), 1)[0] as ProbeDevice
}

/** Each device says twice where the snow lies, as one that has stood there for some time. */
async function settle(overMs: number): Promise<void> {
  const once = async (device: ProbeDevice) => {
    await wait(random() * overMs)
    device.publish()
  }
  await Promise.all(devices.map(once))
  await Promise.all(devices.map(once))
}

async function latency(): Promise<number> {
  await settle(errand.warmupMs / 3)
  const stop = report(errand.intervalS)
  await wait(errand.warmupMs / 3)
  const before = ackedReadings()
  const startMs = performance.now()
  const probed = [...shuffled()].slice(0, errand.probes)
  await Promise.all(probed.map((it) => crossAt(it, random() * (errand.measureMs - RAISED_MS))))
  await wait(Math.max(0, startMs + errand.measureMs - performance.now()))
  const perS = ((ackedReadings() - before) / (performance.now() - startMs)) * 1000
  await arrived()
  stop()
  return perS
}

async function crossAt(device: ProbeDevice, delayMs: number): Promise<void> {
  await wait(delayMs)
  device.raise()
  await wait(RAISED_MS)
  device.cross()
}

/** Crossings come together, one every millisecond, with a pause after each burst. */
async function bursts(): Promise<number> {
  await settle(errand.warmupMs / 3)
  await wait(errand.warmupMs / 3)
  const order = [...shuffled()]
  for (let number = 0; number < errand.bursts; number++) {
    const together = order.slice(number * errand.burst, (number + 1) * errand.burst)
    for (const it of together) it.raise()
    await wait(RAISED_MS)
    say({ burst: number })
    for (const it of together) {
      it.cross()
      await wait(1)
    }
    await wait(errand.pauseMs)
  }
  await arrived()
  return 0
}

function ackedReadings(): number {
  return devices.reduce((sum, it) => sum + it.acked, 0)
}

/** Resolves once every crossing is acknowledged and answered by a webhook, or nothing has come for a long time. */
async function arrived(): Promise<void> {
  let quietSinceMs = performance.now()
  let known = -1
  while (performance.now() - quietSinceMs < QUIET_MS) {
    const crossings = devices.flatMap((it) => (it.crossing === undefined ? [] : [it.crossing]))
    const came = new Set(receiver.arrivals.map((it) => it.route))
    const done = crossings.filter((it) => it.ackedAtMs !== null && came.has(routeOf(it.device))).length
    if (done === crossings.length) return
    if (done !== known) quietSinceMs = performance.now()
    known = done
    await wait(POLL_MS)
  }
}

function resultOf(readingsPerS: number): FieldResult {
  const first = new Map<string, { readonly atMs: number; readonly webhookId: string }>()
  let doubled = 0
  for (const it of receiver.arrivals) {
    const known = first.get(it.route)
    if (known === undefined) first.set(it.route, it)
    else if (known.webhookId !== it.webhookId) doubled++
  }
  const acked = devices.flatMap((it) => (it.crossing?.ackedAtMs == null ? [] : [it.crossing]))
  const latenciesMs = acked.flatMap(({ device, sentAtMs }) => {
    const arrival = first.get(routeOf(device))
    return arrival === undefined ? [] : [arrival.atMs - sentAtMs]
  })
  latenciesMs.sort((a, b) => a - b)
  const lost = acked.length - latenciesMs.length
  const worstMs = latenciesMs.at(-1) ?? 0
  return { latenciesMs, acked: acked.length, lost, doubled, refused: receiver.refused, worstMs, readingsPerS }
}

await receiver.server.listen(errand.receiverPort)
await connectAll()
const readingsPerS = errand.kind === 'latency' ? await latency() : await bursts()
say({ result: resultOf(readingsPerS) })
for (const it of devices) it.close()
receiver.server.close()
