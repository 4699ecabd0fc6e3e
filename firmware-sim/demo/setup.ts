import { destination, pino } from 'pino'
import { SimulatedClock } from '../../src/clock.ts'
import { readConfig } from '../../src/config.ts'
import type { Language } from '../../src/criteria/reason-text.ts'
import { type Service, startService } from '../../src/service.ts'
import { readScenario } from '../cli/files.ts'
import { type Contractors, startContractors } from '../contractor.ts'
import { createField } from '../field.ts'
import { type Fleet, startFleet } from '../fleet.ts'
import type { FleetDevice } from '../sampler.ts'
import type { Scenario } from '../weather.ts'
import {
  connectContractors,
  example,
  fleetDevices,
  importExample,
  type Places,
  placesOf,
  WEBHOOK_ALLOW,
} from './district.ts'
import { writeForecastFile } from './forecast-file.ts'
import { Ledger } from './ledger.ts'
import { Officer } from './officer.ts'
import { Outlook } from './outlook.ts'
import { contractorSetups, type Keys, makeKeys, makeSignIns, type SignIns } from './people.ts'
import { defaultPorts, type Ports } from './ports.ts'

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
  readonly outlook: Outlook
  readonly places: Places
  readonly keys: Keys
  readonly signIns: SignIns
  /** Default ports that somebody else has. */
  readonly takenPorts: readonly number[]
  release(): void
  /** Ends fleet, contractors, service and clock, in this order. */
  stop(): Promise<void>
}

export interface SetupOptions {
  readonly dataDir: string
  /** False: any free ports, for a run that nobody visits. */
  readonly defaultPorts: boolean
  /** True: sensors fall silent when the scenario ends; false: they go on in its last weather. */
  readonly endsWithScenario: boolean
  readonly language: Language
}

const ANY_PORTS: Ports = { http: 0, mqtt: 0, taken: [] }
/** Time for the last PUBACKs when the demo is stopped, ms. */
const STOP_GRACE_MS = 500

/** Starts the service, imports the district, and starts contractors, officer and sensors around it. */
export async function startDemo(options: SetupOptions): Promise<Demo> {
  await using stack = new AsyncDisposableStack()
  const scenario = readScenario(example('storm-night.json'))
  // As fast as the work allows; Pace slows it down where someone watches.
  const clock = stack.adopt(new SimulatedClock(scenario.startMs, Number.POSITIVE_INFINITY), (it) => it.stop())
  const hold = clock.hold()
  const ports = options.defaultPorts ? await defaultPorts() : ANY_PORTS
  const forecast = writeForecastFile(options.dataDir, scenario)
  const service = stack.adopt(await startQuietService(options.dataDir, forecast, ports, clock), (it) => it.stop())
  const api = service.httpUrl ?? ''
  const { seed } = scenario
  const credentials = await importExample(service)
  const places = await placesOf(service)
  const keys = await makeKeys(service, places.authority)
  const signIns = await makeSignIns(service, places)
  const setups = await contractorSetups(service, places, credentials, options.language)
  const field = createField(scenario)
  const contractors = stack.adopt(
    await startContractors({ contractors: setups, port: 0, api, clock, seed, onPlow: field.plow }),
    (it) => it.stop(),
  )
  await connectContractors(service, contractors)
  const officer = new Officer({ api, apiKey: keys.officer, clock, seed })
  const isCalled = async (routeId: string) =>
    (await service.routeState(routeId))?.treatment.openOrders.some((it) => it.level === 'dispatch') ?? false
  const outlook = new Outlook({ api, apiKey: keys.viewer, routes: places.routes, isCalled })
  const ledger = new Ledger()
  const devices = fleetDevices(credentials)
  const fleet = startFleet({
    broker: service.mqttUrl ?? '',
    devices,
    field,
    clock,
    seed,
    faults: scenario.faults,
    onAcked: (deviceId, items) => ledger.acked(deviceId, items),
    ...(options.endsWithScenario ? { endMs: scenario.endMs } : {}),
  })
  stack.defer(() => fleet.stop(STOP_GRACE_MS))
  const parts = {
    scenario,
    clock,
    service,
    contractors,
    fleet,
    devices,
    ledger,
    officer,
    outlook,
    places,
    keys,
    signIns,
  }
  const owned = stack.move()
  return {
    ...parts,
    takenPorts: ports.taken,
    release: () => hold[Symbol.dispose](),
    stop: async () => {
      // Nothing more is to happen in simulated time.
      clock.hold()
      officer.goOffDuty()
      await owned.disposeAsync()
    },
  }
}

/** The real service with its defaults; of its log only errors, on standard error. */
function startQuietService(
  dataDir: string,
  forecastPath: string,
  { http, mqtt }: Ports,
  clock: SimulatedClock,
): Promise<Service> {
  const config = readConfig({
    YUKIBAN_DATA_DIR: dataDir,
    YUKIBAN_HTTP_PORT: String(http),
    YUKIBAN_MQTT_PORT: String(mqtt),
    YUKIBAN_WEBHOOK_ALLOW: WEBHOOK_ALLOW,
    // A simulated night has no weather service.
    YUKIBAN_FORECAST_PROVIDER: 'file',
    YUKIBAN_FORECAST_URL: forecastPath,
  })
  const log = pino({ level: 'error', base: undefined }, destination({ fd: 2, sync: true }))
  return startService(config, { clock, log })
}
