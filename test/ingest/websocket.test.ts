import { expect, test } from 'vitest'
import { testBroker } from '../support/broker.ts'
import { connectDevice, publishReading } from '../support/mqtt.ts'
import { rawMqtt } from '../support/raw-mqtt.ts'

const DEVICE = 'r1-a'

test('a device publishes over WebSocket like over TCP, and its revocation ends it', async () => {
  const broker = await testBroker({ env: { YUKIBAN_MQTT_WS_PORT: '0' } })
  const url = `${broker.webSocketUrl}/mqtt`
  const client = await connectDevice(url, DEVICE, broker.tokens[DEVICE] ?? '')
  for (let seq = 1; seq <= 20; seq++) await publishReading(client, DEVICE, { boot: 'w', seq, distance_mm: 1900 })
  await broker.readings.settled()
  expect((await broker.readings.counts()).readings).toBe(20)
  await expect(connectDevice(url, DEVICE, 'wrong')).rejects.toThrow(/Bad username or password/)
  broker.disconnectDevice(DEVICE)
  await expect.poll(() => client.connected).toBe(false)
  await expect.poll(() => broker.connections()).toBe(0)
  expect(broker.figures().unauthenticated).toBe(0)
})

test('whoever opens it and says nothing is closed in time', async () => {
  const broker = await testBroker({ env: { YUKIBAN_MQTT_WS_PORT: '0', YUKIBAN_MQTT_CONNECT_TIMEOUT_S: '1' } })
  const silent = rawMqtt(broker.webSocketUrl ?? '')
  await silent.closed
  expect(broker.refused).toEqual(['connect-timeout'])
})
