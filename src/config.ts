import { readFileSync } from 'node:fs'
import { type AccessConfig, readAccess } from './access/settings.ts'
import { type ChannelsConfig, readChannels } from './config-channels.ts'
import { type ForecastConfig, readForecastConfig } from './config-forecast.ts'
import { type ImportConfig, readImportConfig } from './config-imports.ts'
import { type MqttConfig, readMqttConfig } from './config-mqtt.ts'
import { type ReplayConfig, readReplayConfig } from './config-replay.ts'
import { readWebConfig, type WebConfig } from './config-web.ts'
import type { DispatchPolicy } from './dispatch/policy.ts'
import { readDispatchPolicy } from './dispatch/settings.ts'
import { REVIEW_POLICIES, type ReviewPolicy } from './domain/criterion-version.ts'
import { HOUR_MS, isTimeZone, parseInstant } from './domain/time.ts'
import { type FieldProblem, YukibanError } from './errors.ts'
import { type ExternalBrokerConfig, readExternalBroker } from './ingest/external/settings.ts'
import { OPTIONS, type Option, type OptionName } from './options.ts'
import { type InfluxConfig, readInfluxConfig } from './store/readings/influx/settings.ts'

export { OPTIONS } from './options.ts'

/**
 * Environment → Config, validated whole. What each setting means stands in options.ts.
 */

export const ROLES = ['ingest', 'decide', 'deliver', 'api'] as const
export type Role = (typeof ROLES)[number]

export interface Config {
  readonly dataDir: string
  readonly http: {
    readonly host: string
    readonly port: number
    readonly bodyLimitBytes: number
  }
  /** How people sign in. */
  readonly access: AccessConfig
  readonly mqtt: MqttConfig
  /** null: the embedded broker runs. */
  readonly externalBroker: ExternalBrokerConfig | null
  readonly reading: { readonly maxBytes: number; readonly earliestMs: number; readonly maxAheadMs: number }
  /** null: no metrics listener. */
  readonly metricsPort: number | null
  readonly roles: readonly Role[]
  readonly timeZone: string
  readonly logLevel: string
  readonly replayWindowMs: number
  /** Silence after which a device is offline: both must have passed. */
  readonly device: { readonly offlineIntervals: number; readonly offlineMinMs: number }
  /** Days; null: for ever. */
  readonly keep: {
    readonly framesDays: number | null
    readonly readingsDays: number | null
    readonly quarantineDays: number | null
    readonly forecastsDays: number | null
    readonly positionsDays: number | null
  }
  readonly dispatch: DispatchPolicy
  readonly criteriaReview: ReviewPolicy
  /** How long a silence may last: over routes, and of a device (maintenance). */
  readonly silence: { readonly maxScopeMs: number; readonly maxDeviceMs: number }
  readonly forecast: ForecastConfig
  readonly replays: ReplayConfig
  readonly imports: ImportConfig
  readonly web: WebConfig
  /** null: readings stay in the embedded store. */
  readonly influx: InfluxConfig | null
  readonly webhook: { readonly allow: readonly string[]; readonly timeoutMs: number }
  readonly channels: ChannelsConfig
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
  const days = (name: OptionName): number | null => {
    if (text(name) === 'forever') return null
    const value = Number(text(name))
    if (!/^\d+$/.test(text(name)) || value < 1 || value > 36_500) {
      refuse(name, 'must be a number of days from 1 to 36500, or forever')
    }
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
    access: readAccess({ text, integer, list, refuse }),
    mqtt: readMqttConfig({ text, integer, refuse }),
    externalBroker: readExternalBroker({ text, integer, refuse }),
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
    device: {
      offlineIntervals: integer('YUKIBAN_DEVICE_OFFLINE_INTERVALS'),
      offlineMinMs: integer('YUKIBAN_DEVICE_OFFLINE_MIN_S') * 1000,
    },
    keep: {
      framesDays: days('YUKIBAN_KEEP_FRAMES_DAYS'),
      readingsDays: days('YUKIBAN_KEEP_READINGS_DAYS'),
      quarantineDays: days('YUKIBAN_KEEP_QUARANTINE_DAYS'),
      forecastsDays: days('YUKIBAN_KEEP_FORECASTS_DAYS'),
      positionsDays: days('YUKIBAN_KEEP_POSITIONS_DAYS'),
    },
    dispatch: readDispatchPolicy({ integer }),
    criteriaReview: oneOf('YUKIBAN_CRITERIA_REVIEW', REVIEW_POLICIES) as ReviewPolicy,
    silence: {
      maxScopeMs: integer('YUKIBAN_SILENCE_MAX_H') * HOUR_MS,
      maxDeviceMs: integer('YUKIBAN_MAINTENANCE_MAX_H') * HOUR_MS,
    },
    forecast: readForecastConfig({ text, integer, refuse }, text('YUKIBAN_TIME_ZONE')),
    replays: readReplayConfig({ integer, days }),
    imports: readImportConfig({ integer }),
    web: readWebConfig({ text, integer, refuse }),
    influx: readInfluxConfig({ text, integer, refuse }, integer('YUKIBAN_REPLAY_WINDOW_H') * 3_600_000),
    webhook: { allow: list('YUKIBAN_WEBHOOK_ALLOW'), timeoutMs: integer('YUKIBAN_WEBHOOK_TIMEOUT_S') * 1000 },
    channels: readChannels({ text, integer, refuse }),
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
