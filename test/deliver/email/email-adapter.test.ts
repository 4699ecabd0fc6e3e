import { readFileSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import type { SMTPServerOptions } from 'smtp-server'
import { expect, onTestFinished, test } from 'vitest'
import type { SmtpConfig } from '../../../src/config-channels.ts'
import { emailAdapter } from '../../../src/deliver/email/email-adapter.ts'
import type { RenderedMessage } from '../../../src/deliver/message/notice.ts'
import { hasOpenssl, testCa } from '../../support/certificates.ts'
import { type MailRelay, openMailRelay } from '../../support/mail-relay.ts'

async function startRelay(options?: SMTPServerOptions): Promise<MailRelay> {
  const relay = await openMailRelay(options)
  onTestFinished(() => relay[Symbol.asyncDispose]())
  return relay
}

const message: RenderedMessage = {
  subject: '【出動】本町通り',
  full: '北組 様\n\nhttps://yukiban.example.jp/l/AAAAAAAAAAAAAAAAAAAAAA\n',
  brief: '',
  sms: '',
  link: 'https://yukiban.example.jp/l/AAAAAAAAAAAAAAAAAAAAAA',
}
const mail = (address = 'kita@example.jp') => ({
  deliveryId: 'msg_1',
  to: { address, keys: null },
  message,
  uselessAfterS: null,
})

const settings = (port: number, change: Partial<SmtpConfig> = {}, user = ''): SmtpConfig => ({
  url: `smtp://${user}127.0.0.1:${port}`,
  from: '雪番 <yukiban@city.example.jp>',
  tls: 'none',
  ...change,
})

const smtpError = (responseCode: number, text: string) => Object.assign(new Error(text), { responseCode })

test('a relay gets the mail as it is, with the delivery in its Message-ID', async () => {
  const relay = await startRelay()
  expect(await emailAdapter(settings(relay.port)).send(mail())).toEqual({ kind: 'accepted', status: 250 })
  const [got] = relay.mails
  expect([got?.from, got?.to]).toEqual(['yukiban@city.example.jp', ['kita@example.jp']])
  expect(got?.raw).toContain('Message-ID: <msg_1@city.example.jp>')
  expect(got?.raw).toMatch(/^Auto-Submitted: auto-generated/m)
  expect(got?.raw).toMatch(/^Content-Type: text\/plain; charset=utf-8/m)
  const text = Buffer.from(got?.raw.split('\r\n\r\n')[1] ?? '', 'base64').toString('utf8')
  expect(text.replaceAll('\r\n', '\n')).toBe(message.full)
})

test('the user name and password of the address are used', async () => {
  const relay = await startRelay({
    authOptional: false,
    allowInsecureAuth: true,
    onAuth: ({ username, password }, _session, done) =>
      username === 'me@x' && password === 'p@ss/word'
        ? done(null, { user: username })
        : done(smtpError(535, 'bad login')),
  })
  expect(await emailAdapter(settings(relay.port, {}, 'me%40x:p%40ss%2Fword@')).send(mail())).toMatchObject({
    kind: 'accepted',
  })
  const wrong = await emailAdapter(settings(relay.port, {}, 'me%40x:other@')).send(mail())
  expect(wrong).toMatchObject({ kind: 'error', why: expect.stringContaining('535') })
  expect(JSON.stringify(wrong)).not.toContain('other')
})

test.each([
  { name: 'an unknown mailbox is final', code: 550, want: { kind: 'rejected', status: 550 } },
  { name: 'a busy one is tried again', code: 451, want: { kind: 'error' } },
])('$name', async ({ code, want }) => {
  const relay = await startRelay({
    onRcptTo: ({ address }, _session, done) => done(smtpError(code, `<${address}>: no`)),
  })
  const result = await emailAdapter(settings(relay.port)).send(mail())
  expect(result).toMatchObject({ ...want, why: expect.stringContaining('<(recipient)>: no') })
  expect(JSON.stringify(result)).not.toContain('kita@')
})

test.each([
  { name: 'a refused text is final', code: 554, want: { kind: 'rejected', status: 554 } },
  { name: 'a full disk is tried again', code: 452, want: { kind: 'error' } },
])('$name', async ({ code, want }) => {
  const relay = await startRelay({
    onData: (stream, _session, done) => {
      stream.on('end', () => done(smtpError(code, 'no')))
      stream.resume()
    },
  })
  expect(await emailAdapter(settings(relay.port)).send(mail())).toMatchObject(want)
})

test('without TLS nothing is sent when it is required, neither password nor mail', async () => {
  let logins = 0
  const relay = await startRelay({
    allowInsecureAuth: true,
    onAuth: (_auth, _session, done) => {
      logins++
      done(null, { user: 'me' })
    },
  })
  const result = await emailAdapter(settings(relay.port, { tls: 'required' }, 'me:secret@')).send(mail())
  expect(result).toMatchObject({ kind: 'error', why: expect.stringMatching(/STARTTLS|TLS/) })
  expect([logins, relay.mails]).toEqual([0, []])
})

test.skipIf(!hasOpenssl)('with TLS the mail goes through when the certificate is vouched for', async () => {
  const ca = testCa()
  const pair = ca.issue('relay', '/CN=relay', 'subjectAltName=IP:127.0.0.1')
  const before = getCACertificates('default')
  setDefaultCACertificates([...before, readFileSync(ca.certFile, 'utf8')])
  onTestFinished(() => setDefaultCACertificates(before))
  let secure = false
  const relay = await startRelay({
    disabledCommands: [],
    cert: readFileSync(pair.certFile),
    key: readFileSync(pair.keyFile),
    onMailFrom: (_address, session, done) => {
      secure = session.secure
      done()
    },
  })
  expect(await emailAdapter(settings(relay.port, { tls: 'required' })).send(mail())).toMatchObject({ kind: 'accepted' })
  expect([secure, relay.mails.length]).toEqual([true, 1])
})

test.skipIf(!hasOpenssl)('a certificate that nobody vouches for is refused', async () => {
  const pair = testCa('unknown').issue('relay', '/CN=relay', 'subjectAltName=IP:127.0.0.1')
  const tls = { cert: readFileSync(pair.certFile), key: readFileSync(pair.keyFile) }
  const relay = await startRelay({ disabledCommands: [], ...tls })
  const result = await emailAdapter(settings(relay.port, { tls: 'required' })).send(mail())
  expect(result).toMatchObject({ kind: 'error', why: expect.stringMatching(/certificate|self.signed|altname|TLS/i) })
  expect(relay.mails).toEqual([])
})

test('a relay that says nothing is given up in time', async () => {
  const server = createServer(() => {})
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  const { port } = server.address() as AddressInfo
  expect(await emailAdapter(settings(port), 200).send(mail())).toMatchObject({ kind: 'error' })
})

test('nobody listening is an error, not a crash', async () => {
  expect(await emailAdapter(settings(1)).send(mail())).toMatchObject({
    kind: 'error',
    why: expect.stringContaining('ECONNREFUSED'),
  })
})

test('an address cannot smuggle in a second recipient or a header', async () => {
  const relay = await startRelay()
  await emailAdapter(settings(relay.port)).send(mail('kita@example.jp\r\nBcc: spy@example.jp, other@example.jp'))
  expect(relay.mails.flatMap((it) => it.to)).not.toContain('spy@example.jp')
  expect(relay.mails.flatMap((it) => it.to)).not.toContain('other@example.jp')
  expect(relay.mails.some((it) => /^Bcc:/im.test(it.raw))).toBe(false)
})
