import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Received {
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

export type Answer = (response: ServerResponse, received: Received, count: number) => unknown

export interface Receiver extends AsyncDisposable {
  readonly url: string
  readonly port: number
  readonly received: Received[]
  /** Resolves once this many requests have come. */
  came(count: number): Promise<void>
}

/** A contractor's endpoint: a real HTTP server that answers the n-th request (from 1) as told. */
export async function startReceiver(answer: Answer): Promise<Receiver> {
  const received: Received[] = []
  const waiting: { count: number; resolve: () => void }[] = []
  const server = createServer(async (request, response) => {
    const one = { path: request.url ?? '', headers: plainHeaders(request), body: await readAll(request) }
    received.push(one)
    for (const it of waiting) if (received.length >= it.count) it.resolve()
    answer(response, one, received.length)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/hook?token=hidden`,
    port,
    received,
    came: (count) =>
      received.length >= count ? Promise.resolve() : new Promise((resolve) => waiting.push({ count, resolve })),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** Answers the given statuses in turn, the last one for ever. */
export function statuses(...list: number[]): Answer {
  return (response, _received, count) => {
    response.statusCode = list[Math.min(count, list.length) - 1] ?? 500
    response.end('{}')
  }
}

/** Answers 200 after a real delay. */
export function answerAfter(delayMs: number): Answer {
  return (response) => void setTimeout(() => response.end(), delayMs)
}

function plainHeaders(request: IncomingMessage): Record<string, string> {
  return Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]))
}

async function readAll(request: IncomingMessage): Promise<string> {
  let text = ''
  for await (const chunk of request.setEncoding('utf8')) text += chunk
  return text
}
