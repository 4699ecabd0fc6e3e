import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gunzipSync } from 'node:zlib'
import { onTestFinished } from 'vitest'

export interface RecordedRequest {
  readonly method: string
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

export interface RecordedResponse {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

/** What an InfluxDB 2.7.1 answers, status, headers and body. */
export const V2 = {
  ping: { status: 204, headers: { 'x-influxdb-version': 'v2.7.1', 'x-influxdb-build': 'OSS' } },
  written: { status: 204 },
  noLines: json(400, { code: 'invalid', message: 'writing requires points' }),
  malformed: (line: string) => json(400, { code: 'invalid', message: `unable to parse '${line}': invalid number` }),
  typeConflict: json(422, {
    code: 'unprocessable entity',
    message:
      'failure writing points to database: partial write: field type conflict: input field "seq" on measurement "reading" is type float, already exists as type string dropped=1',
  }),
  expired: json(422, {
    code: 'unprocessable entity',
    message: 'failure writing points to database: partial write: points beyond retention policy dropped=1',
  }),
  unauthorized: json(401, { code: 'unauthorized', message: 'unauthorized access' }),
  forbidden: json(403, { code: 'forbidden', message: 'insufficient permissions for write' }),
  noBucket: json(404, { code: 'not found', message: 'bucket "snow" not found' }),
  tooLarge: json(413, { code: 'request too large', message: 'unable to read data: points batch is too large' }),
  tooMany: { ...json(429, { code: 'too many requests', message: 'rate limit' }), headers: { 'retry-after': '7' } },
  unavailable: json(503, { code: 'unavailable', message: 'service unavailable' }),
  noRows: json(200, { results: [{ statement_id: 0 }] }),
} as const

function json(status: number, body: object): RecordedResponse {
  return { status, headers: { 'content-type': 'application/json; charset=utf-8' }, body: JSON.stringify(body) }
}

/** A server on a free port that answers as `answer` says and remembers what it was asked; closed when the test ends. */
export async function recordedInflux(
  answer: (request: RecordedRequest) => RecordedResponse,
): Promise<{ readonly url: string; readonly requests: readonly RecordedRequest[] }> {
  const requests: RecordedRequest[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const bytes = Buffer.concat(chunks)
      const body = (request.headers['content-encoding'] === 'gzip' ? gunzipSync(bytes) : bytes).toString('utf8')
      const recorded = { method: request.method ?? '', path: request.url ?? '', headers: request.headers, body }
      requests.push(recorded)
      const { status, headers, body: text } = answer(recorded)
      response.writeHead(status, headers).end(text)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(async () => {
    server.closeAllConnections()
    await new Promise<void>((resolve) => server.close(() => resolve()))
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests }
}
