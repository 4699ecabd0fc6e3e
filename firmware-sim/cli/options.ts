import { Command, CommanderError, InvalidArgumentError, Option } from 'commander'
import { parseInstant } from '../../src/domain/time.ts'
import { parseDuration } from '../faults.ts'
import { inputError } from '../input-error.ts'

/** The command line as typed, each value checked by itself. */
export interface SimOptions {
  readonly broker: string
  readonly credentials?: string
  readonly device?: string
  readonly token?: string
  readonly fleet?: number
  readonly api?: string
  readonly apiKey?: string
  readonly saveCredentials?: string
  readonly district?: string
  readonly scenario?: string
  /** Simulated seconds per second; Infinity: as fast as the broker acknowledges. */
  readonly speed?: number
  readonly start?: number | 'now'
  readonly duration?: number
  readonly replay?: string
  readonly mountHeight?: number
  readonly from?: number
  readonly to?: number
  readonly inFlight?: number
  readonly seed?: number
  readonly interval?: number
  readonly fault: readonly string[]
  readonly json?: true
}

/** What the command line asks for when it does not start a simulation. */
export type Parsed = { readonly kind: 'run'; readonly options: SimOptions } | { readonly kind: 'help' }

/**
 * Reads the command line. Throws InputError naming the option, its value and the remedy.
 * @param args without node and script.
 * @param write where help goes.
 */
export function parseOptions(args: readonly string[], write: (text: string) => void): Parsed {
  const command = createCommand(write)
  try {
    command.parse([...args], { from: 'user' })
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    if (error.code === 'commander.helpDisplayed' || error.code === 'commander.help') return { kind: 'help' }
    throw inputError('command line', undefined, `${error.message.replace(/^error: /, '')} (--help lists the options)`)
  }
  const options = command.opts<SimOptions>()
  refuseContradictions(options)
  return { kind: 'run', options }
}

function createCommand(write: (text: string) => void): Command {
  return new Command('sim')
    .description('Field devices over real MQTT: a fleet in a snow storm, or a recorded series.')
    .exitOverride()
    .configureOutput({ writeOut: write, writeErr: () => undefined })
    .addOption(new Option('--broker <url>', 'MQTT broker').default('mqtt://127.0.0.1:1883').argParser(brokerUrl))
    .option('--credentials <file>', 'JSON {"devices": {id: token}}; plays these devices')
    .option('--device <id>', 'a single device (with --token, or its token from --credentials)')
    .option('--token <token>', 'token of --device')
    .option(
      '--fleet <n>',
      'so many devices: registered as sim-0001 … with --api, else the first of --credentials',
      count,
    )
    .option('--api <url>', 'service to register the fleet with')
    .option('--api-key <key>', 'API key with devices:write')
    .option('--save-credentials <file>', 'where to keep the tokens of registered devices')
    .option('--district <file>', 'district file with the devices’ facts: height, route, surface, interval')
    .option('--scenario <file>', 'weather and faults (JSON); without it snow falls evenly')
    .option('--speed <n|max>', 'simulated seconds per second, or max', speed)
    .option('--start <time|now>', 'when simulated time begins; a scenario is moved to it', startTime)
    .option('--duration <time>', 'how long to simulate, e.g. 90m or 14h', duration)
    .option('--replay <csv>', 'play a recorded series as --device')
    .option('--mount-height <mm>', 'sensor height, mm', positive)
    .option('--from <time>', 'replay rows from here', instant)
    .option('--to <time>', 'replay rows until before here', instant)
    .option('--in-flight <n>', 'messages awaiting PUBACK at once in a replay (default 32)', count)
    .option('--seed <n>', 'seed of all randomness (default: the scenario’s, else 1)', Number)
    .option('--interval <s>', 'seconds between samples, for every device', positive)
    .option('--fault <kind@device@from/to>', 'a fault; times are ISO 8601 or +offset; repeatable', collect, [])
    .option('--json', 'print a JSON object as last line')
}

function refuseContradictions(options: SimOptions): void {
  const refuse = (option: string, message: string): never => {
    throw inputError(option, undefined, message)
  }
  if (options.token !== undefined && options.device === undefined) refuse('--token', 'needs --device ID')
  if (options.api !== undefined && options.apiKey === undefined) refuse('--api', 'needs --api-key KEY')
  if (options.api !== undefined && options.fleet === undefined) refuse('--api', 'needs --fleet N: it registers a fleet')
  if (options.saveCredentials !== undefined && options.api === undefined)
    refuse('--save-credentials', 'needs --api URL')
  if (options.replay !== undefined && options.device === undefined)
    refuse('--replay', 'needs --device ID and its token')
  const none = options.device === undefined && options.credentials === undefined && options.api === undefined
  if (none)
    refuse('devices', 'give --credentials FILE, or --device ID --token TOKEN, or --fleet N --api URL --api-key KEY')
  if (options.device !== undefined && options.token === undefined && options.credentials === undefined) {
    refuse('--device', 'needs --token TOKEN, or --credentials FILE that has its token')
  }
  if (options.seed !== undefined && !Number.isInteger(options.seed)) refuse('--seed', 'must be a whole number')
  for (const name of ['scenario', 'fleet', 'duration'] as const) {
    if (options.replay !== undefined && options[name] !== undefined) {
      refuse(`--${name}`, 'does not go with --replay; choose rows by --from and --to')
    }
  }
}

function brokerUrl(text: string): string {
  if (!/^mqtts?:\/\/[^/]+$/.test(text)) throw new InvalidArgumentError('It must be like mqtt://127.0.0.1:1883.')
  return text
}

function count(text: string): number {
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new InvalidArgumentError('It must be a whole number of at least 1.')
  return Number(text)
}

function positive(text: string): number {
  const value = Number(text)
  if (!(value > 0) || !Number.isFinite(value)) throw new InvalidArgumentError('It must be a number above 0.')
  return value
}

function speed(text: string): number {
  if (text === 'max') return Number.POSITIVE_INFINITY
  const value = Number(text)
  if (!(value > 0) || !Number.isFinite(value)) throw new InvalidArgumentError('It must be a number above 0, or max.')
  return value
}

function startTime(text: string): number | 'now' {
  return text === 'now' ? 'now' : instant(text)
}

function instant(text: string): number {
  const atMs = parseInstant(text)
  if (atMs === undefined) {
    throw new InvalidArgumentError('It must be an ISO 8601 time with zone, such as 2026-01-20T18:00:00+09:00.')
  }
  return atMs
}

function duration(text: string): number {
  const durationMs = parseDuration(text)
  if (durationMs === undefined || durationMs === 0) {
    throw new InvalidArgumentError('It must be a duration such as 90m, 14h or 3600s.')
  }
  return durationMs
}

function collect(text: string, before: readonly string[]): string[] {
  return [...before, text]
}
