import { readFileSync, writeFileSync } from 'node:fs'
import { parse as parseYaml } from 'yaml'
import type { Surface } from '../../src/domain/device.ts'
import type { FieldProblem } from '../../src/errors.ts'
import { Fields } from '../fields.ts'
import { InputError, inputError } from '../input-error.ts'
import { parseScenario, type Scenario } from '../weather.ts'

/** What a district file says about a device the simulator can play. */
export interface DeviceFacts {
  readonly id: string
  readonly routeId: string | null
  readonly surface: Surface
  readonly mountHeightMm: number
  readonly intervalS: number
  readonly temperatureCompensated: boolean
}

/** Defaults of a device nothing is known of; also what a registered fleet gets. */
export const DEFAULT_FACTS = {
  routeId: null,
  surface: 'carriageway',
  mountHeightMm: 3000,
  intervalS: 600,
  temperatureCompensated: false,
} as const satisfies Omit<DeviceFacts, 'id'>

/** Reads a JSON file, or YAML by its ending. Throws InputError naming the option. */
function readData(option: string, path: string): unknown {
  try {
    const text = readFileSync(path, 'utf8')
    return /\.ya?ml$/i.test(path) ? parseYaml(text) : JSON.parse(text)
  } catch (error) {
    throw inputError(option, path, `cannot be read (${error instanceof Error ? error.message : String(error)})`)
  }
}

function judged<T>(option: string, path: string, read: (problems: FieldProblem[]) => T): T {
  const problems: FieldProblem[] = []
  const value = read(problems)
  if (problems.length > 0) {
    throw new InputError(problems.map((it) => ({ ...it, field: `${option} ${path}: ${it.field}` })))
  }
  return value
}

/** Tokens by device id, in the file's order. Throws InputError. */
export function readCredentials(path: string): Map<string, string> {
  const input = readData('--credentials', path)
  const tokens = judged('--credentials', path, (problems) => new Fields(input, '', problems).object('devices').texts())
  if (Object.keys(tokens).length === 0)
    throw inputError('--credentials', path, 'has no devices: {"devices": {id: token}}')
  return new Map(Object.entries(tokens))
}

/** Keeps tokens readable for the owner alone. Throws InputError. */
export function writeCredentials(path: string, tokens: ReadonlyMap<string, string>): void {
  try {
    writeFileSync(path, `${JSON.stringify({ devices: Object.fromEntries(tokens) }, null, 2)}\n`, { mode: 0o600 })
  } catch (error) {
    throw inputError(
      '--save-credentials',
      path,
      `cannot be written (${error instanceof Error ? error.message : error})`,
    )
  }
}

/** The ultrasonic distance sensors of a district file by id. Throws InputError. */
export function readDistrict(path: string): Map<string, DeviceFacts> {
  const input = readData('--district', path)
  return judged('--district', path, (problems) => {
    const devices = new Fields(input, '', problems).list('devices', readDevice)
    return new Map(devices.flatMap((it) => (it === undefined ? [] : [[it.id, it]])))
  })
}

function readDevice(fields: Fields): DeviceFacts | undefined {
  const kind = fields.oneOf('kind', ['ultrasonic', 'camera'], 'ultrasonic')
  const measures = fields.oneOf('measures', ['distance', 'depth'], 'distance')
  if (kind === 'camera' || measures === 'depth') return undefined
  return {
    id: fields.text('id'),
    routeId: fields.has('route') ? fields.text('route') : null,
    surface: fields.oneOf('surface', ['carriageway', 'roadside'], DEFAULT_FACTS.surface),
    mountHeightMm: fields.number('mountHeightMm', { min: 300, max: 20_000, default: DEFAULT_FACTS.mountHeightMm }),
    intervalS: fields.number('intervalS', { min: 1, max: 86_400, default: DEFAULT_FACTS.intervalS }),
    temperatureCompensated: fields.flag('temperatureCompensated'),
  }
}

/** Reads a scenario file. Throws InputError. */
export function readScenario(path: string): Scenario {
  const input = readData('--scenario', path)
  try {
    return parseScenario(input)
  } catch (error) {
    if (!(error instanceof InputError)) throw error
    throw new InputError(error.problems.map((it) => ({ ...it, field: `--scenario ${path}: ${it.field}` })))
  }
}
