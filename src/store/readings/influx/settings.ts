import { DAY_MS } from '../../../domain/time.ts'
import type { InfluxSettings } from './client.ts'

/** Settings of InfluxDB: part of the table in options.ts; config.ts reads and checks them. */
export const INFLUX_OPTIONS = [
  {
    name: 'YUKIBAN_INFLUX_URL',
    kind: 'text',
    default: '',
    help: 'InfluxDB (1.x, 2.x or 3.x) that keeps readings, e.g. http://influxdb:8086; empty: the embedded store does.',
  },
  {
    name: 'YUKIBAN_INFLUX_ORG',
    kind: 'text',
    default: '',
    help: 'Organisation in InfluxDB 2.x; with YUKIBAN_INFLUX_TOKEN.',
  },
  {
    name: 'YUKIBAN_INFLUX_BUCKET',
    kind: 'text',
    default: '',
    help: 'Bucket of InfluxDB 2.x and 3.x, database of 1.x; it must exist.',
  },
  {
    name: 'YUKIBAN_INFLUX_TOKEN',
    kind: 'secret',
    default: '',
    help: 'Token of InfluxDB 2.x and 3.x that may read and write the bucket.',
  },
  {
    name: 'YUKIBAN_INFLUX_USER',
    kind: 'text',
    default: '',
    help: 'User of InfluxDB 1.x that may read and write the database; empty: it asks for none.',
  },
  { name: 'YUKIBAN_INFLUX_PASSWORD', kind: 'secret', default: '', help: 'Password of YUKIBAN_INFLUX_USER.' },
  {
    name: 'YUKIBAN_SPOOL_KEEP_DAYS',
    kind: 'integer',
    default: '7',
    min: 1,
    max: 3650,
    help: 'With InfluxDB: days readings stay here as well, once it has them; at least two replay windows.',
  },
] as const

type Name = (typeof INFLUX_OPTIONS)[number]['name']

export interface InfluxConfig extends InfluxSettings {
  readonly spoolKeepMs: number
}

/** How config.ts hands over values that are read already, and takes what is wrong with them. */
export interface SettingsReader {
  text(name: Name): string
  integer(name: Name): number
  refuse(name: Name, message: string): void
}

/** @returns null when InfluxDB is not configured. Reports every wrong setting through `refuse`. */
export function readInfluxConfig(
  { text, integer, refuse }: SettingsReader,
  replayWindowMs: number,
): InfluxConfig | null {
  const spoolKeepMs = integer('YUKIBAN_SPOOL_KEEP_DAYS') * DAY_MS
  const url = text('YUKIBAN_INFLUX_URL')
  if (url === '') {
    for (const { name } of INFLUX_OPTIONS) {
      if (name.startsWith('YUKIBAN_INFLUX_') && text(name) !== '') refuse(name, 'needs YUKIBAN_INFLUX_URL')
    }
    return null
  }
  const wrong = urlProblem(url)
  if (wrong !== undefined) refuse('YUKIBAN_INFLUX_URL', wrong)
  const bucket = text('YUKIBAN_INFLUX_BUCKET')
  if (bucket === '') refuse('YUKIBAN_INFLUX_BUCKET', 'must name the bucket (2.x, 3.x) or database (1.x)')
  if (spoolKeepMs < 2 * replayWindowMs) {
    refuse('YUKIBAN_SPOOL_KEEP_DAYS', 'must be at least twice YUKIBAN_REPLAY_WINDOW_H')
  }
  const credentials = readCredentials({ text, refuse })
  return { url: url.replace(/\/+$/, ''), org: text('YUKIBAN_INFLUX_ORG'), bucket, credentials, spoolKeepMs }
}

function readCredentials({ text, refuse }: Omit<SettingsReader, 'integer'>): InfluxSettings['credentials'] {
  const token = text('YUKIBAN_INFLUX_TOKEN')
  const user = text('YUKIBAN_INFLUX_USER')
  const password = text('YUKIBAN_INFLUX_PASSWORD')
  if (token !== '') {
    if (user !== '' || password !== '') {
      refuse('YUKIBAN_INFLUX_USER', 'and YUKIBAN_INFLUX_PASSWORD are for 1.x, YUKIBAN_INFLUX_TOKEN for 2.x; give one')
    }
    return { kind: 'token', token }
  }
  if (text('YUKIBAN_INFLUX_ORG') !== '') refuse('YUKIBAN_INFLUX_ORG', 'needs YUKIBAN_INFLUX_TOKEN')
  if (password !== '' && user === '') refuse('YUKIBAN_INFLUX_PASSWORD', 'needs YUKIBAN_INFLUX_USER')
  return user === '' ? { kind: 'none' } : { kind: 'password', user, password }
}

function urlProblem(text: string): string | undefined {
  const url = URL.parse(text)
  if (url === null || !['http:', 'https:'].includes(url.protocol)) {
    return 'must be an http:// or https:// URL such as http://influxdb:8086'
  }
  if (url.username !== '' || url.password !== '') {
    return 'must not hold a password; use YUKIBAN_INFLUX_USER and YUKIBAN_INFLUX_PASSWORD'
  }
  if (url.search !== '' || url.hash !== '') return 'must end after the host, port and path'
  return undefined
}
