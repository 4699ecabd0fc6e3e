import { once } from 'node:events'
import { createServer } from 'node:net'
import { gzipSync } from 'node:zlib'
import { expect, onTestFinished, test } from 'vitest'
import { weatherClient } from '../../src/forecast/http-client.ts'
import { type Answer, status, weatherServer } from './weather-server.ts'

async function get(answer: Answer, more: { timeoutMs?: number; maxBytes?: number } = {}) {
  const server = await weatherServer(answer)
  const client = weatherClient()
  onTestFinished(() => client.close())
  const limits = { timeoutMs: 5000, maxBytes: 10_000, ...more }
  return { server, got: await client.get({ url: `${server.url}/v1?apikey=geheim`, headers: {}, ...limits }) }
}

test('hands on status, headers and text, unpacked', async () => {
  const packed: Answer = ({ headers }, response) => {
    expect(headers['accept-encoding']).toBe('gzip')
    response.writeHead(200, { 'content-encoding': 'gzip', ETag: '"a"' }).end(gzipSync('雪'.repeat(100)))
  }
  const { got } = await get(packed)
  expect(got).toMatchObject({ status: 200, headers: { etag: '"a"' }, body: '雪'.repeat(100) })
})

test.each([
  { name: 'not modified', answer: status(304), want: { status: 304, body: '' } },
  {
    name: 'an error page',
    answer: status(502, '<html>Bad Gateway</html>'),
    want: { status: 502, body: '<html>Bad Gateway</html>' },
  },
])('$name is an answer', async ({ answer, want }) => {
  expect((await get(answer)).got).toMatchObject(want)
})

test.each([
  { name: 'plain', answer: status(200, 'x'.repeat(10_001)) },
  { name: 'packed small', answer: status(200) },
])('an answer that is too large is not read to its end: $name', async ({ name, answer }) => {
  const bomb: Answer = (_asked, response) =>
    response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(Buffer.alloc(50_000_000)))
  const { got } = await get(name === 'plain' ? answer : bomb)
  expect(got).toEqual({ failure: 'its answer is larger than 10000 bytes (YUKIBAN_FORECAST_MAX_BYTES)' })
})

test('what is not packed as it says is a failure, not a crash', async () => {
  const { got } = await get(status(200, 'no gzip', { 'content-encoding': 'gzip' }))
  expect(got).toMatchObject({ failure: expect.stringContaining('incorrect header check') })
})

test('a redirect is not followed, and only its host is named', async () => {
  const other = await weatherServer(status(200, 'reached'))
  const { got } = await get(status(302, '', { location: `${other.url}/v1?apikey=geheim` }))
  expect(got).toEqual({ failure: `it redirects (302 to ${new URL(other.url).host}); redirects are not followed` })
  expect(other.asked).toEqual([])
})

test('silence ends at the timeout, also in the middle of the body', async () => {
  expect((await get(() => {}, { timeoutMs: 100 })).got).toEqual({ failure: 'no answer within 0.1 s' })
  const { got } = await get((_asked, response) => response.writeHead(200).write('['), { timeoutMs: 100 })
  expect(got).toEqual({ failure: 'no answer within 0.1 s' })
})

test('nobody there, and a connection that ends, are failures without our key', async () => {
  const client = weatherClient()
  onTestFinished(() => client.close())
  const closing = createServer((socket) => socket.destroy()).listen(0, '127.0.0.1')
  await once(closing, 'listening')
  const { port } = closing.address() as { port: number }
  const ask = { headers: {}, timeoutMs: 5000, maxBytes: 1000 }
  const ended = await client.get({ url: `http://127.0.0.1:${port}/?apikey=geheim`, ...ask })
  await new Promise((resolve) => closing.close(resolve))
  const refused = await client.get({ url: `http://127.0.0.1:${port}/?apikey=geheim`, ...ask })
  for (const got of [ended, refused]) expect(got).toEqual({ failure: expect.not.stringContaining('geheim') })
  expect(refused).toMatchObject({ failure: expect.stringContaining('ECONNREFUSED') })
})
