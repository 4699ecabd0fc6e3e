import { pino } from 'pino'
import { expect, onTestFinished } from 'vitest'
import { RealClock } from '../../src/clock.ts'
import { Acceptor } from '../../src/ingest/accept.ts'
import { ExternalBroker } from '../../src/ingest/external/external-broker.ts'
import type { Service } from '../../src/service.ts'
import { smallDistrict } from './district.ts'
import { type Mosquitto, startMosquitto } from './mosquitto.ts'
import { testConfig, testService } from './service.ts'
import { testDatabase, testReadings } from './stores.ts'
import { tempDir } from './temp-dir.ts'
import { tapBroker, type WireTap } from './wire-tap.ts'

/** Devices r1-a … rN-a, as smallDistrict registers them. */
export function deviceIds(routes: number): string[] {
  return Array.from({ length: routes }, (_, index) => `r${index + 1}-a`)
}

export interface TappedService {
  readonly mosquitto: Mosquitto
  readonly tap: WireTap
  readonly service: Service & { readonly dataDir: string }
}

/** The service as consumer of a real mosquitto, with a tap on the wire between them; connected when this resolves. */
export async function serviceBehindMosquitto(
  options: { routes?: number; env?: Readonly<Record<string, string>>; lines?: readonly string[] } = {},
): Promise<TappedService> {
  const routes = options.routes ?? 1
  const mosquitto = await startMosquitto(deviceIds(routes), options.lines === undefined ? {} : { lines: options.lines })
  const tap = await tapBroker(mosquitto.port)
  const service = await testService({
    env: { YUKIBAN_MQTT_URL: mosquitto.serviceUrl.replace(`:${mosquitto.port}`, `:${tap.port}`), ...options.env },
  })
  await smallDistrict(service.db, { routes })
  onTestFinished(() => tap.cut())
  await connected(service)
  return { mosquitto, tap, service }
}

/** What `/readyz` says of the broker: undefined when all is well. */
export async function brokerProblem(service: Pick<Service, 'httpUrl'>): Promise<string | undefined> {
  const report = (await (await fetch(`${service.httpUrl}/readyz`)).json()) as {
    checks: { name: string; ok: boolean; detail?: string }[]
  }
  const check = report.checks.find((it) => it.name === 'mqtt broker')
  if (check === undefined) return 'there is no check of the broker'
  return check.ok ? undefined : (check.detail ?? 'no reason given')
}

export async function connected(service: Pick<Service, 'httpUrl'>, timeout = 10_000): Promise<void> {
  await expect.poll(() => brokerProblem(service), { timeout, interval: 20 }).toBeUndefined()
}

/** Sequence numbers of a device's stored readings, one per row. */
export async function storedNumbers(service: Pick<Service, 'readings'>, deviceId: string): Promise<number[]> {
  const all = { fromMs: 0, toMs: Number.MAX_SAFE_INTEGER, limit: 1_000_000 }
  return (await service.readings.readings({ deviceId, ...all })).map((it) => it.seq ?? -1)
}

/** Packet ids of the publishes a consumer was sent and of its answers, by connection. */
export function answers(tap: WireTap, connection: number): { sent: number[]; answered: number[] } {
  const ids = (packets: WireTap['fromBroker'], ...commands: string[]) =>
    packets
      .filter((it) => it.connection === connection && commands.includes(it.packet.cmd))
      .map(({ packet }) => packet)
      .filter((it) => it.cmd !== 'publish' || it.qos > 0)
      .map((it) => it.messageId ?? 0)
  return { sent: ids(tap.fromBroker, 'publish'), answered: ids(tap.fromClient, 'puback', 'pubrec') }
}

/** `device:seq` of every publish that was answered over the connection it was sent on. */
export function acknowledgedReadings(tap: WireTap): Set<string> {
  const sent = new Map<string, string[]>()
  for (const { connection, packet } of tap.fromBroker) {
    if (packet.cmd !== 'publish' || packet.qos === 0) continue
    const { seq } = JSON.parse(packet.payload.toString()) as { seq: number }
    const key = `${connection}/${packet.messageId}`
    sent.set(key, [...(sent.get(key) ?? []), `${packet.topic.split('/')[2]}:${seq}`])
  }
  const acknowledged = new Set<string>()
  for (const { connection, packet } of tap.fromClient) {
    if (packet.cmd !== 'puback') continue
    const reading = sent.get(`${connection}/${packet.messageId}`)?.shift()
    if (reading === undefined) throw new Error(`packet ${packet.messageId} was acknowledged but never sent`)
    acknowledged.add(reading)
  }
  return acknowledged
}

/** The consumer alone, over stores of its own; stopped when the test ends. */
export async function testConsumer(mosquitto: Mosquitto): Promise<ExternalBroker> {
  const config = testConfig(tempDir(), { YUKIBAN_MQTT_URL: mosquitto.serviceUrl })
  if (config.externalBroker === null) throw new Error('no broker configured')
  const log = pino({ level: 'silent' })
  const acceptor = new Acceptor(await testReadings(), log)
  const broker = new ExternalBroker({
    db: await testDatabase(),
    clock: new RealClock(),
    log,
    config,
    broker: config.externalBroker,
    acceptor,
    random: () => 0.5,
  })
  onTestFinished(async () => {
    await broker.stop()
    acceptor.stop()
  })
  return broker
}
