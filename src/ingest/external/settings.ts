/** Settings of the external broker: part of the table in src/config.ts, which reads and checks them. */
export const EXTERNAL_BROKER_OPTIONS = [
  {
    name: 'YUKIBAN_MQTT_URL',
    kind: 'secret',
    default: '',
    help: 'External MQTT broker to consume from, e.g. mqtts://user:password@host:8883; empty: run the embedded one.',
  },
  {
    name: 'YUKIBAN_MQTT_CA',
    kind: 'text',
    default: '',
    help: 'File of the CA certificates (PEM) that vouch for the external broker; empty: the usual public ones.',
  },
  {
    name: 'YUKIBAN_MQTT_CLIENT_ID',
    kind: 'text',
    default: '',
    help: 'MQTT client id, one per process, never changing; empty: yukiban-… as kept in the data folder.',
  },
  {
    name: 'YUKIBAN_MQTT_GROUP',
    kind: 'text',
    default: 'yukiban',
    help: 'Shared-subscription group: processes of one group share the messages of the external broker.',
  },
  {
    name: 'YUKIBAN_MQTT_SUBSCRIPTION',
    kind: 'text',
    default: 'shared',
    help: 'shared ($share; several processes divide the messages), prefer-shared (plain where refused) or plain (one process; needed with Mosquitto).',
  },
  {
    name: 'YUKIBAN_MQTT_WINDOW',
    kind: 'integer',
    default: '4096',
    min: 1,
    max: 65535,
    help: 'Messages of the external broker being stored at once; above it we stop reading the socket.',
  },
  {
    name: 'YUKIBAN_MQTT_KEEPALIVE_S',
    kind: 'integer',
    default: '30',
    min: 2,
    max: 3600,
    help: 'Silence after which the connection to the external broker counts as dead.',
  },
] as const

export const SUBSCRIPTION_MODES = ['shared', 'prefer-shared', 'plain'] as const
export type SubscriptionMode = (typeof SUBSCRIPTION_MODES)[number]

type Name = (typeof EXTERNAL_BROKER_OPTIONS)[number]['name']

/** Where the external broker is and how we appear to it. Holds the password: never logged. */
export interface ExternalBrokerConfig {
  readonly host: string
  readonly port: number
  readonly tls: boolean
  readonly username: string | null
  readonly password: string | null
  readonly caFile: string | null
  /** null: as kept in the data folder. */
  readonly clientId: string | null
  readonly group: string
  readonly subscription: SubscriptionMode
  readonly window: number
  readonly keepaliveMs: number
}

/** How src/config.ts hands over values that are read already, and takes what is wrong with them. */
export interface SettingsReader {
  text(name: Name): string
  integer(name: Name): number
  refuse(name: Name, message: string): void
}

/** @returns null when no external broker is configured. Reports every wrong setting through `refuse`. */
export function readExternalBroker({ text, integer, refuse }: SettingsReader): ExternalBrokerConfig | null {
  const window = integer('YUKIBAN_MQTT_WINDOW')
  const keepaliveMs = integer('YUKIBAN_MQTT_KEEPALIVE_S') * 1000
  const group = text('YUKIBAN_MQTT_GROUP')
  if (!/^[^/+#\0]+$/.test(group)) refuse('YUKIBAN_MQTT_GROUP', 'must be a name without /, + and #')
  const clientId = text('YUKIBAN_MQTT_CLIENT_ID')
  if (!/^[\x21-\x7e]{0,128}$/.test(clientId)) {
    refuse('YUKIBAN_MQTT_CLIENT_ID', 'must be at most 128 ASCII characters without spaces')
  }
  const subscription = SUBSCRIPTION_MODES.find((it) => it === text('YUKIBAN_MQTT_SUBSCRIPTION'))
  if (subscription === undefined) {
    refuse('YUKIBAN_MQTT_SUBSCRIPTION', `must be one of ${SUBSCRIPTION_MODES.join(', ')}`)
  }
  if (text('YUKIBAN_MQTT_URL') === '') return null
  const address = parseBrokerUrl(text('YUKIBAN_MQTT_URL'))
  if (typeof address === 'string') {
    refuse('YUKIBAN_MQTT_URL', address)
    return null
  }
  const caFile = text('YUKIBAN_MQTT_CA')
  if (caFile !== '' && !address.tls) refuse('YUKIBAN_MQTT_CA', 'needs an mqtts:// URL in YUKIBAN_MQTT_URL')
  return {
    ...address,
    caFile: caFile === '' ? null : caFile,
    clientId: clientId === '' ? null : clientId,
    group,
    subscription: subscription ?? 'shared',
    window,
    keepaliveMs,
  }
}

type BrokerAddress = Pick<ExternalBrokerConfig, 'host' | 'port' | 'tls' | 'username' | 'password'>

const DEFAULT_PORT: Readonly<Record<string, number>> = { 'mqtt:': 1883, 'mqtts:': 8883 }

/** @returns the parts of a broker's URL, or what is wrong with it (without repeating it: it may hold a password). */
export function parseBrokerUrl(text: string): BrokerAddress | string {
  const url = URL.parse(text)
  const defaultPort = DEFAULT_PORT[url?.protocol ?? '']
  if (url === null || defaultPort === undefined || url.hostname === '') {
    return 'must be mqtt://[user:password@]host[:port] or mqtts://…; % : / @ in user and password as %25 %3A %2F %40'
  }
  if (!['', '/'].includes(url.pathname) || url.search !== '' || url.hash !== '') return 'must end after host and port'
  if (url.password !== '' && url.username === '') return 'has a password but no user'
  const username = decoded(url.username)
  const password = decoded(url.password)
  if (username === undefined || password === undefined) return 'has a % in user or password that is not written as %25'
  return {
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port === '' ? defaultPort : Number(url.port),
    tls: url.protocol === 'mqtts:',
    username: username === '' ? null : username,
    password: password === '' ? null : password,
  }
}

/** The broker's address as logs and health checks show it: without credentials. */
export function brokerLabel({ host, port, tls }: Pick<ExternalBrokerConfig, 'host' | 'port' | 'tls'>): string {
  return `${tls ? 'mqtts' : 'mqtt'}://${host.includes(':') ? `[${host}]` : host}:${port}`
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}
