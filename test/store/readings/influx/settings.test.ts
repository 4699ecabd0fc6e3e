import { expect, test } from 'vitest'
import { readConfig } from '../../../../src/config.ts'
import { DAY_MS } from '../../../../src/domain/time.ts'

const V1 = { YUKIBAN_INFLUX_URL: 'http://influxdb:8086/', YUKIBAN_INFLUX_BUCKET: 'snow' }
const V2 = { ...V1, YUKIBAN_INFLUX_ORG: 'town', YUKIBAN_INFLUX_TOKEN: 't' }

test('without a URL readings stay in the embedded store', () => {
  expect(readConfig({}).influx).toBeNull()
})

test.each([
  { name: '1.x without users', env: V1, credentials: { kind: 'none' }, org: '' },
  {
    name: '1.x with a user',
    env: { ...V1, YUKIBAN_INFLUX_USER: 'u', YUKIBAN_INFLUX_PASSWORD: 'p' },
    credentials: { kind: 'password', user: 'u', password: 'p' },
    org: '',
  },
  { name: '2.x', env: V2, credentials: { kind: 'token', token: 't' }, org: 'town' },
])('$name', ({ env, credentials, org }) => {
  expect(readConfig(env).influx).toEqual({
    url: 'http://influxdb:8086',
    bucket: 'snow',
    org,
    credentials,
    spoolKeepMs: 7 * DAY_MS,
  })
})

test.each([
  { env: { YUKIBAN_INFLUX_BUCKET: 'snow' }, says: 'YUKIBAN_INFLUX_BUCKET=snow needs YUKIBAN_INFLUX_URL' },
  { env: { YUKIBAN_INFLUX_URL: 'http://x' }, says: 'YUKIBAN_INFLUX_BUCKET= must name the bucket' },
  { env: { ...V1, YUKIBAN_INFLUX_URL: 'influxdb:8086' }, says: 'must be an http:// or https:// URL' },
  { env: { ...V1, YUKIBAN_INFLUX_URL: 'http://u:p@x' }, says: 'must not hold a password' },
  { env: { ...V1, YUKIBAN_INFLUX_URL: 'http://x/?db=y' }, says: 'must end after the host, port and path' },
  { env: { ...V1, YUKIBAN_INFLUX_ORG: 'town' }, says: 'YUKIBAN_INFLUX_ORG=town needs YUKIBAN_INFLUX_TOKEN' },
  { env: { ...V1, YUKIBAN_INFLUX_PASSWORD: 'secret' }, says: 'YUKIBAN_INFLUX_PASSWORD=(hidden) needs' },
  { env: { ...V2, YUKIBAN_INFLUX_USER: 'u' }, says: 'are for 1.x' },
  { env: { ...V1, YUKIBAN_SPOOL_KEEP_DAYS: '3' }, says: 'must be at least twice YUKIBAN_REPLAY_WINDOW_H' },
])('$says', ({ env, says }) => {
  expect(() => readConfig(env)).toThrow(says)
})
