import { createServer, type Server, type Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import type { Admission, Admitted } from './admission.ts'

/** Connections waiting to be accepted when a whole district comes back at once. */
const BACKLOG = 4096
/** What a socket that is not read may buffer, bytes. */
const SOCKET_BUFFER_BYTES = 16 * 1024

/** A connection that may now speak MQTT. */
export interface Arrival {
  readonly conn: Duplex
  readonly admitted: Admitted
  /** What its verified client certificate names; null without one. */
  readonly certificateNames: readonly string[] | null
}

export interface Listener {
  readonly url: string
  /** Takes no more connections; those that are open are the caller's to end. */
  close(): Promise<void>
}

export interface ListenerOptions {
  readonly host: string
  readonly port: number
  readonly admission: Admission
  onArrival(arrival: Arrival): void
}

/** MQTT over plain TCP. */
export function listenTcp(options: ListenerOptions): Promise<Listener> {
  return openPort('mqtt', options, (socket, admitted) => {
    options.onArrival({ conn: socket, admitted, certificateNames: null })
  })
}

/** Takes TCP connections and starts each one once it is admitted. Rejects when the port cannot be had. */
export async function openPort(
  scheme: string,
  { host, port, admission }: Pick<ListenerOptions, 'host' | 'port' | 'admission'>,
  start: (socket: Socket, admitted: Admitted) => void,
): Promise<Listener> {
  const server = createServer({ noDelay: true, highWaterMark: SOCKET_BUFFER_BYTES }, (socket) => {
    admission.admit(socket, (admitted) => start(socket, admitted))
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen({ host, port, backlog: BACKLOG }, () => {
      server.off('error', reject)
      resolve()
    })
  })
  return {
    url: `${scheme}://${host.includes(':') ? `[${host}]` : host}:${portOf(server)}`,
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  }
}

function portOf(server: Server): number {
  const address = server.address()
  if (typeof address !== 'object' || address === null) throw new Error('the server has no port')
  return address.port
}
