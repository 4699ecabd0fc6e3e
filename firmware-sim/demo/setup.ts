import { readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { fileURLToPath } from 'node:url'
import { destination, pino } from 'pino'
import { type Hold, SimulatedClock } from '../../src/clock.ts'
import { readConfig } from '../../src/config.ts'
import { checkWebhookUrl } from '../../src/deliver/address-guard.ts'
import { type Credentials, importDistrict } from '../../src/district/import-district.ts'
import type { RawDistrict } from '../../src/district/raw-district.ts'
import { readDistrictFile } from '../../src/district/read-file.ts'
import type { Role } from '../../src/domain/role.ts'
import type { Authority, Contractor, Route } from '../../src/domain/route.ts'
import { type Service, startService } from '../../src/service.ts'
import { createApiKey } from '../../src/store/api-keys/create-api-key.ts'
import { listAuthorities } from '../../src/store/authorities/list-authorities.ts'
import { listContractors } from '../../src/store/contractors/list-contractors.ts'
import { listRoutes } from '../../src/store/routes/list-routes.ts'
import { readDistrict, readScenario } from '../cli/files.ts'
import { type Contractors, type ContractorSetup, startContractors } from '../contractor.ts'
import { createField, type Field } from '../field.ts'
import { type Fleet, startFleet } from '../fleet.ts'
import type { Habits } from '../foreman.ts'
import type { FleetDevice } from '../sampler.ts'
import type { Scenario } from '../weather.ts'
import { Ledger } from './ledger.ts'
import { Officer } from './officer.ts'

/** Everything the demo plays with, running; simulated time stands still until `release`. */
export interface Demo {
  readonly scenario: Scenario
  readonly clock: SimulatedClock
  readonly service: Service
  readonly contractors: Contractors
  readonly fleet: Fleet
  readonly devices: readonly FleetDevice[]
  readonly ledger: Ledger
  readonly officer: Officer
  readonly places: Places
  readonly keys: Keys
  /** Default ports that somebody else has. */
  readonly takenPorts: readonly number[]
  release(): void
  /** Ends fleet, contractors, service and clock, in this order. */
  stop(): Promise<void>
}

/** Who and where, for whoever tells the story. */
export interface Places {
  readonly authority: Authority
  /** In the order of blocks, then of the district file. */
  readonly routes: readonly Route[]
  readonly contractors: readonly Contractor[]
}

/** API keys of this run. */
export type Keys = Readonly<Record<Exclude<Role, 'contractor'>, string>>

export interface SetupOptions {
  readonly dataDir: string
  /** False: any free ports, for a run that nobody visits. */
  readonly defaultPorts: boolean
  /** True: sensors fall silent when the scenario ends; false: they go on in its last weather. */
  readonly endsWithScenario: boolean
}

const DISTRICT = example('district.json')
const SCENARIO = example('storm-night.json')
const HTTP_PORT = 8080
const MQTT_PORT = 1883
/** Where the simulated contractors are; a service elsewhere refuses such addresses. */
const WEBHOOK_ALLOW = '127.0.0.0/8'
/** Time for the last PUBACKs when the demo is stopped, ms. */
const STOP_GRACE_MS = 500

/** Firms differ: one is busy with its other work and sometimes declines, or does not answer at all. */
const HABITS: Readonly<Record<string, Partial<Habits>>> = {
  'c-minato': { declineProbability: 0.15, silentProbability: 0.15 },
}

/** Starts the service, imports the district, and starts contractors, officer and sensors around it. */
export async function startDemo(options: SetupOptions): Promise<Demo> {
  await using stack = new AsyncDisposableStack()
  const scenario = readScenario(SCENARIO)
  // As fast as the work allows; Pace slows it down where someone watches.
  const clock = stack.adopt(new SimulatedClock(scenario.startMs, Number.POSITIVE_INFINITY), (it) => it.stop())
  const hold: Hold = clock.hold()
  const { http, mqtt, taken } = await choosePorts(options.defaultPorts)
  const config = readConfig({
    YUKIBAN_DATA_DIR: options.dataDir,
    YUKIBAN_HTTP_PORT: String(http),
    YUKIBAN_MQTT_PORT: String(mqtt),
    YUKIBAN_WEBHOOK_ALLOW: WEBHOOK_ALLOW,
  })
  const log = pino({ level: 'error', base: undefined }, destination({ fd: 2, sync: true }))
  const service = stack.adopt(await startService(config, { clock, log }), (it) => it.stop())
  const api = service.httpUrl ?? ''
  const district = readDistrictFile(readFileSync(DISTRICT), DISTRICT)
  const credentials = await importOnce(service, district)
  const places = await placesOf(service)
  const keys = await makeKeys(service, places.authority)
  const field = createField(scenario)
  const contractors = stack.adopt(
    await startContractors({
      contractors: await contractorSetups(service, places, credentials),
      port: 0,
      api,
      clock,
      seed: scenario.seed,
      onPlow: field.plow,
    }),
    (it) => it.stop(),
  )
  await importOnce(service, withWebhooks(district, contractors))
  const officer = new Officer({ api, apiKey: keys.officer, clock, seed: scenario.seed })
  const ledger = new Ledger()
  const devices = fleetDevices(credentials)
  const fleet = startDemoFleet({ service, devices, field, scenario, ledger, endsWithScenario: options.endsWithScenario })
  stack.defer(() => fleet.stop(STOP_GRACE_MS))
  const owned = stack.move()
  return {
    scenario,
    clock,
    service,
    contractors,
    fleet,
    devices,
    ledger,
    officer,
    places,
    keys,
    takenPorts: taken,
    release: () => hold[Symbol.dispose](),
    stop: async () => {
      // Nothing more is to happen in simulated time.
      clock.hold()
      officer.goOffDuty()
      await owned.disposeAsync()
    },
  }
}

function example(name: string): string {
  return fileURLToPath(new URL(`../../examples/${name}`, import.meta.url))
}

async function choosePorts(defaults: boolean): Promise<{ http: number; mqtt: number; taken: number[] }> {
  if (!defaults) return { http: 0, mqtt: 0, taken: [] }
  const taken: number[] = []
  for (const port of [HTTP_PORT, MQTT_PORT]) if (!(await isFree(port))) taken.push(port)
  const orAny = (port: number) => (taken.includes(port) ? 0 : port)
  return { http: orAny(HTTP_PORT), mqtt: orAny(MQTT_PORT), taken }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer()
    probe.once('error', () => resolve(false))
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)))
  })
}

/** Imports the district; returns the secrets this import made. */
async function importOnce({ db, clock }: Service, district: RawDistrict): Promise<Credentials> {
  let made: Credentials = { devices: {}, webhookSecrets: {} }
  const settings = {
    timeZone: 'Asia/Tokyo',
    checkWebhookUrl: (url: string) => checkWebhookUrl(url, [WEBHOOK_ALLOW]),
    nowMs: clock.now(),
  }
  await importDistrict(db, district, settings, (credentials) => {
    made = credentials
  })
  return made
}

/** The same district with each contractor's webhooks going to the simulator. */
function withWebhooks(district: RawDistrict, contractors: Contractors): RawDistrict {
  const input = district.input as { readonly contractors: readonly { readonly id: string }[] }
  const reachable = input.contractors.map((it) => ({ ...it, webhookUrl: contractors.urlOf(it.id) }))
  return { ...district, input: { ...input, contractors: reachable } }
}

async function placesOf({ db }: Service): Promise<Places> {
  const [authority] = await listAuthorities(db)
  if (authority === undefined) throw new RangeError(`${DISTRICT} names no authority`)
  const routes = await listRoutes(db, { authorityId: authority.id, limit: Number.MAX_SAFE_INTEGER })
  const byBlock = routes.toSorted((a, b) => (a.blockId === b.blockId ? 0 : a.blockId < b.blockId ? -1 : 1))
  return { authority, routes: byBlock, contractors: await listContractors(db, { authorityId: authority.id }) }
}

async function makeKeys(service: Service, authority: Authority): Promise<Keys> {
  return {
    viewer: await makeKey(service, authority.id, 'viewer', null),
    officer: await makeKey(service, authority.id, 'officer', null),
    administrator: await makeKey(service, authority.id, 'administrator', null),
  }
}

async function makeKey(service: Service, authorityId: string, role: Role, contractorId: string | null): Promise<string> {
  const nowMs = service.clock.now()
  const label = `demo ${contractorId ?? role}`
  const { key } = await createApiKey(service.db, { authorityId, role, scopes: ['*'], contractorId, label, nowMs })
  return key
}

async function contractorSetups(
  service: Service,
  { authority, contractors }: Places,
  { webhookSecrets }: Credentials,
): Promise<ContractorSetup[]> {
  const setups: ContractorSetup[] = []
  for (const { id } of contractors) {
    const apiKey = await makeKey(service, authority.id, 'contractor', id)
    setups.push({ id, path: `/${id}`, secret: webhookSecrets[id] ?? '', apiKey, habits: HABITS[id] ?? {} })
  }
  return setups
}

function fleetDevices({ devices }: Credentials): FleetDevice[] {
  return [...readDistrict(DISTRICT).values()].map((it) => ({ ...it, token: devices[it.id] ?? '' }))
}

interface FleetSetup {
  readonly service: Service
  readonly devices: readonly FleetDevice[]
  readonly field: Field
  readonly scenario: Scenario
  readonly ledger: Ledger
  readonly endsWithScenario: boolean
}

function startDemoFleet({ service, devices, field, scenario, ledger, endsWithScenario }: FleetSetup): Fleet {
  return startFleet({
    broker: service.mqttUrl ?? '',
    devices,
    field,
    clock: service.clock,
    seed: scenario.seed,
    faults: scenario.faults,
    onAcked: (deviceId, items) => ledger.acked(deviceId, items),
    ...(endsWithScenario ? { endMs: scenario.endMs } : {}),
  })
}
