import { describe, expect, test } from 'vitest'
import { readConfig } from '../../../src/config.ts'
import { brokerLabel, parseBrokerUrl } from '../../../src/ingest/external/settings.ts'

const NOBODY = { username: null, password: null }

test.each([
  { url: 'mqtt://broker', want: { host: 'broker', port: 1883, tls: false, ...NOBODY } },
  { url: 'mqtts://broker/', want: { host: 'broker', port: 8883, tls: true, ...NOBODY } },
  { url: 'mqtt://[::1]:1884', want: { host: '::1', port: 1884, tls: false, ...NOBODY } },
  { url: 'mqtt://u:p@broker', want: { host: 'broker', port: 1883, tls: false, username: 'u', password: 'p' } },
  {
    url: 'mqtt://%E9%9B%AA:a%40b%3Ac%2Fd%25@broker',
    want: { host: 'broker', port: 1883, tls: false, username: '雪', password: 'a@b:c/d%' },
  },
  { url: 'broker:1883', want: /must be mqtt:/ },
  { url: 'ws://broker', want: /must be mqtt:/ },
  { url: 'mqtt://', want: /must be mqtt:/ },
  { url: 'mqtt://broker:99999', want: /must be mqtt:/ },
  { url: 'mqtt://broker/topic', want: /must end after host and port/ },
  { url: 'mqtt://broker?x=1', want: /must end after host and port/ },
  { url: 'mqtt://:secret@broker', want: /a password but no user/ },
  { url: 'mqtt://u:50%@broker', want: /% in user or password/ },
])('$url', ({ url, want }) => {
  if (want instanceof RegExp) expect(parseBrokerUrl(url)).toMatch(want)
  else expect(parseBrokerUrl(url)).toEqual(want)
})

test.each([
  { host: '::1', port: 1883, tls: false, want: 'mqtt://[::1]:1883' },
  { host: 'broker', port: 8883, tls: true, want: 'mqtts://broker:8883' },
])('shown as $want', ({ want, ...address }) => {
  expect(brokerLabel(address)).toBe(want)
})

describe('in the configuration', () => {
  test('no URL: the embedded broker', () => {
    expect(readConfig({}).externalBroker).toBeNull()
  })

  test('all of it', () => {
    const env = {
      YUKIBAN_MQTT_URL: 'mqtts://u:p@broker',
      YUKIBAN_MQTT_CA: '/etc/ca.pem',
      YUKIBAN_MQTT_CLIENT_ID: 'yukiban-1',
      YUKIBAN_MQTT_GROUP: 'north',
      YUKIBAN_MQTT_SUBSCRIPTION: 'prefer-shared',
      YUKIBAN_MQTT_WINDOW: '100',
      YUKIBAN_MQTT_KEEPALIVE_S: '60',
    }
    expect(readConfig(env).externalBroker).toMatchObject({
      caFile: '/etc/ca.pem',
      clientId: 'yukiban-1',
      group: 'north',
      subscription: 'prefer-shared',
      window: 100,
      keepaliveMs: 60_000,
    })
  })

  test.each<{ env: Record<string, string>; want: RegExp }>([
    { env: { YUKIBAN_MQTT_URL: 'mqtt://u:hunter2@' }, want: /YUKIBAN_MQTT_URL=\(hidden\) must be mqtt:/ },
    { env: { YUKIBAN_MQTT_URL: 'mqtt://b', YUKIBAN_MQTT_CA: 'x' }, want: /YUKIBAN_MQTT_CA=x needs an mqtts/ },
    { env: { YUKIBAN_MQTT_GROUP: 'a/b' }, want: /YUKIBAN_MQTT_GROUP=a\/b must be a name/ },
    { env: { YUKIBAN_MQTT_SUBSCRIPTION: 'yes' }, want: /YUKIBAN_MQTT_SUBSCRIPTION=yes must be one of shared/ },
    { env: { YUKIBAN_MQTT_CLIENT_ID: '雪' }, want: /YUKIBAN_MQTT_CLIENT_ID=雪 must be/ },
  ])('$env is refused without showing a password', ({ env, want }) => {
    const read = () => readConfig(env)
    expect(read).toThrow(want)
    expect(read).not.toThrow(/hunter2/)
  })
})
