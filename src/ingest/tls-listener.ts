import type { Socket } from 'node:net'
import { createServer, type Server, type TLSSocket } from 'node:tls'
import type { Logger } from 'pino'
import type { Clock } from '../clock.ts'
import type { TlsConfig } from '../config-mqtt.ts'
import { DAY_MS, type EpochMs, SECOND_MS, toIso } from '../domain/time.ts'
import { Loop } from '../loop.ts'
import type { Admission, Admitted } from './admission.ts'
import { type Arrival, type Listener, openPort } from './listener.ts'
import type { Refusals } from './refusals.ts'
import { certificateNames, readTlsMaterial, tlsFilesStamp } from './tls-files.ts'

/** How often the files are looked at. */
const POLL_MS = 30 * SECOND_MS
/** A certificate that ends sooner than this is warned about. */
const EXPIRY_WARNING_MS = 14 * DAY_MS

export interface TlsListenerOptions {
  readonly config: TlsConfig
  readonly admission: Admission
  readonly refusals: Refusals
  readonly log: Logger
  /** The machine's clock. */
  readonly clock: Clock
  readonly handshakeTimeoutMs: number
  onArrival(arrival: Arrival): void
  /** The CA or the revocation list changed: who came in with a certificate must show it again. */
  onTrustChanged(): void
}

export interface TlsListener extends Listener {
  /** When the certificate in use ends, epoch ms. */
  readonly validToMs: EpochMs
  /** Reads the files again now. False: they cannot be used, and what was in use stays in use. */
  reload(): boolean
}

/**
 * MQTT over TLS. New connections get the certificate that is in the files; open ones go on with what they have.
 * Throws YukibanError `config-invalid` when the files cannot be used at the start; later that is only logged.
 */
export async function listenTls(options: TlsListenerOptions): Promise<TlsListener> {
  const { config, log, clock } = options
  let stamp = tlsFilesStamp(config)
  let material = readTlsMaterial(config)
  let problem = ''
  const server = createServer({
    ...material.context,
    requestCert: config.clientCaFile !== null,
    rejectUnauthorized: config.clientAuth === 'required',
    handshakeTimeout: options.handshakeTimeoutMs,
  })
  const port = await openPort('mqtts', { ...config, admission: options.admission }, bridge(server, options))
  warnOfExpiry(log, material.validToMs, clock.now())

  const reload = (): boolean => {
    try {
      const stampBefore = tlsFilesStamp(config)
      const next = readTlsMaterial(config)
      server.setSecureContext(next.context)
      const trustChanged = next.trust !== material.trust
      material = next
      stamp = stampBefore
      problem = ''
      log.info({ validTo: toIso(next.validToMs) }, 'TLS certificate loaded')
      if (trustChanged) options.onTrustChanged()
      return true
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error)
      if (why !== problem)
        log.error({ err: error }, 'TLS files cannot be used; the certificate loaded before stays in use')
      problem = why
      return false
    }
  }
  const poll = new Loop({
    name: 'tls-files',
    clock,
    log,
    maxSleepMs: POLL_MS,
    async round() {
      if (tlsFilesStamp(config) !== stamp) reload()
      return undefined
    },
  })
  return {
    url: port.url,
    get validToMs() {
      return material.validToMs
    },
    reload,
    async close() {
      await poll.stop()
      await port.close()
    },
  }
}

/** Hands admitted sockets to the TLS server, and what comes out of it to MQTT. */
function bridge(server: Server, options: TlsListenerOptions): (socket: Socket, admitted: Admitted) => void {
  const { refusals, config, onArrival } = options
  const handshaking = new Map<string, Admitted>()
  server.on('secureConnection', (conn) => {
    const admitted = handshaking.get(peerOf(conn))
    if (admitted === undefined) conn.destroy()
    else onArrival({ conn, admitted, certificateNames: verifiedNames(conn) })
  })
  server.on('tlsClientError', (error, conn) => {
    const reason = config.clientAuth === 'required' ? 'certificate' : 'protocol'
    refusals.refuse(reason, `TLS: ${error.message}`, { remote: conn.remoteAddress })
    conn.destroy()
  })
  return (socket, admitted) => {
    const peer = peerOf(socket)
    handshaking.set(peer, admitted)
    socket.once('close', () => handshaking.delete(peer))
    server.emit('connection', socket)
  }
}

/** What the client's certificate names, when our CA stands behind it. */
function verifiedNames(conn: TLSSocket): string[] | null {
  return conn.authorized ? certificateNames(conn.getPeerCertificate()) : null
}

function peerOf({ remoteAddress, remotePort }: Socket): string {
  return `${remoteAddress} ${remotePort}`
}

function warnOfExpiry(log: Logger, validToMs: EpochMs, nowMs: EpochMs): void {
  if (validToMs - nowMs < EXPIRY_WARNING_MS) log.warn({ validTo: toIso(validToMs) }, 'the TLS certificate ends soon')
}
