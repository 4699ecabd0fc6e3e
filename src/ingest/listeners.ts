import type { Logger } from 'pino'
import type { Clock } from '../clock.ts'
import type { MqttConfig } from '../config-mqtt.ts'
import type { EpochMs } from '../domain/time.ts'
import type { Admission } from './admission.ts'
import { type Arrival, type Listener, listenTcp } from './listener.ts'
import type { Refusals } from './refusals.ts'
import { listenTls, type TlsListener } from './tls-listener.ts'
import { listenWs } from './ws-listener.ts'

export interface ListenersOptions {
  readonly config: MqttConfig
  readonly admission: Admission
  readonly refusals: Refusals
  readonly log: Logger
  readonly clock: Clock
  onArrival(arrival: Arrival): void
  onTrustChanged(): void
}

export interface Listeners {
  readonly urls: { readonly url: string; readonly tlsUrl: string | null; readonly webSocketUrl: string | null }
  certificateEndsAtMs(): EpochMs | null
  reload(): void
  close(): Promise<void>
}

/** Opens every configured listener, or none: when one cannot be had, the others are closed again. */
export async function openListeners(options: ListenersOptions): Promise<Listeners> {
  const { config, admission, onArrival } = options
  const { host, port, tls, wsPort, connectTimeoutMs } = config
  const open: Listener[] = []
  const keep = <L extends Listener>(listener: L): L => {
    open.push(listener)
    return listener
  }
  const close = async () => {
    await Promise.all(open.map((it) => it.close()))
  }
  try {
    let secure: TlsListener | undefined
    if (tls !== null) secure = keep(await listenTls({ ...options, config: tls, handshakeTimeoutMs: connectTimeoutMs }))
    let webSocket: Listener | undefined
    if (wsPort !== null)
      webSocket = keep(await listenWs({ host, port: wsPort, admission, onArrival, connectTimeoutMs }))
    const plain = keep(await listenTcp({ host, port, admission, onArrival }))
    return {
      urls: { url: plain.url, tlsUrl: secure?.url ?? null, webSocketUrl: webSocket?.url ?? null },
      certificateEndsAtMs: () => secure?.validToMs ?? null,
      reload: () => void secure?.reload(),
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}
