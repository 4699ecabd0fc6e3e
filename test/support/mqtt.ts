import mqtt, { type MqttClient } from 'mqtt'
import { onTestFinished } from 'vitest'

/** A real MQTT client connected as a device; closed when the test ends. Rejects when the broker refuses it. */
export async function connectDevice(
  url: string,
  deviceId: string,
  token: string,
  options: mqtt.IClientOptions = {},
): Promise<MqttClient> {
  const client = await mqtt.connectAsync(url, {
    username: deviceId,
    password: token,
    clientId: deviceId,
    reconnectPeriod: 0,
    connectTimeout: 5000,
    ...options,
  })
  onTestFinished(async () => {
    await client.endAsync(true)
  })
  return client
}

export function readingTopic(deviceId: string): string {
  return `yukiban/v1/${deviceId}/reading`
}

/** Publishes with QoS 1 and resolves at the PUBACK. */
export async function publishReading(client: MqttClient, deviceId: string, body: unknown): Promise<void> {
  const payload = typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body)
  await client.publishAsync(readingTopic(deviceId), payload, { qos: 1 })
}
