import { expect, test } from 'vitest'
import type { BrokerAddresses } from '../../src/api/device-connection.ts'
import { openDistrict, problemIn } from './fixture.ts'

const OFFICE = { host: 'yukiban.example:8080' }

test.each<{
  name: string
  env: Record<string, string>
  mqtt: string | null
  mqtts?: string
  url: string | null
  local: boolean
}>([
  {
    name: 'listening everywhere: by the name the service is reached at',
    env: {},
    mqtt: 'mqtt://0.0.0.0:1883',
    url: 'mqtt://yukiban.example:1883',
    local: false,
  },
  {
    name: 'the public name goes before',
    env: { YUKIBAN_PUBLIC_URL: 'https://yuki.example' },
    mqtt: 'mqtt://[::]:1883',
    url: 'mqtt://yuki.example:1883',
    local: false,
  },
  {
    name: 'TLS where there is',
    env: {},
    mqtt: 'mqtt://127.0.0.1:1883',
    mqtts: 'mqtts://0.0.0.0:8883',
    url: 'mqtts://yukiban.example:8883',
    local: false,
  },
  { name: 'an address of its own', env: {}, mqtt: 'mqtt://10.0.0.5:1883', url: 'mqtt://10.0.0.5:1883', local: false },
  { name: 'this machine alone', env: {}, mqtt: 'mqtt://127.0.0.1:1883', url: 'mqtt://127.0.0.1:1883', local: true },
  {
    name: 'as configured',
    env: { YUKIBAN_MQTT_PUBLIC_URL: 'mqtts://mqtt.example:8883/' },
    mqtt: 'mqtt://127.0.0.1:1',
    url: 'mqtts://mqtt.example:8883',
    local: false,
  },
  {
    name: 'the external broker, without its credentials',
    env: { YUKIBAN_MQTT_URL: 'mqtts://user:secret@broker.example' },
    mqtt: null,
    url: 'mqtts://broker.example:8883',
    local: false,
  },
  { name: 'a process without ingest does not know', env: {}, mqtt: null, url: null, local: false },
])('where devices find the broker: $name', async ({ env, mqtt, mqtts, url, local }) => {
  const addresses: BrokerAddresses | null = mqtt === null ? null : { mqtt, mqtts: mqtts ?? null }
  await using district = await openDistrict({ env, change: (deps) => ({ ...deps, brokerAddresses: () => addresses }) })
  const reply = await district.as('officer', 'GET', '/api/v1/device-connection', { headers: OFFICE })
  expect(reply.json()).toEqual({ url, local })
})

test('a contractor is not told', async () => {
  await using district = await openDistrict()
  const reply = await district.as('contractor', 'GET', '/api/v1/device-connection')
  expect(problemIn(reply).code).toBe('forbidden')
})

test.each(['mqtt.example:1883', 'http://mqtt.example:1883', 'mqtts://mqtt.example', 'mqtt://u:p@mqtt.example:1883'])(
  'YUKIBAN_MQTT_PUBLIC_URL must not be %s',
  async (given) => {
    await expect(openDistrict({ env: { YUKIBAN_MQTT_PUBLIC_URL: given } })).rejects.toThrow('YUKIBAN_MQTT_PUBLIC_URL')
  },
)
