import { describe, expect, test } from 'vitest'
import { readConfig } from '../src/config.ts'
import { YukibanError } from '../src/errors.ts'

const read = (env: Readonly<Record<string, string>>) => readConfig(env).channels
const problems = (env: Readonly<Record<string, string | undefined>>): string => {
  try {
    readConfig(env)
    return ''
  } catch (error) {
    if (error instanceof YukibanError && error.code === 'config-invalid') return error.message
    throw error
  }
}

const PUBLIC = { YUKIBAN_PUBLIC_URL: 'https://yukiban.example.jp/' }
const SMTP = {
  ...PUBLIC,
  YUKIBAN_SMTP_URL: 'smtp://me:hunter2@mail.example.jp:587',
  YUKIBAN_SMTP_FROM: '雪番 <y@example.jp>',
}
const SMS = { ...PUBLIC, YUKIBAN_SMS_URL: 'https://sms.example/send' }

test('nothing is set up by default', () => {
  expect(read({})).toEqual({
    publicUrl: null,
    mergeMs: 15_000,
    testsPerHour: 20,
    smtp: null,
    line: null,
    sms: null,
    push: null,
  })
})

test('everything set up', () => {
  expect(
    read({
      ...SMTP,
      ...SMS,
      YUKIBAN_LINE_TOKEN: 'abc',
      YUKIBAN_SMS_HEADER: 'X-Key: 1',
      YUKIBAN_SMS_SUCCESS: '200-204, 302',
    }),
  ).toMatchObject({
    publicUrl: 'https://yukiban.example.jp',
    smtp: { from: '雪番 <y@example.jp>', tls: 'required' },
    line: { url: 'https://api.line.me', token: 'abc' },
    sms: {
      method: 'POST',
      header: { name: 'x-key', value: '1' },
      success: [
        [200, 204],
        [302, 302],
      ],
    },
    push: { subject: 'https://yukiban.example.jp', keys: null },
  })
})

test.each([
  { url: 'smtp://127.0.0.1:25', tls: 'none' },
  { url: 'smtp://localhost', tls: 'none' },
  { url: 'smtp://[::1]:2525', tls: 'none' },
  { url: 'smtp://127.example.jp', tls: 'required' },
  { url: 'smtps://mail.example.jp', tls: 'required' },
])('TLS for $url: $tls', ({ url, tls }) => {
  expect(read({ ...SMTP, YUKIBAN_SMTP_URL: url }).smtp?.tls).toBe(tls)
})

describe('refuses', () => {
  test.each([
    {
      name: 'people’s channels without an address to link to',
      env: { YUKIBAN_LINE_TOKEN: 'abc' },
      want: 'YUKIBAN_PUBLIC_URL',
    },
    {
      name: 'a public address that is none',
      env: { YUKIBAN_PUBLIC_URL: 'yukiban' },
      want: 'YUKIBAN_PUBLIC_URL=yukiban must be',
    },
    { name: 'one with a query', env: { YUKIBAN_PUBLIC_URL: 'https://x.jp/?a=1' }, want: 'YUKIBAN_PUBLIC_URL' },
    {
      name: 'one too long for a text message',
      env: { YUKIBAN_PUBLIC_URL: `https://${'x'.repeat(60)}.jp` },
      want: 'at most 60',
    },
    { name: 'a relay that is none', env: { ...SMTP, YUKIBAN_SMTP_URL: 'http://x' }, want: 'YUKIBAN_SMTP_URL=(hidden)' },
    { name: 'mail without a sender', env: { ...SMTP, YUKIBAN_SMTP_FROM: '' }, want: 'YUKIBAN_SMTP_FROM' },
    {
      name: 'a sender with a line break',
      env: { ...SMTP, YUKIBAN_SMTP_FROM: 'a\nBcc: b@c.d' },
      want: 'YUKIBAN_SMTP_FROM',
    },
    { name: 'TLS neither way', env: { YUKIBAN_SMTP_TLS: 'no' }, want: 'YUKIBAN_SMTP_TLS=no' },
    {
      name: 'an SMS body without the text',
      env: { ...SMS, YUKIBAN_SMS_BODY: '{"to":"{to}"}' },
      want: 'where {text} goes',
    },
    {
      name: 'an SMS host that is filled in',
      env: { ...SMS, YUKIBAN_SMS_URL: 'https://{to}.x.jp/' },
      want: 'YUKIBAN_SMS_URL',
    },
    { name: 'an SMS method', env: { YUKIBAN_SMS_METHOD: 'PATCH' }, want: 'YUKIBAN_SMS_METHOD=PATCH' },
    { name: 'an SMS content type', env: { YUKIBAN_SMS_CONTENT_TYPE: 'text/xml' }, want: 'YUKIBAN_SMS_CONTENT_TYPE' },
    { name: 'statuses that are none', env: { YUKIBAN_SMS_SUCCESS: 'ok' }, want: 'YUKIBAN_SMS_SUCCESS=ok' },
    { name: 'a header that is none', env: { YUKIBAN_SMS_HEADER: 'secret' }, want: 'YUKIBAN_SMS_HEADER=(hidden)' },
    { name: 'a push subject', env: { YUKIBAN_VAPID_SUBJECT: 'me' }, want: 'YUKIBAN_VAPID_SUBJECT=me' },
    { name: 'half a key pair', env: { YUKIBAN_VAPID_PRIVATE_KEY: 'A'.repeat(43) }, want: 'belong together' },
    { name: 'a key that is none', env: { YUKIBAN_VAPID_PUBLIC_KEY: 'abc' }, want: 'must be 65 bytes' },
  ])('$name', ({ env, want }) => {
    expect(problems(env)).toContain(want)
    expect(problems(env)).not.toContain('hunter2')
  })
})
