import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import { parseAllowedRanges } from '../../src/deliver/address-guard.ts'
import {
  AddressRefused,
  filteringLookup,
  type GuardedClient,
  guardedClient,
  guardedConnector,
} from '../../src/deliver/guarded-request.ts'
import { type Answer, startReceiver, statuses } from './receiver.ts'

const LOOPBACK = ['127.0.0.0/8', '::1/128']
const clients: GuardedClient[] = []

function client(allow: readonly string[]): GuardedClient {
  const one = guardedClient(parseAllowedRanges(allow))
  clients.push(one)
  return one
}

const message = { headers: { 'content-type': 'application/json' }, body: '{"type":"ping"}', timeoutMs: 5000 }

afterEach(async () => {
  for (const one of clients.splice(0)) await one.close()
})

describe('an endpoint that may be reached', () => {
  test('gets the body and headers as they are', async () => {
    await using receiver = await startReceiver(statuses(204))
    const result = await client(LOOPBACK).request({
      ...message,
      url: receiver.url,
      headers: { 'x-one': '1' },
      body: '雪',
    })
    expect(result).toEqual({ kind: 'response', status: 204, retryAfterS: null })
    expect(receiver.received).toMatchObject([{ path: '/hook?token=hidden', headers: { 'x-one': '1' }, body: '雪' }])
  })

  test('is reached by name through the filtering look-up', async () => {
    await using receiver = await startReceiver(statuses(200))
    const url = `http://localhost:${receiver.port}/`
    expect(await client(LOOPBACK).request({ ...message, url })).toMatchObject({ kind: 'response', status: 200 })
  })

  test('redirects are not followed', async () => {
    await using receiver = await startReceiver((response) => {
      response.writeHead(302, { location: '/elsewhere' }).end()
    })
    expect(await client(LOOPBACK).request({ ...message, url: receiver.url })).toMatchObject({ status: 302 })
    expect(receiver.received).toHaveLength(1)
  })

  test.each([
    { header: '120', want: 120 },
    { header: 'Wed, 21 Jan 2026 07:28:00 GMT', want: null },
    { header: '-5', want: null },
  ])('Retry-After $header', async ({ header, want }) => {
    await using receiver = await startReceiver((response) => {
      response.writeHead(503, { 'retry-after': header }).end()
    })
    expect(await client(LOOPBACK).request({ ...message, url: receiver.url })).toMatchObject({ retryAfterS: want })
  })

  test('an endless body is cut off', async () => {
    let written = 0
    const pour: Answer = (response) => {
      response.writeHead(200)
      const more = () => {
        while (!response.destroyed) {
          written += 65_536
          if (!response.write(Buffer.alloc(65_536))) break
        }
      }
      response.on('drain', more)
      more()
    }
    await using receiver = await startReceiver(pour)
    expect(await client(LOOPBACK).request({ ...message, url: receiver.url })).toMatchObject({ status: 200 })
    expect(written).toBeLessThan(32_000_000)
  })

  test('a status stands even when the body stalls or breaks off', async () => {
    await using stalling = await startReceiver((response) => void response.writeHead(200).write('{'))
    await using breaking = await startReceiver((response) => {
      response.writeHead(200, { 'content-length': '100' })
      response.write('{', () => response.destroy())
    })
    const one = client(LOOPBACK)
    const want = { kind: 'response', status: 200 }
    expect(await one.request({ ...message, url: stalling.url, timeoutMs: 200 })).toMatchObject(want)
    expect(await one.request({ ...message, url: breaking.url })).toMatchObject(want)
  })
})

describe('an endpoint that does not answer', () => {
  test('in time', async () => {
    await using receiver = await startReceiver(() => {})
    const startedMs = performance.now()
    const result = await client(LOOPBACK).request({ ...message, url: receiver.url, timeoutMs: 300 })
    expect(result).toEqual({ kind: 'error', why: 'no answer within 0.3 s' })
    expect(performance.now() - startedMs).toBeLessThan(3000)
  })

  test('with headers dripping one byte at a time', async () => {
    const server = createServer((socket) => {
      const timer = setInterval(() => socket.write('H'), 50)
      socket.on('close', () => clearInterval(timer)).on('error', () => {})
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
    expect(await client(LOOPBACK).request({ ...message, url, timeoutMs: 300 })).toMatchObject({ kind: 'error' })
    await new Promise((resolve) => server.close(resolve))
  })

  test('because nobody listens', async () => {
    const port = await startReceiver(statuses(200)).then(async (it) => {
      await it[Symbol.asyncDispose]()
      return it.port
    })
    const result = await client(LOOPBACK).request({ ...message, url: `http://127.0.0.1:${port}/` })
    expect(result).toMatchObject({ kind: 'error', why: expect.stringContaining('ECONNREFUSED') })
  })

  test('because it breaks off', async () => {
    await using receiver = await startReceiver((response) => void response.destroy())
    expect(await client(LOOPBACK).request({ ...message, url: receiver.url })).toMatchObject({ kind: 'error' })
  })
})

describe('an endpoint that may not be reached', () => {
  test.each([
    '127.0.0.1',
    '127.1',
    '2130706433',
    '0x7f.1',
    '0177.0.0.1',
    '[::1]',
    '[::ffff:127.0.0.1]',
    '[::ffff:7f00:1]',
    '0.0.0.0',
    '[::]',
    'localhost',
    'localhost.',
  ])('%s is refused before a byte is sent', async (host) => {
    await using receiver = await startReceiver(statuses(200))
    const result = await client([]).request({ ...message, url: `http://${host}:${receiver.port}/` })
    expect(result).toMatchObject({ kind: 'refused', why: expect.stringContaining('YUKIBAN_WEBHOOK_ALLOW') })
    expect(receiver.received).toHaveLength(0)
  })

  test('a name is refused by what it resolves to', async () => {
    await using receiver = await startReceiver(statuses(200))
    // Permits ::1 only, so that the name passes the static check; the receiver listens on 127.0.0.1.
    const result = await client(['::1/128']).request({ ...message, url: `http://localhost:${receiver.port}/` })
    expect(result.kind).not.toBe('response')
    expect(receiver.received).toHaveLength(0)
  })

  test.each(['ftp://127.0.0.1/', 'http://name:word@127.0.0.1/', 'nonsense'])('%s', async (url) => {
    expect(await client(LOOPBACK).request({ ...message, url })).toMatchObject({ kind: 'refused' })
  })

  // The static check stands before the connector; here the connector stands alone.
  test.each([
    { hostname: '127.0.0.1', allow: [] },
    { hostname: '::ffff:127.0.0.1', allow: [] },
    { hostname: '[::1]', allow: [] },
    { hostname: 'localhost', allow: [] },
    { hostname: 'localhost', allow: ['10.0.0.0/8'] },
  ])('the connector alone refuses $hostname with $allow', async ({ hostname, allow }) => {
    await using receiver = await startReceiver(statuses(200))
    const connect = guardedConnector(parseAllowedRanges(allow))
    const error = await new Promise((resolve) =>
      connect({ hostname, protocol: 'http:', port: String(receiver.port) }, (...result) => resolve(result[0])),
    )
    expect(error).toBeInstanceOf(AddressRefused)
  })

  test.each([
    { allow: [], want: AddressRefused },
    { allow: ['10.0.0.0/8'], want: AddressRefused },
    { allow: LOOPBACK, want: null },
  ])('the look-up alone, for localhost with $allow', async ({ allow, want }) => {
    const lookup = filteringLookup(parseAllowedRanges(allow))
    const error = await new Promise((resolve) => lookup('localhost', { all: true }, (failure) => resolve(failure)))
    if (want === null) expect(error).toBeNull()
    else expect(error).toBeInstanceOf(want)
  })

  test('a look-up that is lied to does not help: the connected address counts', async () => {
    await using receiver = await startReceiver(statuses(200))
    const connect = guardedConnector([], (_name, options, callback) => {
      if (options.all) callback(null, [{ address: '127.0.0.1', family: 4 }])
      else callback(null, '127.0.0.1', 4)
    })
    const target = { hostname: 'plow.example', protocol: 'http:', port: String(receiver.port) }
    const result = await new Promise<unknown[]>((resolve) => connect(target, (...it) => resolve(it)))
    expect(result).toEqual([expect.any(AddressRefused), null])
  })
})
