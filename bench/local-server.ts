import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http'

/** An HTTP server of this machine alone: the side that the service calls. */
export class LocalServer {
  readonly #server: Server

  /** @param keepAliveMs how long an idle connection stays open; Node's own time when absent. */
  constructor(answer: RequestListener, keepAliveMs?: number) {
    this.#server = createServer(answer)
    if (keepAliveMs !== undefined) this.#server.keepAliveTimeout = keepAliveMs
  }

  listen(port: number): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#server.once('error', reject)
      this.#server.listen(port, '127.0.0.1', resolve)
    })
  }

  close(): void {
    this.#server.closeAllConnections()
    this.#server.close()
  }
}

/** The whole body of a request, as text. */
export async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString('utf8')
}
