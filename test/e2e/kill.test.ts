import mqtt from 'mqtt'
import { expect, onTestFinished, test } from 'vitest'
import { openDatabase } from '../../src/store/database.ts'
import { openReadingStore } from '../../src/store/readings/sqlite.ts'
import { smallDistrict } from '../support/district.ts'
import { readingTopic } from '../support/mqtt.ts'
import { testConfig } from '../support/service.ts'
import { spawnService } from '../support/service-process.ts'
import { tempDir } from '../support/temp-dir.ts'

const DEVICES = 8
const KILLS = 3
const IN_FLIGHT = 16
/** Each kill comes once this many more readings have been acknowledged. */
const ACKED_BETWEEN_KILLS = 1500

/**
 * Publishes numbered readings until told to stop, like a device: what is not acknowledged when the connection breaks is
 * sent again on the next one. `acked` holds exactly the sequence numbers whose PUBACK arrived.
 */
function device(id: string, token: string) {
  const acked = new Set<number>()
  const unacked = new Map<number, string>()
  let seq = 0
  let client: mqtt.MqttClient | undefined
  let running = true
  const send = (number: number) => {
    const mine = client
    const payload = unacked.get(number) ?? ''
    mine?.publish(readingTopic(id), payload, { qos: 1 }, (error) => {
      if (error != null || client !== mine) return
      acked.add(number)
      unacked.delete(number)
      if (running) sendNext()
    })
  }
  const sendNext = () => {
    const number = seq++
    unacked.set(
      number,
      JSON.stringify({ boot: 'k', seq: number, at: 1_768_863_000_000 + number * 1000, distance_mm: 1900 }),
    )
    send(number)
  }
  return {
    id,
    acked,
    async connect(url: string) {
      client = await mqtt.connectAsync(url, { username: id, password: token, clientId: id, reconnectPeriod: 0 })
      client.on('error', () => {})
      for (const number of [...unacked.keys()]) send(number)
      while (unacked.size < IN_FLIGHT) sendNext()
    },
    drop() {
      client?.end(true)
      client = undefined
    },
    async finish() {
      running = false
      await expect.poll(() => unacked.size, { timeout: 20_000 }).toBe(0)
    },
  }
}

test('SIGKILL three times under load: every acknowledged reading is there, once', async () => {
  const dataDir = tempDir()
  const db = await openDatabase(dataDir)
  const { tokens } = await smallDistrict(db, { routes: DEVICES })
  await db.destroy()
  const env = { YUKIBAN_DATA_DIR: dataDir, YUKIBAN_HTTP_PORT: '0', YUKIBAN_MQTT_PORT: '0', YUKIBAN_LOG_LEVEL: 'info' }
  const devices = Object.entries(tokens).map(([id, token]) => device(id, token))
  onTestFinished(() => {
    for (const it of devices) it.drop()
  })
  const ackedNow = () => devices.reduce((sum, it) => sum + it.acked.size, 0)

  for (let kill = 0; kill < KILLS; kill++) {
    const before = ackedNow()
    const service = await spawnService(env)
    await Promise.all(devices.map((it) => it.connect(service.mqttUrl)))
    await expect.poll(ackedNow, { timeout: 60_000, interval: 5 }).toBeGreaterThan(before + ACKED_BETWEEN_KILLS)
    await service.kill()
    for (const it of devices) it.drop()
  }
  const service = await spawnService(env)
  await Promise.all(devices.map((it) => it.connect(service.mqttUrl)))
  await Promise.all(devices.map((it) => it.finish()))
  await service.kill()

  const store = await openReadingStore({ dataDir, reading: testConfig(dataDir).reading })
  onTestFinished(() => store.close())
  let missing = 0
  let doubled = 0
  for (const it of devices) {
    const stored = await store.readings({ deviceId: it.id, fromMs: 0, toMs: Number.MAX_SAFE_INTEGER, limit: 1_000_000 })
    const numbers = stored.map((reading) => reading.seq)
    doubled += numbers.length - new Set(numbers).size
    missing += [...it.acked].filter((number) => !numbers.includes(number)).length
  }
  expect({ missing, doubled }).toEqual({ missing: 0, doubled: 0 })
  expect(ackedNow()).toBeGreaterThan(KILLS * ACKED_BETWEEN_KILLS)
}, 180_000)
