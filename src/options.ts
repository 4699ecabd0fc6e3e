import { ACCESS_OPTIONS } from './access/settings.ts'
import { CHANNEL_OPTIONS } from './config-channels.ts'
import { FORECAST_OPTIONS } from './config-forecast.ts'
import { IMPORT_OPTIONS } from './config-imports.ts'
import { MQTT_OPTIONS } from './config-mqtt.ts'
import { REPLAY_OPTIONS } from './config-replay.ts'
import { WEB_OPTIONS } from './config-web.ts'
import { DISPATCH_OPTIONS } from './dispatch/settings.ts'
import { EXTERNAL_BROKER_OPTIONS } from './ingest/external/settings.ts'
import { INFLUX_OPTIONS } from './store/readings/influx/settings.ts'

/**
 * Every setting of the service, described here and nowhere else: config.ts reads by this table and `yukiban config`
 * prints it. Each may also be given as a file holding the value, in NAME_FILE.
 */

type Kind = 'text' | 'port' | 'integer' | 'boolean' | 'list' | 'secret'

export interface Option {
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
  ...IMPORT_OPTIONS,
  ...ACCESS_OPTIONS,
  ...MQTT_OPTIONS,
  ...EXTERNAL_BROKER_OPTIONS,
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
    name: 'YUKIBAN_DEVICE_OFFLINE_INTERVALS',
    kind: 'integer',
    default: '3',
    min: 1,
    max: 100,
    help: 'Expected intervals without any message after which a device is offline …',
  },
  {
    name: 'YUKIBAN_DEVICE_OFFLINE_MIN_S',
    kind: 'integer',
    default: '1800',
    min: 60,
    max: 604800,
    help: '… but never before so many seconds of silence.',
  },
  {
    name: 'YUKIBAN_KEEP_FRAMES_DAYS',
    kind: 'text',
    default: '400',
    help: 'Days the raw log is kept once its frames are indexed; forever: it always is.',
  },
  {
    name: 'YUKIBAN_KEEP_READINGS_DAYS',
    kind: 'text',
    default: 'forever',
    help: 'Days single readings are kept; their hourly and daily roll-ups always are.',
  },
  {
    name: 'YUKIBAN_KEEP_QUARANTINE_DAYS',
    kind: 'text',
    default: '90',
    help: 'Days a quarantined message is kept after it was last seen.',
  },
  {
    name: 'YUKIBAN_KEEP_FORECASTS_DAYS',
    kind: 'text',
    default: '400',
    help: 'Days forecasts and observations are kept: a criterion can be replayed over no more than that.',
  },
  {
    name: 'YUKIBAN_KEEP_POSITIONS_DAYS',
    kind: 'text',
    default: '30',
    help: 'Days positions reported by crews are kept; they are personal data. What else a crew reported stays.',
  },
  {
    name: 'YUKIBAN_CRITERIA_REVIEW',
    kind: 'text',
    default: 'any',
    help: 'Who publishes criteria: any: whoever may change them; other: only somebody other than who wrote them.',
  },
  {
    name: 'YUKIBAN_SILENCE_MAX_H',
    kind: 'integer',
    default: '72',
    min: 1,
    max: 8760,
    help: 'Hours a silence over routes may last at most: an endless one is how a night is missed.',
  },
  {
    name: 'YUKIBAN_MAINTENANCE_MAX_H',
    kind: 'integer',
    default: '336',
    min: 1,
    max: 8760,
    help: 'Hours a maintenance window of a device may last at most.',
  },
  {
    name: 'YUKIBAN_WEBHOOK_ALLOW',
    kind: 'list',
    default: '',
    help: 'Private address ranges webhooks and channels may reach (CIDR list); public addresses always may.',
  },
  {
    name: 'YUKIBAN_WEBHOOK_TIMEOUT_S',
    kind: 'integer',
    default: '10',
    min: 1,
    max: 60,
    help: 'Total time one webhook attempt may take.',
  },
  ...CHANNEL_OPTIONS,
  {
    name: 'YUKIBAN_SIMULATED_CLOCK',
    kind: 'text',
    default: '',
    help: 'Run on simulated time, for exercises only: START,SPEED, e.g. 2026-01-20T09:00:00Z,280.',
  },
  ...DISPATCH_OPTIONS,
  ...FORECAST_OPTIONS,
  ...REPLAY_OPTIONS,
  ...WEB_OPTIONS,
  {
    name: 'YUKIBAN_DATABASE_URL',
    kind: 'secret',
    default: '',
    planned: true,
    help: 'PostgreSQL for control data. Not supported by this version: leave empty.',
  },
  ...INFLUX_OPTIONS,
] as const satisfies readonly Option[]

export type OptionName = (typeof OPTIONS)[number]['name']
