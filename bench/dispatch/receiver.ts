import type { IncomingMessage } from 'node:http'
import { Webhook } from 'standardwebhooks'
import { LocalServer, textOf } from '../local-server.ts'

/** A webhook that came and whose signature holds. */
export interface Arrival {
  readonly route: string
  readonly webhookId: string
  /** When its last byte was there, by `performance.now()`. */
  readonly atMs: number
}

/** Longer than any pause between two orders: what is measured is the deciding, not the opening of connections. */
const KEEP_ALIVE_MS = 60_000

/** The contractors' endpoint: a path to each, signatures verified with the public library. Answers 204 or 401. */
export class Receiver {
  readonly server: LocalServer
  readonly #webhooks: ReadonlyMap<string, Webhook>
  readonly arrivals: Arrival[] = []
  refused = 0

  /** @param secrets by contractor. */
  constructor(secrets: Readonly<Record<string, string>>) {
    this.#webhooks = new Map(Object.entries(secrets).map(([id, secret]) => [`/${id}`, new Webhook(secret)]))
    this.server = new LocalServer((request, response) => {
      void this.#take(request)
        .then((status) => response.writeHead(status).end())
        .catch(() => response.destroy())
    }, KEEP_ALIVE_MS)
  }

  async #take(request: IncomingMessage): Promise<number> {
    const body = await textOf(request)
    const atMs = performance.now()
    const webhook = this.#webhooks.get(request.url ?? '')
    const headers = request.headers as Record<string, string>
    try {
      if (webhook === undefined) throw new Error('nobody has this path')
      webhook.verify(body, headers)
    } catch {
      this.refused++
      return 401
    }
    const event = JSON.parse(body) as { readonly type: string; readonly data: { readonly route?: { id: string } } }
    const route = event.data.route?.id
    if (event.type === 'offer.created' && route !== undefined)
      this.arrivals.push({ route, webhookId: headers['webhook-id'] ?? '', atMs })
    return 204
  }
}
