import { readFileSync } from 'node:fs'
import { isTimeZone, parseInstant } from './domain/time.ts'
import { type FieldProblem, YukibanError } from './errors.ts'

/**
 * Environment → Config, validated whole. Every option is described here and nowhere else: `yukiban config` prints this
 * table. Each may also be given as a file holding the value, in NAME_FILE.
 */

type Kind = 'text' | 'port' | 'integer' | 'boolean' | 'list' | 'secret'

interface Option {
  readonly name: string
  readonly kind: Kind
  readonly default: string
  readonly help: string
  readonly min?: number
  readonly max?: number
  /** Named in the stable interface, refused by this version. */
  readonly planned?: true
}

export const OPTIONS = [
  { name: 'YUKIBAN_DATA_DIR', kind: 'text', default: './data', help: 'Folder of the embedded databases.' },
  { name: 'YUKIBAN_HTTP_HOST', kind: 'text', default: '127.0.0.1', help: 'Address the API listens on.' },
  { name: 'YUKIBAN_HTTP_PORT', kind: 'port', default: '8080', help: 'Port of the API; 0 picks a free one.' },
  {
    name: 'YUKIBAN_HTTP_BODY_LIMIT_BYTES',
    kind: 'integer',
    default: '1048576',
    min: 1024,
    max: 104857600,
    help: 'Largest request body.',
  },
  { name: 'YUKIBAN_MQTT_HOST', kind: 'text', default: '127.0.0.1', help: 'Address the MQTT broker listens on.' },
  { name: 'YUKIBAN_MQTT_PORT', kind: 'port', default: '1883', help: 'Port of the MQTT broker; 0 picks a free one.' },
  {
    name: 'YUKIBAN_MQTT_MAX_PACKET_BYTES',
    kind: 'integer',
    default: '2097152',
    min: 1024,
    max: 67108864,
    help: 'Larger packets of an authenticated device close its connection.',
  },
  {
    name: 'YUKIBAN_MQTT_MAX_CONNECT_BYTES',
    kind: 'integer',
    default: '2048',
    min: 256,
    max: 65536,
    help: 'Largest packet before authentication.',
  },
  {
    name: 'YUKIBAN_MQTT_MAX_IN_FLIGHT',
    kind: 'integer',
    default: '128',
    min: 1,
    max: 65535,
    help: 'Unacknowledged publishes per connection; above it we stop reading the socket.',
  },
  {
    name: 'YUKIBAN_READING_MAX_BYTES',
    kind: 'integer',
    default: '65536',
    min: 256,
    max: 1048576,
    help: 'Larger reading payloads are quarantined (their first bytes kept).',
  },
  {
    name: 'YUKIBAN_READING_EARLIEST',
    kind: 'text',
    default: '2001-01-01T00:00:00Z',
    help: 'Device times before this are not believed (a clock that lost power).',
  },
  {
    name: 'YUKIBAN_READING_MAX_AHEAD_S',
    kind: 'integer',
    default: '600',
    min: 1,
    max: 86400,
    help: 'Device times further ahead of ours are not believed.',
  },
  {
    name: 'YUKIBAN_METRICS_PORT',
    kind: 'text',
    default: 'off',
    help: 'Port of Prometheus metrics (same host as the API); 0 picks a free one; off: none.',
  },
  {
    name: 'YUKIBAN_ROLES',
    kind: 'list',
    default: 'ingest,decide,deliver,api',
    help: 'Parts of the service this process runs.',
  },
  {
    name: 'YUKIBAN_TIME_ZONE',
    kind: 'text',
    default: 'Asia/Tokyo',
    help: 'Zone of authorities that do not name theirs.',
  },
  {
    name: 'YUKIBAN_LOG_LEVEL',
    kind: 'text',
    default: 'info',
    help: 'trace, debug, info, warn, error, fatal or silent.',
  },
  {
    name: 'YUKIBAN_REPLAY_WINDOW_H',
    kind: 'integer',
    default: '48',
    min: 1,
    max: 720,
    help: "How far back late readings are worked into a device's snow state.",
  },
  {
    name: 'YUKIBAN_WEBHOOK_ALLOW',
    kind: 'list',
    default: '',
    help: 'Private address ranges webhooks may reach (CIDR list); public addresses always may.',
  },
  {
    name: 'YUKIBAN_WEBHOOK_TIMEOUT_S',
    kind: 'integer',
    default: '10',
    min: 1,
    max: 60,
    help: 'Total time one webhook attempt may take.',
  },
  {
    name: 'YUKIBAN_SIMULATED_CLOCK',
    kind: 'text',
    default: '',
    help: 'Run on simulated time, for exercises only: START,SPEED, e.g. 2026-01-20T09:00:00Z,280.',
  },
  {
    name: 'YUKIBAN_FORECAST_PROVIDER',
    kind: 'text',
    default: 'none',
    help: 'Forecast source. This version knows only none.',
  },
  {
    name: 'YUKIBAN_DATABASE_URL',
    kind: 'secret',
    default: '',
    planned: true,
    help: 'PostgreSQL for control data. Not supported by this version: leave empty.',
  },
  {
    name: 'YUKIBAN_INFLUX_URL',
    kind: 'text',
    default: '',
    planned: true,
    help: 'InfluxDB for readings. Not supported by this version: leave empty.',
  },
  {
    name: 'YUKIBAN_INFLUX_ORG',
    kind: 'text',
    default: '',
    planned: true,
    help: 'InfluxDB organisation. Not supported by this version: leave empty.',
  },
  {
    name: 'YUKIBAN_INFLUX_BUCKET',
    kind: 'text',
    default: '',
    planned: true,
    help: 'InfluxDB bucket. Not supported by this version: leave empty.',
  },
  {
    name: 'YUKIBAN_INFLUX_TOKEN',
    kind: 'secret',
    default: '',
    planned: true,
    help: 'InfluxDB token. Not supported by this version: leave empty.',
  },
  {
    name: 'YUKIBAN_INFLUX_USER',
    kind: 'text',
    default: '',
    planned: true,
    help: 'InfluxDB 1.x user. Not supported by this version: leave empty.',
  },
  {
    name: 'YUKIBAN_INFLUX_PASSWORD',
    kind: 'secret',
    default: '',
    planned: true,
    help: 'InfluxDB 1.x password. Not supported by this version: leave empty.',
  },
  {
    name: 'YUKIBAN_MQTT_URL',
    kind: 'secret',
    default: '',
    planned: true,
    help: 'External MQTT broker. Not supported by this version: leave empty.',
  },
  {
    name: 'YUKIBAN_MQTTS_PORT',
    kind: 'text',
    default: '',
    planned: true,
    help: 'MQTT over TLS listener. Not supported by this version: leave empty.',
  },
  {
    name: 'YUKIBAN_TLS_CERT',
    kind: 'text',
    default: '',
    planned: true,
    help: 'TLS certificate file. Not supported by this version: leave empty.',
  },
  {
    name: 'YUKIBAN_TLS_KEY',
    kind: 'text',
    default: '',
    planned: true,
    help: 'TLS key file. Not supported by this version: leave empty.',
  },
  {
    name: 'YUKIBAN_TLS_CLIENT_CA',
    kind: 'text',
    default: '',
    planned: true,
    help: 'CA of device certificates. Not supported by this version: leave empty.',
  },
  {
    name: 'YUKIBAN_FORECAST_URL',
    kind: 'text',
    default: '',
    planned: true,
    help: 'Base URL of the forecast service. Not supported by this version: leave empty.',
  },
  {
    name: 'YUKIBAN_FORECAST_API_KEY',
    kind: 'secret',
    default: '',
    planned: true,
    help: 'Key of the forecast service. Not supported by this version: leave empty.',
  },
] as const satisfies readonly Option[]

type OptionName = (typeof OPTIONS)[number]['name']

export const ROLES = ['ingest', 'decide', 'deliver', 'api'] as const
export type Role = (typeof ROLES)[number]

export interface Config {
  readonly dataDir: string
  readonly http: { readonly host: string; readonly port: number; readonly bodyLimitBytes: number }
  readonly mqtt: {
    readonly host: string
    readonly port: number
    readonly maxPacketBytes: number
    readonly maxConnectBytes: number
    readonly maxInFlight: number
  }
  readonly reading: { readonly maxBytes: number; readonly earliestMs: number; readonly maxAheadMs: number }
  /** null: no metrics listener. */
  readonly metricsPort: number | null
  readonly roles: readonly Role[]
  readonly timeZone: string
  readonly logLevel: string
  readonly replayWindowMs: number
  readonly webhook: { readonly allow: readonly string[]; readonly timeoutMs: number }
  /** null: the machine's clock. */
  readonly simulatedClock: { readonly startMs: number; readonly speed: number } | null
}

const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']

/**
 * Reads and checks the whole environment at once.
 * Throws YukibanError `config-invalid` naming every wrong setting, its value (never a secret's) and the remedy.
 */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const problems: FieldProblem[] = []
  const values = new Map<string, string>()
  for (const option of OPTIONS) values.set(option.name, rawValue(option, env, problems))
  for (const name of unknownNames(env)) problems.push({ field: name, message: 'is not a setting of Yukiban' })

  const text = (name: OptionName): string => values.get(name) ?? ''
  const refuse = (name: OptionName, message: string) => {
    const secret = OPTIONS.find((it) => it.name === name)?.kind === 'secret'
    problems.push({ field: name, message, value: secret ? '(hidden)' : text(name) })
  }
  const integer = (name: OptionName): number => {
    const option: Option | undefined = OPTIONS.find((it) => it.name === name)
    const min = option?.min ?? 0
    const max = option?.max ?? 65_535
    const value = Number(text(name))
    if (!/^\d+$/.test(text(name)) || value < min || value > max)
      refuse(name, `must be a whole number from ${min} to ${max}`)
    return value
  }
  const list = (name: OptionName): string[] =>
    text(name)
      .split(',')
      .map((it) => it.trim())
      .filter((it) => it !== '')
  const oneOf = (name: OptionName, allowed: readonly string[]) => {
    if (!allowed.includes(text(name))) refuse(name, `must be one of ${allowed.join(', ')}`)
    return text(name)
  }

  for (const option of OPTIONS) {
    if ('planned' in option && text(option.name) !== '')
      refuse(option.name, 'is not supported by this version; remove it')
  }
  oneOf('YUKIBAN_FORECAST_PROVIDER', ['none'])
  const roles = list('YUKIBAN_ROLES').filter((it): it is Role => (ROLES as readonly string[]).includes(it))
  if (roles.length === 0 || roles.length !== list('YUKIBAN_ROLES').length) {
    refuse('YUKIBAN_ROLES', `must be a comma-separated list of ${ROLES.join(', ')}`)
  }
  if (roles.includes('decide') && !roles.includes('ingest')) {
    refuse(
      'YUKIBAN_ROLES',
      'must have ingest wherever it has decide: this version hands new readings over within the process',
    )
  }
  const earliestMs = parseInstant(text('YUKIBAN_READING_EARLIEST'))
  if (earliestMs === undefined)
    refuse('YUKIBAN_READING_EARLIEST', 'must be an ISO 8601 time such as 2001-01-01T00:00:00Z')
  if (!isTimeZone(text('YUKIBAN_TIME_ZONE')))
    refuse('YUKIBAN_TIME_ZONE', 'must be an IANA time zone such as Asia/Tokyo')
  for (const range of list('YUKIBAN_WEBHOOK_ALLOW')) {
    if (!/^[0-9a-fA-F:.]+\/\d{1,3}$/.test(range))
      refuse('YUKIBAN_WEBHOOK_ALLOW', 'must be a comma-separated list of CIDR ranges such as 10.0.0.0/8')
  }

  const config: Config = {
    dataDir: text('YUKIBAN_DATA_DIR'),
    http: {
      host: text('YUKIBAN_HTTP_HOST'),
      port: integer('YUKIBAN_HTTP_PORT'),
      bodyLimitBytes: integer('YUKIBAN_HTTP_BODY_LIMIT_BYTES'),
    },
    mqtt: {
      host: text('YUKIBAN_MQTT_HOST'),
      port: integer('YUKIBAN_MQTT_PORT'),
      maxPacketBytes: integer('YUKIBAN_MQTT_MAX_PACKET_BYTES'),
      maxConnectBytes: integer('YUKIBAN_MQTT_MAX_CONNECT_BYTES'),
      maxInFlight: integer('YUKIBAN_MQTT_MAX_IN_FLIGHT'),
    },
    reading: {
      maxBytes: integer('YUKIBAN_READING_MAX_BYTES'),
      earliestMs: earliestMs ?? 0,
      maxAheadMs: integer('YUKIBAN_READING_MAX_AHEAD_S') * 1000,
    },
    metricsPort: text('YUKIBAN_METRICS_PORT') === 'off' ? null : integer('YUKIBAN_METRICS_PORT'),
    roles,
    timeZone: text('YUKIBAN_TIME_ZONE'),
    logLevel: oneOf('YUKIBAN_LOG_LEVEL', LOG_LEVELS),
    replayWindowMs: integer('YUKIBAN_REPLAY_WINDOW_H') * 3_600_000,
    webhook: { allow: list('YUKIBAN_WEBHOOK_ALLOW'), timeoutMs: integer('YUKIBAN_WEBHOOK_TIMEOUT_S') * 1000 },
    simulatedClock: simulatedClock(text('YUKIBAN_SIMULATED_CLOCK'), (message) =>
      refuse('YUKIBAN_SIMULATED_CLOCK', message),
    ),
  }
  if (problems.length > 0) {
    const lines = problems.map((it) => `${it.field}${it.value === undefined ? '' : `=${it.value}`} ${it.message}`)
    throw new YukibanError('config-invalid', lines.join('; '), { problems })
  }
  return config
}

function rawValue(option: Option, env: Readonly<Record<string, string | undefined>>, problems: FieldProblem[]): string {
  const given = env[option.name]
  const file = env[`${option.name}_FILE`]
  if (file === undefined || file === '') return given === undefined || given === '' ? option.default : given
  if (given !== undefined && given !== '') {
    problems.push({ field: `${option.name}_FILE`, message: `is given together with ${option.name}; remove one` })
  }
  try {
    return readFileSync(file, 'utf8').trim()
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    problems.push({ field: `${option.name}_FILE`, value: file, message: `cannot be read (${why})` })
    return option.default
  }
}

function unknownNames(env: Readonly<Record<string, string | undefined>>): string[] {
  const known = new Set<string>(OPTIONS.flatMap((it) => [it.name, `${it.name}_FILE`]))
  return Object.keys(env).filter((name) => name.startsWith('YUKIBAN_') && !known.has(name))
}

function simulatedClock(text: string, refuse: (message: string) => void): Config['simulatedClock'] {
  if (text === '') return null
  const [start = '', speedText = '', ...rest] = text.split(',')
  const startMs = parseInstant(start)
  const speed = Number(speedText)
  if (startMs === undefined || !(speed > 0) || !Number.isFinite(speed) || rest.length > 0) {
    refuse('must be START,SPEED such as 2026-01-20T09:00:00Z,280')
    return null
  }
  return { startMs, speed }
}
