import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { checkWebhookUrl, isPermittedAddress, parseAllowedRanges, urlForLog } from '../../src/deliver/address-guard.ts'

describe('checkWebhookUrl', () => {
  test.each([
    'https://plow.example.co.jp/hooks/yukiban',
    'http://plow.example.co.jp:8443/hook?tenant=1',
    'https://8.8.8.8/hook',
    'https://[2606:4700::1111]/hook',
    'https://除雪.example/hook',
  ])('accepts %s', (url) => {
    expect(checkWebhookUrl(url, [])).toBeUndefined()
  })

  test.each([
    // loopback in every notation
    'http://127.0.0.1/',
    'http://127.1/',
    'http://2130706433/',
    'http://0x7f000001/',
    'http://0x7f.1/',
    'http://0177.0.0.1/',
    'http://017700000001/',
    'http://127.0.0.1./',
    'http://１２７.0.0.1/',
    'http://%31%32%37.0.0.1/',
    'http://[::1]/',
    'http://[::ffff:127.0.0.1]/',
    'http://[::ffff:7f00:1]/',
    'http://[0:0:0:0:0:ffff:7f00:0001]/',
    'http://[::127.0.0.1]/',
    'http://[::ffff:0:127.0.0.1]/',
    'http://localhost/',
    'http://LOCALHOST./',
    'http://db.localhost/',
    // unspecified and this network
    'http://0/',
    'http://0.0.0.0/',
    'http://[::]/',
    // private, shared, link-local, metadata
    'http://10.1.2.3/',
    'http://172.16.0.1/',
    'http://192.168.1.1/',
    'http://3232235777/',
    'http://100.64.0.1/',
    'http://100.100.100.200/',
    'http://169.254.169.254/latest/meta-data/',
    'http://[::ffff:a9fe:a9fe]/',
    'http://168.63.129.16/',
    'http://[fe80::1]/',
    'http://[fc00::1]/',
    'http://[fd00:ec2::254]/',
    'http://[fec0::1]/',
    // ways round through translation and tunnels
    'http://[64:ff9b::7f00:1]/',
    'http://[64:ff9b::10.0.0.1]/',
    'http://[64:ff9b::8.8.8.8]/',
    'http://[64:ff9b:1::a00:1]/',
    'http://[2002:7f00:1::]/',
    'http://[2001:0:7f00:1::]/',
    // multicast, broadcast, reserved, documentation
    'http://224.0.0.1/',
    'http://[ff02::1]/',
    'http://255.255.255.255/',
    'http://240.0.0.1/',
    'http://192.0.0.8/',
    'http://198.18.0.1/',
    'http://192.0.2.1/',
    'http://[2001:db8::1]/',
    'http://[100::1]/',
    'http://[4000::1]/',
  ])('refuses %s', (url) => {
    const problem = checkWebhookUrl(url, [])
    expect(problem?.field).toBe('webhookUrl')
    expect(problem?.message).toContain('YUKIBAN_WEBHOOK_ALLOW')
  })

  test.each([
    { url: '', message: 'http or https' },
    { url: 'plow.example.co.jp/hook', message: 'http or https' },
    { url: 'ftp://plow.example.co.jp/', message: 'http or https' },
    { url: 'file:///etc/passwd', message: 'http or https' },
    { url: 'http://256.1.1.1/', message: 'http or https' },
    { url: 'https://name:word@plow.example.co.jp/', message: 'user name' },
    { url: 'https://name@plow.example.co.jp/', message: 'user name' },
    { url: 'https://plow.example.co.jp/#top', message: 'fragment' },
  ])('refuses $url: $message', ({ url, message }) => {
    expect(checkWebhookUrl(url, ['127.0.0.0/8'])?.message).toContain(message)
  })

  test('shows neither credentials nor query', () => {
    const problem = checkWebhookUrl('http://name:hunter2@10.0.0.1/hook?token=abc', [])
    expect(problem?.value).toBe('http://10.0.0.1/hook')
    expect(JSON.stringify(problem)).not.toMatch(/hunter2|abc/)
  })

  test.each([
    { url: 'http://127.0.0.1:9000/', allow: ['127.0.0.0/8'], ok: true },
    { url: 'http://0x7f.1/', allow: ['127.0.0.0/8'], ok: true },
    { url: 'http://[::ffff:127.0.0.1]/', allow: ['127.0.0.0/8'], ok: true },
    { url: 'http://localhost/', allow: ['::1/128'], ok: true },
    { url: 'http://[::1]/', allow: ['127.0.0.0/8'], ok: false },
    { url: 'http://10.2.0.1/', allow: ['10.1.0.0/16', 'fd00::/8'], ok: false },
    { url: 'http://[fd12::1]/', allow: ['10.1.0.0/16', 'fd00::/8'], ok: true },
  ])('$url with $allow: $ok', ({ url, allow, ok }) => {
    expect(checkWebhookUrl(url, allow) === undefined).toBe(ok)
  })
})

test('a range that cannot be read names the setting', () => {
  expect(() => parseAllowedRanges(['10.0.0.0/99'])).toThrow(/YUKIBAN_WEBHOOK_ALLOW.*10\.0\.0\.0\/99/)
})

const octet = fc.nat(255)

test('law: an IPv4 address is judged alike however it is written', () => {
  fc.assert(
    fc.property(octet, octet, octet, octet, (a, b, c, d) => {
      const number = ((a * 256 + b) * 256 + c) * 256 + d
      const notations = [
        `${number}`,
        `0x${number.toString(16)}`,
        `0${number.toString(8)}`,
        `${a}.${b}.${c * 256 + d}`,
        `[::ffff:${a}.${b}.${c}.${d}]`,
      ]
      const permitted = isPermittedAddress(`${a}.${b}.${c}.${d}`, [])
      for (const host of notations) expect(checkWebhookUrl(`http://${host}/`, []) === undefined).toBe(permitted)
    }),
  )
})

test('law: what is allowed by range is permitted, and names or nonsense never are', () => {
  const everything = parseAllowedRanges(['0.0.0.0/0', '::/0'])
  fc.assert(
    fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), (address) => {
      expect(isPermittedAddress(address, everything)).toBe(true)
    }),
  )
  for (const text of ['', 'localhost', 'example.com', '1.2.3.4.5', ':::']) {
    expect(isPermittedAddress(text, [])).toBe(false)
  }
})

test.each([
  { url: 'https://u:p@h.example/a/b?token=1#f', want: 'https://h.example/a/b' },
  { url: 'nonsense', want: '(not a URL)' },
])('urlForLog $url', ({ url, want }) => {
  expect(urlForLog(url)).toBe(want)
})
