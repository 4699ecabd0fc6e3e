import { createServer } from 'node:http'
import type { AddressInfo, LookupFunction } from 'node:net'
import { Agent, request } from 'undici'
import { expect, onTestFinished, test } from 'vitest'
import webPush from 'web-push'
import type { SmsConfig } from '../../src/config-channels.ts'
import { parseAllowedRanges } from '../../src/deliver/address-guard.ts'
import {
  AddressRefused,
  filteringLookup,
  type GuardedClient,
  guardedClient,
  guardedConnector,
} from '../../src/deliver/guarded-request.ts'
import { lineAdapter } from '../../src/deliver/line/line-adapter.ts'
import { smsAdapter } from '../../src/deliver/sms/sms-adapter.ts'
import type { SendResult } from '../../src/deliver/verdict.ts'
import { pushAdapter } from '../../src/deliver/web-push/push-adapter.ts'

/** Whatever the channel, nothing of ours is reached through an address that somebody else chose. */

const message = { subject: 's', full: 'f', brief: 'b', sms: 't', link: null }
const to = (address: string, keys: { p256dh: string; auth: string } | null = null) => {
  return { deliveryId: 'msg_1', to: { address, keys }, message, uselessAfterS: null }
}
const vapid = webPush.generateVAPIDKeys()
const keys = { p256dh: vapid.publicKey, auth: 'A'.repeat(22) }
const sms = (url: string): SmsConfig => {
  return {
    url,
    method: 'POST',
    body: '{text}{to}',
    contentType: 'application/json',
    header: null,
    success: [[200, 299]],
  }
}

const CHANNELS: Readonly<Record<string, (client: GuardedClient, url: string) => Promise<SendResult>>> = {
  webhook: (client, url) => client.request({ url, headers: {}, body: '{}', timeoutMs: 3000 }),
  line: (client, url) => lineAdapter({ url, token: 't' }, client).send(to('U')),
  sms: (client, url) => smsAdapter(sms(url), client).send(to('090')),
  'web-push': (client, url) => pushAdapter({ subject: 'mailto:a@b.jp', keys: vapid }, client).send(to(url, keys)),
}

const HOSTS = [
  // loopback: dotted, short, decimal, octal, hexadecimal, mixed, full-width, percent-encoded, with a dot at the end
  '127.0.0.1',
  '127.1',
  '2130706433',
  '017700000001',
  '0177.0.0.1',
  '0x7f000001',
  '0x7f.1',
  '127.0.0.1.',
  '１２７.0.0.1',
  '%31%32%37.0.0.1',
  '0.0.0.0',
  '0',
  'localhost',
  'db.localhost',
  '[::1]',
  '[::]',
  // IPv4 within IPv6: mapped, compatible, translated, NAT64 well-known and local, 6to4, Teredo
  '[::ffff:127.0.0.1]',
  '[::ffff:a9fe:a9fe]',
  '[::127.0.0.1]',
  '[::ffff:0:127.0.0.1]',
  '[64:ff9b::127.0.0.1]',
  '[64:ff9b::a9fe:a9fe]',
  '[64:ff9b:1::a00:1]',
  '[2002:7f00:1::]',
  '[2002:a9fe:a9fe::]',
  '[2001:0:7f00:1::]',
  // private, shared, link-local, unique local, site-local, metadata of clouds
  '10.0.0.1',
  '172.16.0.1',
  '192.168.0.1',
  '3232235521',
  '100.64.0.1',
  '169.254.169.254',
  '0xa9fea9fe',
  '100.100.100.200',
  '168.63.129.16',
  '[fe80::1]',
  '[fc00::1]',
  '[fd00:ec2::254]',
  '[fec0::1]',
  // multicast, broadcast, reserved, documentation
  '224.0.0.1',
  '255.255.255.255',
  '240.0.0.1',
  '198.18.0.1',
  '[ff02::1]',
  '[2001:db8::1]',
]

test.each(Object.keys(CHANNELS))('%s refuses every address that is not public, in every notation', async (name) => {
  const client = guardedClient([])
  onTestFinished(() => client.close())
  const send = CHANNELS[name] ?? (() => Promise.reject(new Error(name)))
  const results = await Promise.all(
    HOSTS.map(async (host) => `${host} ${(await send(client, `http://${host}:9/x`)).kind}`),
  )
  expect(results).toEqual(HOSTS.map((host) => `${host} refused`))
})

test.each(Object.keys(CHANNELS))('%s follows no redirect', async (name) => {
  let asked = 0
  const server = createServer((_request, response) => {
    asked++
    response.writeHead(307, { location: 'http://169.254.169.254/latest/meta-data/' }).end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  const client = guardedClient(parseAllowedRanges(['127.0.0.1/32']))
  onTestFinished(() => client.close())
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  expect(await CHANNELS[name]?.(client, url)).toMatchObject({ kind: 'response', status: 307 })
  expect(asked).toBe(1)
})

const PRIVATE = ['127.0.0.1', '10.0.0.1', '169.254.169.254', '100.64.0.1', '::1', '::ffff:10.0.0.1', '64:ff9b::7f00:1']
const entry = (address: string) => ({ address, family: address.includes(':') ? 6 : 4 })

test.each(PRIVATE)(
  'a name that resolves to %s is refused, and to it beside a public one leads there alone',
  async (address) => {
    const ask = (found: string[]) =>
      new Promise((resolve) => {
        const lookup = filteringLookup([], (_name, _options, done) => done(null, found.map(entry)))
        lookup('plow.example.com', { all: true }, (error, addresses) => resolve(error ?? addresses))
      })
    expect(await ask([address])).toBeInstanceOf(AddressRefused)
    expect(await ask([address, '8.8.8.8'])).toEqual([{ address: '8.8.8.8', family: 4 }])
  },
)

test.each(['127.0.0.1', '::ffff:127.0.0.1'])(
  'a connection that ended up at %s is cut before a byte is sent',
  async (address) => {
    let asked = 0
    const server = createServer((_request, response) => {
      asked++
      response.end()
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => void server.close())
    // a resolver that changed its answer after the look-up was judged
    const lookup: LookupFunction = (_name, options, done) => {
      if (options.all) done(null, [entry(address)])
      else done(null, address, entry(address).family)
    }
    const agent = new Agent({ connect: guardedConnector([], lookup) })
    onTestFinished(() => agent.destroy())
    const url = `http://plow.example.com:${(server.address() as AddressInfo).port}/`
    await expect(request(url, { dispatcher: agent, method: 'POST', body: '{}' })).rejects.toBeInstanceOf(AddressRefused)
    expect(asked).toBe(0)
  },
)
