import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { validateDetailed } from 'node-cron'
import packageJson from '../package.json' with { type: 'json' }
import { MINUTE_MS, SECOND_MS } from './domain/time.ts'
import type { DailyTicks } from './forecast/cron.ts'
import type { ProviderSettings } from './forecast/provider.ts'
import { userAgentProblem } from './forecast/providers/met-norway.ts'
import { SERVICES } from './forecast/providers/services.ts'
import type { Option } from './options.ts'

/** Settings of weather forecasts and observations. options.ts joins them to the others; docs/operations.md explains. */
export const FORECAST_OPTIONS = [
  {
    name: 'YUKIBAN_FORECAST_PROVIDER',
    kind: 'text',
    default: 'open-meteo',
    help: 'Forecast source: open-meteo, met-norway, file, or none. Asked only where a route or device has a position.',
  },
  {
    name: 'YUKIBAN_FORECAST_URL',
    kind: 'text',
    default: '',
    help: "Base URL of the forecast service, or with file the path of a JSON file; empty: the service's public address.",
  },
  {
    name: 'YUKIBAN_FORECAST_API_KEY',
    kind: 'secret',
    default: '',
    help: 'Key of the forecast service, where it has one (Open-Meteo: the customer tier).',
  },
  {
    name: 'YUKIBAN_FORECAST_MODEL',
    kind: 'text',
    default: '',
    help: "Weather model of Open-Meteo, such as jma_seamless; empty: the provider's default.",
  },
  {
    name: 'YUKIBAN_FORECAST_CONTACT',
    kind: 'text',
    default: '',
    help: 'Mail address or web page of the operator, sent as User-Agent; MET Norway demands it.',
  },
  {
    name: 'YUKIBAN_FORECAST_CRON',
    kind: 'text',
    default: '7 * * * *',
    help: 'When forecasts are asked for, as minute and hour of a cron expression in YUKIBAN_TIME_ZONE; every day.',
  },
  {
    name: 'YUKIBAN_FORECAST_JITTER_S',
    kind: 'integer',
    default: '300',
    min: 0,
    max: 3600,
    help: 'Each installation asks up to so much later, always by the same amount, so that not all ask at once.',
  },
  {
    name: 'YUKIBAN_FORECAST_CELL_DEG',
    kind: 'text',
    default: '0.1',
    help: 'Size of a forecast cell, degrees from 0.02 to 1: places in one cell share one forecast.',
  },
  {
    name: 'YUKIBAN_FORECAST_STALE_MIN',
    kind: 'integer',
    default: '360',
    min: 10,
    max: 10080,
    help: 'A forecast that was not confirmed for so many minutes is stale: decisions no longer rest on it.',
  },
  {
    name: 'YUKIBAN_FORECAST_TIMEOUT_S',
    kind: 'integer',
    default: '20',
    min: 1,
    max: 300,
    help: 'Total time one question to a weather service may take.',
  },
  {
    name: 'YUKIBAN_FORECAST_MAX_BYTES',
    kind: 'integer',
    default: '8388608',
    min: 1024,
    max: 268435456,
    help: 'Largest answer of a weather service that is read, unpacked; the same for the forecast file.',
  },
  {
    name: 'YUKIBAN_FORECAST_PER_MINUTE',
    kind: 'text',
    default: '',
    help: "Requests per minute at most; empty: what the service's public terms allow.",
  },
  {
    name: 'YUKIBAN_FORECAST_PER_DAY',
    kind: 'text',
    default: '',
    help: "Requests per day (UTC) at most; empty: what the service's public terms allow.",
  },
  {
    name: 'YUKIBAN_JMA_URL',
    kind: 'text',
    default: '',
    help: "Base URL of JMA's web data (https://www.jma.go.jp) for station observations and headlines; empty: off.",
  },
  {
    name: 'YUKIBAN_JMA_OFFICE',
    kind: 'text',
    default: '',
    help: 'JMA office whose forecast headline is shown, six digits such as 020000 (Aomori); empty: none.',
  },
  {
    name: 'YUKIBAN_JMA_RADIUS_KM',
    kind: 'integer',
    default: '30',
    min: 1,
    max: 200,
    help: 'Stations within so many km of a forecast cell are witnesses of its snowfall.',
  },
] as const satisfies readonly Option[]

type ForecastOptionName = (typeof FORECAST_OPTIONS)[number]['name']

export const FORECAST_PROVIDERS = ['open-meteo', 'met-norway', 'file', 'none'] as const

interface JmaConfig {
  readonly baseUrl: string
  /** null: no headlines. */
  readonly office: string | null
  readonly radiusKm: number
}

/** What the forecast stage is told. */
export interface ForecastConfig {
  readonly provider: (typeof FORECAST_PROVIDERS)[number]
  readonly settings: ProviderSettings
  /** Path of the forecast file; null unless the provider is `file`. */
  readonly filePath: string | null
  readonly ticks: DailyTicks
  readonly jitterMs: number
  readonly cellDeg: number
  readonly staleMs: number
  readonly timeoutMs: number
  readonly maxBytes: number
  /** null: the provider's own. */
  readonly perMinute: number | null
  readonly perDay: number | null
  /** null: no observations. */
  readonly jma: JmaConfig | null
}

/** How config.ts reads a setting and refuses one. */
interface SettingReader {
  text(name: ForecastOptionName): string
  integer(name: ForecastOptionName): number
  refuse(name: ForecastOptionName, message: string): void
}

/** The forecast's part of the configuration; what is wrong goes to `refuse`. */
export function readForecastConfig(read: SettingReader, timeZone: string): ForecastConfig {
  const { text, integer, refuse } = read
  const named = FORECAST_PROVIDERS.find((it) => it === text('YUKIBAN_FORECAST_PROVIDER'))
  if (named === undefined) refuse('YUKIBAN_FORECAST_PROVIDER', `must be one of ${FORECAST_PROVIDERS.join(', ')}`)
  const provider = named ?? 'none'
  const contact = readContact(read)
  const userAgent = `Yukiban/${packageJson.version}${contact === '' ? '' : ` ${contact}`}`
  const problem = provider === 'met-norway' ? userAgentProblem(userAgent) : null
  if (problem !== null) refuse('YUKIBAN_FORECAST_CONTACT', problem.message)
  const orNull = (value: string) => (value === '' ? null : value)
  return {
    provider,
    settings: {
      baseUrl: provider === 'file' || provider === 'none' ? '' : readBaseUrl(read, SERVICES[provider].defaultBaseUrl),
      apiKey: orNull(text('YUKIBAN_FORECAST_API_KEY')),
      model: orNull(text('YUKIBAN_FORECAST_MODEL')),
      userAgent,
    },
    filePath: provider === 'file' ? readFilePath(read) : null,
    ticks: { ...readCron(read), timeZone },
    jitterMs: integer('YUKIBAN_FORECAST_JITTER_S') * SECOND_MS,
    cellDeg: readCellDeg(read),
    staleMs: integer('YUKIBAN_FORECAST_STALE_MIN') * MINUTE_MS,
    timeoutMs: integer('YUKIBAN_FORECAST_TIMEOUT_S') * SECOND_MS,
    maxBytes: integer('YUKIBAN_FORECAST_MAX_BYTES'),
    perMinute: readCount(read, 'YUKIBAN_FORECAST_PER_MINUTE'),
    perDay: readCount(read, 'YUKIBAN_FORECAST_PER_DAY'),
    jma: readJma(read),
  }
}

function readBaseUrl({ text, refuse }: SettingReader, publicUrl: string): string {
  const given = text('YUKIBAN_FORECAST_URL')
  if (given === '') return publicUrl
  const problem = urlProblem(given)
  if (problem !== undefined) refuse('YUKIBAN_FORECAST_URL', problem)
  return given.replace(/\/+$/, '')
}

/** What is wrong with the base URL of a service; undefined when nothing is. */
function urlProblem(text: string): string | undefined {
  const url = URL.parse(text)
  if (url === null || !['http:', 'https:'].includes(url.protocol)) return 'must be an http or https URL'
  if (url.username !== '' || url.password !== '')
    return 'must not hold a user or password; use YUKIBAN_FORECAST_API_KEY'
  if (url.search !== '' || url.hash !== '') return 'must not have a query or fragment; give only where the service is'
  return undefined
}

function readFilePath({ text, refuse }: SettingReader): string {
  const given = text('YUKIBAN_FORECAST_URL')
  if (given === '') {
    refuse('YUKIBAN_FORECAST_URL', 'must be the path of a forecast file, since YUKIBAN_FORECAST_PROVIDER is file')
    return ''
  }
  if (!given.startsWith('file:')) return resolve(given)
  try {
    return fileURLToPath(given)
  } catch {
    refuse('YUKIBAN_FORECAST_URL', 'must be a path or a file: URL of this machine')
    return ''
  }
}

/** Header-safe: printable ASCII. */
function readContact({ text, refuse }: SettingReader): string {
  const contact = text('YUKIBAN_FORECAST_CONTACT')
  if (contact !== '' && !/^[\x21-\x7e][\x20-\x7e]{2,199}$/.test(contact))
    refuse('YUKIBAN_FORECAST_CONTACT', 'must be 3 to 200 printable ASCII characters')
  return contact
}

function readCellDeg({ text, refuse }: SettingReader): number {
  const value = Number(text('YUKIBAN_FORECAST_CELL_DEG'))
  if (value >= 0.02 && value <= 1) return value
  refuse('YUKIBAN_FORECAST_CELL_DEG', 'must be a number of degrees from 0.02 to 1')
  return 0.1
}

function readCount({ text, refuse }: SettingReader, name: ForecastOptionName): number | null {
  if (text(name) === '') return null
  const value = Number(text(name))
  if (/^\d+$/.test(text(name)) && value >= 1 && value <= 10_000_000) return value
  refuse(name, 'must be a whole number from 1 to 10000000, or empty')
  return null
}

function readJma({ text, integer, refuse }: SettingReader): JmaConfig | null {
  const baseUrl = text('YUKIBAN_JMA_URL').replace(/\/+$/, '')
  const office = text('YUKIBAN_JMA_OFFICE')
  if (office !== '' && !/^\d{6}$/.test(office)) refuse('YUKIBAN_JMA_OFFICE', 'must be six digits such as 020000')
  if (office !== '' && baseUrl === '') refuse('YUKIBAN_JMA_OFFICE', 'needs YUKIBAN_JMA_URL')
  const radiusKm = integer('YUKIBAN_JMA_RADIUS_KM')
  if (baseUrl === '') return null
  const problem = urlProblem(baseUrl)
  if (problem !== undefined) refuse('YUKIBAN_JMA_URL', problem)
  return { baseUrl, office: office === '' ? null : office, radiusKm }
}

const EVERY_DAY = { dayOfMonth: 31, month: 12, dayOfWeek: 7 } as const

/** Minutes and hours of the expression; node-cron knows the notation. */
function readCron({ text, refuse }: SettingReader): Omit<DailyTicks, 'timeZone'> {
  const expression = text('YUKIBAN_FORECAST_CRON').trim()
  const { valid, fields, errors } = validateDetailed(expression)
  if (!valid || fields === undefined) {
    const why = errors.map((it) => `${it.field}: ${it.message}`).join(', ')
    refuse('YUKIBAN_FORECAST_CRON', `must be a cron expression such as 7 * * * * (${why})`)
    return { minutes: [7], hours: [] }
  }
  const daily = Object.entries(EVERY_DAY).every(([name, all]) => fields[name as keyof typeof EVERY_DAY].length === all)
  if (!daily || expression.split(/\s+/).length > 5)
    refuse(
      'YUKIBAN_FORECAST_CRON',
      'must name minute and hour only, such as 7 */3 * * *: forecasts are asked every day',
    )
  return { minutes: fields.minute, hours: fields.hour }
}
