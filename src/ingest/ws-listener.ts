import { createServer } from 'node:http'
import type { Socket } from 'node:net'
import { createWebSocketStream, WebSocketServer } from 'ws'
import type { Admitted } from './admission.ts'
import { type Listener, type ListenerOptions, openPort } from './listener.ts'

/** One WebSocket message at most, bytes; a larger MQTT packet spans several, as the standard allows. */
const MAX_MESSAGE_BYTES = 256 * 1024
const SUBPROTOCOL = 'mqtt'

export interface WsListenerOptions extends ListenerOptions {
  readonly connectTimeoutMs: number
}

/** MQTT over WebSocket (MQTT 3.1.1, chapter 6). TLS is the business of the proxy in front of it. */
export async function listenWs(options: WsListenerOptions): Promise<Listener> {
  const admittedBy = new WeakMap<Socket, Admitted>()
  const http = createServer({ headersTimeout: options.connectTimeoutMs, maxHeaderSize: 8192 }, (_, response) => {
    response.writeHead(426, { upgrade: 'websocket', connection: 'close' }).end()
  })
  const webSockets = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    maxPayload: MAX_MESSAGE_BYTES,
    handleProtocols: () => SUBPROTOCOL,
  })
  http.on('upgrade', (request, socket, head) => {
    const admitted = admittedBy.get(request.socket)
    const protocols = (request.headers['sec-websocket-protocol'] ?? '').split(',').map((it) => it.trim())
    if (admitted === undefined || !protocols.includes(SUBPROTOCOL)) {
      socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\nthe WebSocket subprotocol must be mqtt')
      return
    }
    webSockets.handleUpgrade(request, socket, head, (webSocket) => {
      const conn = createWebSocketStream(webSocket)
      conn.on('error', () => {})
      options.onArrival({ conn, admitted, certificateNames: null })
    })
  })
  http.on('clientError', (_, socket) => socket.destroy())
  return openPort('ws', options, (socket, admitted) => {
    admittedBy.set(socket, admitted)
    http.emit('connection', socket)
  })
}
