import { copyFileSync, readFileSync, writeFileSync } from 'node:fs'
import { connect } from 'node:tls'
import type { IClientOptions } from 'mqtt'
import { describe, expect, test } from 'vitest'
import { readConfig } from '../../src/config.ts'
import { certificateNames } from '../../src/ingest/tls-files.ts'
import { testBroker } from '../support/broker.ts'
import { hasOpenssl, type KeyPair, testCa } from '../support/certificates.ts'
import { connectDevice, publishReading } from '../support/mqtt.ts'
import { steppedClock } from '../support/service.ts'

const DEVICE = 'r1-a'

/** A broker with TLS whose server certificate is for localhost; `env` adds to its settings. */
async function tlsBroker(
  env: Readonly<Record<string, string>> = {},
  machineClock = steppedClock('2026-01-20T00:00:00Z'),
) {
  const ca = testCa()
  const server = ca.issue('server', '/CN=broker', 'subjectAltName=DNS:localhost,IP:127.0.0.1')
  const clientCa = testCa('devices')
  const broker = await testBroker({
    env: {
      YUKIBAN_MQTTS_PORT: '0',
      YUKIBAN_TLS_CERT: server.certFile,
      YUKIBAN_TLS_KEY: server.keyFile,
      ...(env.YUKIBAN_TLS_CLIENT_CRL === undefined ? {} : { YUKIBAN_TLS_CLIENT_CRL: clientCa.revoke() }),
      ...(env.YUKIBAN_TLS_CLIENT_CA === undefined ? {} : { YUKIBAN_TLS_CLIENT_CA: clientCa.certFile }),
      ...(env.YUKIBAN_TLS_CLIENT_AUTH === undefined ? {} : { YUKIBAN_TLS_CLIENT_AUTH: env.YUKIBAN_TLS_CLIENT_AUTH }),
    },
    machineClock: machineClock.clock,
  })
  const trust = { ca: readFileSync(ca.certFile) }
  const asClient = (pair: KeyPair): IClientOptions => ({
    ...trust,
    cert: readFileSync(pair.certFile),
    key: readFileSync(pair.keyFile),
  })
  return { broker, url: broker.tlsUrl ?? '', ca, server, clientCa, trust, asClient, advance: machineClock.advance }
}

/** The certificate the listener shows now: its subject's CN. */
function shownName(url: string): Promise<string> {
  const { hostname, port } = new URL(url)
  return new Promise((resolve, reject) => {
    const socket = connect({ host: hostname, port: Number(port), rejectUnauthorized: false }, () => {
      resolve(String(socket.getPeerCertificate().subject.CN))
      socket.destroy()
    })
    socket.on('error', reject)
  })
}

test.skipIf(!hasOpenssl)('a device connects over TLS with its token, and only TLS 1.2 or newer', async () => {
  const { broker, url, trust } = await tlsBroker()
  const client = await connectDevice(url, DEVICE, broker.tokens[DEVICE] ?? '', trust)
  await publishReading(client, DEVICE, { seq: 1, distance_mm: 1900 })
  await broker.readings.settled()
  expect((await broker.readings.counts()).readings).toBe(1)
  await expect(connectDevice(url, DEVICE, 'wrong', trust)).rejects.toThrow(/Bad username or password/)
  const old = {
    ...trust,
    minVersion: 'TLSv1.1',
    maxVersion: 'TLSv1.1',
    ciphers: 'DEFAULT@SECLEVEL=0',
  } as IClientOptions
  await expect(connectDevice(url, DEVICE, broker.tokens[DEVICE] ?? '', old)).rejects.toThrow()
  broker.disconnectDevice(DEVICE)
  await expect.poll(() => broker.connections()).toBe(0)
  expect(broker.figures().unauthenticated).toBe(0)
})

describe.skipIf(!hasOpenssl)('a new certificate', () => {
  test('is used once its files are there; open connections go on, and broken files change nothing', async () => {
    const { broker, url, ca, server, trust, advance } = await tlsBroker()
    const client = await connectDevice(url, DEVICE, broker.tokens[DEVICE] ?? '', trust)
    expect(await shownName(url)).toBe('broker')
    const renewed = ca.issue('renewed', '/CN=renewed')
    copyFileSync(renewed.certFile, server.certFile)
    // Half-way through a renewal certificate and key do not fit.
    await advance(31_000)
    expect(await shownName(url)).toBe('broker')
    copyFileSync(renewed.keyFile, server.keyFile)
    await advance(31_000)
    expect(await shownName(url)).toBe('renewed')
    writeFileSync(server.certFile, 'rubbish')
    broker.reload()
    expect(await shownName(url)).toBe('renewed')
    await publishReading(client, DEVICE, { seq: 2, distance_mm: 1900 })
  })
})

describe.skipIf(!hasOpenssl)('a device certificate', () => {
  const OPTIONAL = { YUKIBAN_TLS_CLIENT_CA: 'yes' }

  test('of our CA lets in the device it names, without a token', async () => {
    const { broker, url, clientCa, asClient } = await tlsBroker(OPTIONAL)
    const options = asClient(clientCa.issue('d', `/CN=${DEVICE}`))
    const client = await connectDevice(url, DEVICE, '', {
      ...options,
      username: undefined,
      password: undefined,
      clientId: 'x',
    })
    await publishReading(client, DEVICE, { seq: 1, distance_mm: 1900 })
    await expect(connectDevice(url, 'r2-a', broker.tokens['r2-a'] ?? '', options)).rejects.toThrow(/Bad username/)
    expect(broker.refused).toEqual(['certificate'])
  })

  test('may name it as an alternative name', async () => {
    const { url, clientCa, asClient } = await tlsBroker(OPTIONAL)
    const pair = clientCa.issue('d', '/O=town', `subjectAltName=URI:urn:yukiban:device:${DEVICE}`)
    await connectDevice(url, DEVICE, '', asClient(pair))
  })

  test('of a device that is not registered, or of another CA, lets nobody in; a token still does', async () => {
    const { broker, url, clientCa, ca, asClient, trust } = await tlsBroker(OPTIONAL)
    await expect(connectDevice(url, 'nobody', '', asClient(clientCa.issue('n', '/CN=nobody')))).rejects.toThrow(
      /Bad username/,
    )
    await expect(connectDevice(url, DEVICE, '', asClient(ca.issue('f', `/CN=${DEVICE}`)))).rejects.toThrow(
      /Bad username/,
    )
    await connectDevice(url, DEVICE, broker.tokens[DEVICE] ?? '', trust)
  })

  test('is asked of everybody when required', async () => {
    const { broker, url, clientCa, asClient, trust } = await tlsBroker({
      ...OPTIONAL,
      YUKIBAN_TLS_CLIENT_AUTH: 'required',
    })
    await expect(connectDevice(url, DEVICE, broker.tokens[DEVICE] ?? '', trust)).rejects.toThrow()
    await connectDevice(url, DEVICE, '', asClient(clientCa.issue('d', `/CN=${DEVICE}`)))
  })

  test('that is revoked ends its connection and is not let in again', async () => {
    const { broker, url, clientCa, asClient } = await tlsBroker({ ...OPTIONAL, YUKIBAN_TLS_CLIENT_CRL: 'yes' })
    const pair = clientCa.issue('d', `/CN=${DEVICE}`)
    const other = await connectDevice(url, 'r2-a', '', asClient(clientCa.issue('o', '/CN=r2-a')))
    const client = await connectDevice(url, DEVICE, '', asClient(pair))
    clientCa.revoke(pair)
    broker.reload()
    await expect.poll(() => client.connected || other.connected).toBe(false)
    await expect(connectDevice(url, DEVICE, '', asClient(pair))).rejects.toThrow()
    await connectDevice(url, 'r2-a', '', asClient(clientCa.issue('o2', '/CN=r2-a')))
  })
})

test.each([
  { subject: { CN: 'd1' }, alternatives: undefined, want: ['d1'] },
  { subject: { CN: ['d1', 'd2'] }, alternatives: 'DNS:d1, DNS:d3', want: ['d1', 'd2', 'd3'] },
  { subject: {}, alternatives: 'URI:urn:yukiban:device:d4, URI:https://example.org/d5', want: ['d4'] },
  { subject: { CN: '北一線' }, alternatives: 'DNS:*.example.org, IP Address:192.0.2.1', want: [] },
])('a certificate names $want', ({ subject, alternatives, want }) => {
  expect(certificateNames({ subject, subjectaltname: alternatives } as never)).toEqual(want)
})

describe('settings that do not fit are refused', () => {
  test.each([
    {
      name: 'TLS without files',
      env: { YUKIBAN_MQTTS_PORT: '0' },
      want: /YUKIBAN_TLS_CERT= must name a PEM file.*YUKIBAN_TLS_KEY/,
    },
    {
      name: 'files without a port',
      env: { YUKIBAN_TLS_CERT: 'c.pem' },
      want: /YUKIBAN_TLS_CERT=c.pem is used by the TLS listener only/,
    },
    {
      name: 'certificates required of devices without a CA',
      env: { YUKIBAN_TLS_CLIENT_AUTH: 'required' },
      want: /needs YUKIBAN_TLS_CLIENT_CA/,
    },
  ])('$name', ({ env, want }) => {
    expect(() => readConfig(env)).toThrow(want)
  })

  test('files that cannot be used stop the start', async () => {
    const env = { YUKIBAN_MQTTS_PORT: '0', YUKIBAN_TLS_CERT: 'missing.pem', YUKIBAN_TLS_KEY: 'missing.key' }
    await expect(testBroker({ env })).rejects.toThrow(/YUKIBAN_TLS_CERT=missing.pem cannot be read/)
  })
})
