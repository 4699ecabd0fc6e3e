import { isIP } from 'node:net'
import { DAY_MS, HOUR_MS } from '../domain/time.ts'

/** Settings of signing in: part of the table in src/options.ts, which src/config.ts reads and checks. */
export const ACCESS_OPTIONS = [
  {
    name: 'YUKIBAN_SESSION_IDLE_H',
    kind: 'integer',
    default: '12',
    min: 1,
    max: 720,
    help: 'Hours without a request after which a signed-in person must sign in again.',
  },
  {
    name: 'YUKIBAN_SESSION_MAX_D',
    kind: 'integer',
    default: '7',
    min: 1,
    max: 90,
    help: 'Days after which everybody must sign in again, however busy.',
  },
  {
    name: 'YUKIBAN_COOKIE_SECURE',
    kind: 'text',
    default: 'auto',
    help: 'always, or auto: cookies go over HTTPS alone, but for plain HTTP on this machine (localhost, 127.0.0.1).',
  },
  {
    name: 'YUKIBAN_TRUSTED_PROXIES',
    kind: 'list',
    default: '',
    help: 'Reverse proxies whose X-Forwarded-For is believed: addresses or CIDR ranges; empty: none.',
  },
] as const

type Name = (typeof ACCESS_OPTIONS)[number]['name']

export interface AccessConfig {
  readonly idleMs: number
  readonly maxMs: number
  /** auto: also in the clear, to a browser on this machine. */
  readonly secureCookies: 'auto' | 'always'
  readonly trustedProxies: readonly string[]
}

/** Reads the settings; what is wrong goes to `refuse`. */
export function readAccess(read: {
  text(name: Name): string
  integer(name: Name): number
  list(name: Name): string[]
  refuse(name: Name, message: string): void
}): AccessConfig {
  const secureCookies = read.text('YUKIBAN_COOKIE_SECURE')
  if (secureCookies !== 'auto' && secureCookies !== 'always') {
    read.refuse('YUKIBAN_COOKIE_SECURE', 'must be auto or always')
  }
  const trustedProxies = read.list('YUKIBAN_TRUSTED_PROXIES')
  if (!trustedProxies.every(isAddressOrRange)) {
    read.refuse('YUKIBAN_TRUSTED_PROXIES', 'must be addresses or CIDR ranges such as 127.0.0.1,10.0.0.0/8')
  }
  return {
    idleMs: read.integer('YUKIBAN_SESSION_IDLE_H') * HOUR_MS,
    maxMs: read.integer('YUKIBAN_SESSION_MAX_D') * DAY_MS,
    secureCookies: secureCookies === 'always' ? 'always' : 'auto',
    trustedProxies,
  }
}

function isAddressOrRange(text: string): boolean {
  const [address = '', bits, ...rest] = text.split('/')
  const family = isIP(address)
  if (family === 0 || rest.length > 0) return false
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128))
}
