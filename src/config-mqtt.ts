import type { Option } from './options.ts'

/**
 * Settings of the embedded MQTT broker: its listeners and its limits (docs/device-protocol.md says what a device sees
 * when it meets one). options.ts joins them to the others.
 */
export const MQTT_OPTIONS = [
  { name: 'YUKIBAN_MQTT_HOST', kind: 'text', default: '127.0.0.1', help: 'Address the MQTT broker listens on.' },
  { name: 'YUKIBAN_MQTT_PORT', kind: 'port', default: '1883', help: 'Port of the MQTT broker; 0 picks a free one.' },
  {
    name: 'YUKIBAN_MQTTS_HOST',
    kind: 'text',
    default: '',
    help: 'Address the MQTT over TLS listener takes; empty: the same as YUKIBAN_MQTT_HOST.',
  },
  {
    name: 'YUKIBAN_MQTTS_PORT',
    kind: 'text',
    default: '',
    help: 'Port of MQTT over TLS, usually 8883; 0 picks a free one; empty: none. Needs YUKIBAN_TLS_CERT and _KEY.',
  },
  {
    name: 'YUKIBAN_TLS_CERT',
    kind: 'text',
    default: '',
    help: 'Certificate chain (PEM file) of the TLS listener; read again when it changes and on SIGHUP.',
  },
  { name: 'YUKIBAN_TLS_KEY', kind: 'text', default: '', help: 'Private key (PEM file) of the TLS listener.' },
  {
    name: 'YUKIBAN_TLS_CLIENT_CA',
    kind: 'text',
    default: '',
    help: 'CA (PEM file) of device certificates; a device whose certificate names its id needs no token.',
  },
  {
    name: 'YUKIBAN_TLS_CLIENT_CRL',
    kind: 'text',
    default: '',
    help: 'Revoked device certificates (PEM file); a changed list ends the connections of certificates.',
  },
  {
    name: 'YUKIBAN_TLS_CLIENT_AUTH',
    kind: 'text',
    default: 'optional',
    help: 'With YUKIBAN_TLS_CLIENT_CA: optional (certificate or token) or required (certificate).',
  },
  {
    name: 'YUKIBAN_MQTT_PUBLIC_URL',
    kind: 'text',
    default: '',
    help: 'How devices reach the broker, mqtt:// or mqtts://, host and port; what their credentials and QR codes say.',
  },
  {
    name: 'YUKIBAN_MQTT_WS_PORT',
    kind: 'text',
    default: '',
    help: 'Port of MQTT over WebSocket (put TLS in front of it); 0 picks a free one; empty: none.',
  },
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
    help: 'Largest packet before authentication, and largest packet that is no publish.',
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
    name: 'YUKIBAN_MQTT_MAX_IN_FLIGHT_TOTAL',
    kind: 'integer',
    default: '20000',
    min: 1,
    max: 1000000,
    help: 'Unacknowledged publishes of all connections together; above it sockets are read in turn.',
  },
  {
    name: 'YUKIBAN_MQTT_MAX_IN_FLIGHT_BYTES',
    kind: 'integer',
    default: '67108864',
    min: 65536,
    max: 4294967296,
    help: 'Bytes of those publishes and of large ones still arriving.',
  },
  {
    name: 'YUKIBAN_MQTT_MAX_QOS2',
    kind: 'integer',
    default: '1000',
    min: 1,
    max: 65535,
    help: 'QoS 2 publishes a device may leave without PUBREL; more close its connection.',
  },
  {
    name: 'YUKIBAN_MQTT_RATE_PER_S',
    kind: 'integer',
    default: '200',
    min: 1,
    max: 1000000,
    help: 'Packets per second and device in the long run (one over 4 KiB counts once per 4 KiB); above it we read slower.',
  },
  {
    name: 'YUKIBAN_MQTT_RATE_BURST',
    kind: 'integer',
    default: '10000',
    min: 1,
    max: 10000000,
    help: 'Packets a device may send at full speed before YUKIBAN_MQTT_RATE_PER_S holds, e.g. what it buffered.',
  },
  {
    name: 'YUKIBAN_MQTT_MAX_CONNECTIONS',
    kind: 'integer',
    default: '25000',
    min: 1,
    max: 1000000,
    help: 'Open connections in total; further ones are closed at once.',
  },
  {
    name: 'YUKIBAN_MQTT_MAX_CONNECTIONS_PER_DEVICE',
    kind: 'integer',
    default: '3',
    min: 1,
    max: 100,
    help: 'Open connections of one device; a further one ends the oldest.',
  },
  {
    name: 'YUKIBAN_MQTT_MAX_UNAUTHENTICATED_PER_ADDRESS',
    kind: 'integer',
    default: '256',
    min: 1,
    max: 100000,
    help: 'Connections of one remote address that are being authenticated; further ones wait their turn.',
  },
  {
    name: 'YUKIBAN_MQTT_CONNECT_TIMEOUT_S',
    kind: 'integer',
    default: '10',
    min: 1,
    max: 300,
    help: 'A connection must be authenticated by then.',
  },
  {
    name: 'YUKIBAN_MQTT_MAX_CONNECT_FAILURES',
    kind: 'integer',
    default: '10',
    min: 1,
    max: 10000,
    help: 'Wrong credentials per minute for a device from one address (ten times that per address) before we stop looking.',
  },
  {
    name: 'YUKIBAN_MQTT_MAX_SUBSCRIPTIONS',
    kind: 'integer',
    default: '8',
    min: 1,
    max: 1000,
    help: 'Filters in one SUBSCRIBE or UNSUBSCRIBE; a device is granted its own two topics only.',
  },
  {
    name: 'YUKIBAN_MQTT_IDLE_TIMEOUT_S',
    kind: 'integer',
    default: '86400',
    min: 1,
    max: 2592000,
    help: 'A connection that is silent for so long is closed, whatever keep alive it asked for.',
  },
  {
    name: 'YUKIBAN_MQTT_DRAIN_TIMEOUT_S',
    kind: 'integer',
    default: '10',
    min: 1,
    max: 300,
    help: 'A device that does not read what we send for so long is disconnected.',
  },
  {
    name: 'YUKIBAN_MQTT_MAX_SESSIONS_PER_DEVICE',
    kind: 'integer',
    default: '3',
    min: 1,
    max: 100,
    help: 'Persistent sessions (clean session 0) of one device; a further one ends the oldest.',
  },
  {
    name: 'YUKIBAN_MQTT_SESSION_EXPIRY_H',
    kind: 'integer',
    default: '168',
    min: 1,
    max: 8760,
    help: 'A persistent session is forgotten when its device stays away for so long.',
  },
  {
    name: 'YUKIBAN_MQTT_MAX_QUEUED',
    kind: 'integer',
    default: '100',
    min: 1,
    max: 10000,
    help: 'Messages kept for a persistent session while its device is away; the oldest go first.',
  },
] as const satisfies readonly Option[]

type MqttOptionName = (typeof MQTT_OPTIONS)[number]['name']

/** TLS files and what is asked of devices. */
export interface TlsConfig {
  readonly host: string
  readonly port: number
  readonly certFile: string
  readonly keyFile: string
  /** null: devices have tokens only. */
  readonly clientCaFile: string | null
  readonly clientCrlFile: string | null
  readonly clientAuth: 'optional' | 'required'
}

export interface MqttLimits {
  readonly maxPacketBytes: number
  readonly maxConnectBytes: number
  readonly maxInFlight: number
  readonly maxInFlightTotal: number
  readonly maxInFlightBytes: number
  readonly maxQos2: number
  readonly ratePerS: number
  readonly rateBurst: number
  readonly maxConnections: number
  readonly maxConnectionsPerDevice: number
  readonly maxUnauthenticatedPerAddress: number
  readonly connectTimeoutMs: number
  readonly maxConnectFailures: number
  readonly maxSubscriptions: number
  readonly idleTimeoutMs: number
  readonly drainTimeoutMs: number
  readonly maxSessionsPerDevice: number
  readonly sessionExpiryMs: number
  readonly maxQueued: number
}

export interface MqttConfig extends MqttLimits {
  readonly host: string
  readonly port: number
  /** How devices reach the broker; null: not said. */
  readonly publicUrl: string | null
  /** null: no TLS listener. */
  readonly tls: TlsConfig | null
  /** null: no WebSocket listener. */
  readonly wsPort: number | null
}

/** How config.ts reads a setting and refuses one. */
export interface SettingReader {
  text(name: MqttOptionName): string
  integer(name: MqttOptionName): number
  refuse(name: MqttOptionName, message: string): void
}

/** The broker's part of the configuration; what is wrong goes to `refuse`. */
export function readMqttConfig(read: SettingReader): MqttConfig {
  const { text, integer } = read
  return {
    host: text('YUKIBAN_MQTT_HOST'),
    port: integer('YUKIBAN_MQTT_PORT'),
    publicUrl: readPublicUrl(read),
    tls: readTls(read),
    wsPort: text('YUKIBAN_MQTT_WS_PORT') === '' ? null : integer('YUKIBAN_MQTT_WS_PORT'),
    maxPacketBytes: integer('YUKIBAN_MQTT_MAX_PACKET_BYTES'),
    maxConnectBytes: integer('YUKIBAN_MQTT_MAX_CONNECT_BYTES'),
    maxInFlight: integer('YUKIBAN_MQTT_MAX_IN_FLIGHT'),
    maxInFlightTotal: integer('YUKIBAN_MQTT_MAX_IN_FLIGHT_TOTAL'),
    maxInFlightBytes: integer('YUKIBAN_MQTT_MAX_IN_FLIGHT_BYTES'),
    maxQos2: integer('YUKIBAN_MQTT_MAX_QOS2'),
    ratePerS: integer('YUKIBAN_MQTT_RATE_PER_S'),
    rateBurst: integer('YUKIBAN_MQTT_RATE_BURST'),
    maxConnections: integer('YUKIBAN_MQTT_MAX_CONNECTIONS'),
    maxConnectionsPerDevice: integer('YUKIBAN_MQTT_MAX_CONNECTIONS_PER_DEVICE'),
    maxUnauthenticatedPerAddress: integer('YUKIBAN_MQTT_MAX_UNAUTHENTICATED_PER_ADDRESS'),
    connectTimeoutMs: integer('YUKIBAN_MQTT_CONNECT_TIMEOUT_S') * 1000,
    maxConnectFailures: integer('YUKIBAN_MQTT_MAX_CONNECT_FAILURES'),
    maxSubscriptions: integer('YUKIBAN_MQTT_MAX_SUBSCRIPTIONS'),
    idleTimeoutMs: integer('YUKIBAN_MQTT_IDLE_TIMEOUT_S') * 1000,
    drainTimeoutMs: integer('YUKIBAN_MQTT_DRAIN_TIMEOUT_S') * 1000,
    maxSessionsPerDevice: integer('YUKIBAN_MQTT_MAX_SESSIONS_PER_DEVICE'),
    sessionExpiryMs: integer('YUKIBAN_MQTT_SESSION_EXPIRY_H') * 3_600_000,
    maxQueued: integer('YUKIBAN_MQTT_MAX_QUEUED'),
  }
}

function readPublicUrl({ text, refuse }: SettingReader): string | null {
  const given = text('YUKIBAN_MQTT_PUBLIC_URL').replace(/\/$/, '')
  if (given === '') return null
  const url = URL.parse(given)
  const plain = url !== null && url.username === '' && url.search === '' && url.hash === ''
  if (plain && ['mqtt:', 'mqtts:'].includes(url.protocol) && url.port !== '' && ['', '/'].includes(url.pathname)) {
    return given
  }
  refuse('YUKIBAN_MQTT_PUBLIC_URL', 'must be mqtt:// or mqtts:// with host and port, such as mqtts://mqtt.example:8883')
  return null
}

function readTls({ text, integer, refuse }: SettingReader): TlsConfig | null {
  const clientAuth = text('YUKIBAN_TLS_CLIENT_AUTH')
  if (clientAuth !== 'optional' && clientAuth !== 'required') {
    refuse('YUKIBAN_TLS_CLIENT_AUTH', 'must be one of optional, required')
    return null
  }
  const orNull = (value: string) => (value === '' ? null : value)
  const clientCaFile = orNull(text('YUKIBAN_TLS_CLIENT_CA'))
  const clientCrlFile = orNull(text('YUKIBAN_TLS_CLIENT_CRL'))
  if (clientAuth === 'required' && clientCaFile === null)
    refuse('YUKIBAN_TLS_CLIENT_AUTH', 'needs YUKIBAN_TLS_CLIENT_CA')
  if (clientCrlFile !== null && clientCaFile === null) refuse('YUKIBAN_TLS_CLIENT_CRL', 'needs YUKIBAN_TLS_CLIENT_CA')
  if (text('YUKIBAN_MQTTS_PORT') === '') {
    for (const name of ['YUKIBAN_TLS_CERT', 'YUKIBAN_TLS_KEY', 'YUKIBAN_TLS_CLIENT_CA'] as const)
      if (text(name) !== '') refuse(name, 'is used by the TLS listener only; set YUKIBAN_MQTTS_PORT')
    return null
  }
  for (const name of ['YUKIBAN_TLS_CERT', 'YUKIBAN_TLS_KEY'] as const)
    if (text(name) === '') refuse(name, 'must name a PEM file, since YUKIBAN_MQTTS_PORT is set')
  return {
    host: orNull(text('YUKIBAN_MQTTS_HOST')) ?? text('YUKIBAN_MQTT_HOST'),
    port: integer('YUKIBAN_MQTTS_PORT'),
    certFile: text('YUKIBAN_TLS_CERT'),
    keyFile: text('YUKIBAN_TLS_KEY'),
    clientCaFile,
    clientCrlFile,
    clientAuth,
  }
}
