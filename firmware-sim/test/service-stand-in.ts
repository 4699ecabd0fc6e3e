import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Call {
  readonly path: string
  readonly key: string
  readonly atMs: number
  readonly body: unknown
}

/** An HTTP server that records what contractors tell the service and answers as the service would. */
export interface ServiceStandIn {
  readonly url: string
  readonly calls: Call[]
  /** Path → statuses to answer with, in turn; 200 afterwards. */
  readonly answers: Map<string, number[]>
  stop(): Promise<void>
}

export async function startServiceStandIn(now: () => number): Promise<ServiceStandIn> {
  const calls: Call[] = []
  const answers = new Map<string, number[]>()
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = []
    for await (const part of request) parts.push(part)
    const text = Buffer.concat(parts).toString()
    const path = request.url ?? ''
    calls.push({
      path,
      key: request.headers.authorization ?? '',
      atMs: now(),
      body: text === '' ? undefined : JSON.parse(text),
    })
    const status = answers.get(path)?.shift() ?? 200
    const body = path === '/api/v1/devices' ? { token: `issued-${calls.length}` } : { detail: 'because' }
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    answers,
    stop: async () => {
      server.closeAllConnections()
      await new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
}
