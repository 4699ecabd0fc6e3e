import { createHash, X509Certificate } from 'node:crypto'
import { readFileSync, statSync } from 'node:fs'
import { createSecureContext, type PeerCertificate, type SecureContextOptions } from 'node:tls'
import type { TlsConfig } from '../config-mqtt.ts'
import { isId } from '../domain/device.ts'
import type { EpochMs } from '../domain/time.ts'
import { YukibanError } from '../errors.ts'

/** What the TLS files hold at one moment. */
export interface TlsMaterial {
  readonly context: SecureContextOptions
  /** Of the server's own certificate. */
  readonly validToMs: EpochMs
  /** Changes with the CA or the revocation list, that is with who is let in. */
  readonly trust: string
}

const SETTINGS = [
  ['certFile', 'YUKIBAN_TLS_CERT'],
  ['keyFile', 'YUKIBAN_TLS_KEY'],
  ['clientCaFile', 'YUKIBAN_TLS_CLIENT_CA'],
  ['clientCrlFile', 'YUKIBAN_TLS_CLIENT_CRL'],
] as const

/**
 * Reads the files and checks that they fit together.
 * Throws YukibanError `config-invalid` naming the setting whose file cannot be used.
 */
export function readTlsMaterial(config: TlsConfig): TlsMaterial {
  const [cert, key, ca, crl] = SETTINGS.map(([field, setting]) => readPem(config[field], setting))
  const context: SecureContextOptions = {
    cert,
    key,
    minVersion: 'TLSv1.2',
    ...(ca === undefined ? {} : { ca }),
    ...(crl === undefined ? {} : { crl }),
  }
  try {
    createSecureContext(context)
    const validToMs = Date.parse(new X509Certificate(cert ?? '').validTo)
    return { context, validToMs, trust: digest([ca, crl]) }
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    const files = SETTINGS.filter(([field]) => config[field] !== null).map(([, setting]) => setting)
    throw new YukibanError('config-invalid', `${files.join(', ')} cannot be used together: ${why}`, { cause })
  }
}

/** Changes when a file was written, replaced or removed. Cheap: looks at the files' dates only. */
export function tlsFilesStamp(config: TlsConfig): string {
  return SETTINGS.map(([field]) => {
    const path = config[field]
    const found = path === null ? undefined : statSync(path, { throwIfNoEntry: false })
    return found === undefined ? '-' : `${found.mtimeMs}/${found.size}/${found.ino}`
  }).join(' ')
}

/** How a certificate's SAN of type URI names a device. */
const DEVICE_URN = 'urn:yukiban:device:'

/** Device ids a certificate names: its CN, then its DNS names and `urn:yukiban:device:ID` URIs. */
export function certificateNames(certificate: PeerCertificate): string[] {
  const commonNames = [certificate.subject?.CN ?? []].flat()
  const alternatives = (certificate.subjectaltname ?? '').split(', ').flatMap((it) => {
    if (it.startsWith('DNS:')) return [it.slice('DNS:'.length)]
    const uri = it.startsWith('URI:') ? it.slice('URI:'.length) : ''
    return uri.startsWith(DEVICE_URN) ? [uri.slice(DEVICE_URN.length)] : []
  })
  return [...new Set([...commonNames, ...alternatives])].filter(isId)
}

function readPem(path: string | null, setting: string): Buffer | undefined {
  if (path === null) return undefined
  try {
    return readFileSync(path)
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new YukibanError('config-invalid', `${setting}=${path} cannot be read: ${why}`, { cause })
  }
}

function digest(parts: readonly (Buffer | undefined)[]): string {
  const hash = createHash('sha256')
  for (const it of parts) hash.update(it ?? '').update('\0')
  return hash.digest('hex')
}
