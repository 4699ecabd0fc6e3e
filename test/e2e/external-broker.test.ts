import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, test } from 'vitest'
import { openDatabase } from '../../src/store/database.ts'
import { openReadingStore } from '../../src/store/readings/sqlite.ts'
import { smallDistrict } from '../support/district.ts'
import { deviceIds } from '../support/external-broker.ts'
import { DEVICE_PASSWORD, lacksMosquitto, type Mosquitto, startMosquitto } from '../support/mosquitto.ts'
import { ackedByAll, type NumberedSender, numberedSender } from '../support/numbered-sender.ts'
import { testConfig } from '../support/service.ts'
import { spawnService } from '../support/service-process.ts'
import { tempDir } from '../support/temp-dir.ts'

const DEVICES = 6
const KILLS = 3
const ACKED_BETWEEN_KILLS = 1000

async function preparedFolder(): Promise<string> {
  const dataDir = tempDir()
  const db = await openDatabase(dataDir)
  await smallDistrict(db, { routes: DEVICES })
  await db.destroy()
  return dataDir
}

function environment(dataDir: string, mosquitto: Mosquitto): Record<string, string> {
  return {
    YUKIBAN_DATA_DIR: dataDir,
    YUKIBAN_HTTP_PORT: '0',
    YUKIBAN_LOG_LEVEL: 'info',
    YUKIBAN_MQTT_URL: mosquitto.serviceUrl,
  }
}

/** How many readings are stored, while the service is at work on the same file. */
function countStored(dataDir: string): number {
  const file = new DatabaseSync(join(dataDir, 'readings.db'), { readOnly: true, timeout: 5000 })
  try {
    return Number(file.prepare('select count(*) as n from reading').get()?.n)
  } finally {
    file.close()
  }
}

/** `device:seq` of every stored row, after the service has gone. */
async function storedRows(dataDir: string): Promise<string[]> {
  const config = testConfig(dataDir)
  const store = await openReadingStore({ dataDir, reading: config.reading, timeZone: config.timeZone })
  try {
    const rows: string[] = []
    for (const deviceId of deviceIds(DEVICES)) {
      const all = { fromMs: 0, toMs: Number.MAX_SAFE_INTEGER, limit: 1_000_000 }
      rows.push(...(await store.readings({ deviceId, ...all })).map((it) => `${deviceId}:${it.seq}`))
    }
    return rows
  } finally {
    await store.close()
  }
}

function published(senders: readonly NumberedSender[]): string[] {
  return senders.flatMap((it) => [...it.acked].map((seq) => `${it.id}:${seq}`))
}

test.skipIf(lacksMosquitto)(
  'the service killed three times under load: all that the broker took is stored, once',
  async () => {
    const mosquitto = await startMosquitto(deviceIds(DEVICES))
    const dataDir = await preparedFolder()
    const env = environment(dataDir, mosquitto)
    // The first connection makes the session; before it the broker keeps nothing for us.
    const first = await spawnService(env)
    await ready(first.httpUrl)
    const senders = deviceIds(DEVICES).map((id) => numberedSender(mosquitto.url, id, DEVICE_PASSWORD))
    let service = first
    for (let kill = 0; kill < KILLS; kill++) {
      const before = ackedByAll(senders)
      await expect
        .poll(() => ackedByAll(senders), { timeout: 60_000, interval: 5 })
        .toBeGreaterThan(before + ACKED_BETWEEN_KILLS)
      await service.kill()
      service = await spawnService(env)
    }
    const before = ackedByAll(senders)
    await expect.poll(() => ackedByAll(senders), { timeout: 60_000 }).toBeGreaterThan(before + ACKED_BETWEEN_KILLS)
    await Promise.all(senders.map((it) => it.finish()))
    const wanted = published(senders).toSorted()
    await expect.poll(() => countStored(dataDir), { timeout: 40_000, interval: 200 }).toBe(wanted.length)
    await service.kill()
    expect((await storedRows(dataDir)).toSorted()).toEqual(wanted)
  },
  180_000,
)

test.skipIf(lacksMosquitto)(
  'two services of one group share the messages: each reaches exactly one',
  async () => {
    const mosquitto = await startMosquitto(deviceIds(DEVICES))
    const folders = [await preparedFolder(), await preparedFolder()]
    const services = await Promise.all(folders.map((it) => spawnService(environment(it, mosquitto))))
    for (const { httpUrl } of services) await ready(httpUrl)
    const senders = deviceIds(DEVICES).map((id) => numberedSender(mosquitto.url, id, DEVICE_PASSWORD))
    await expect.poll(() => ackedByAll(senders), { timeout: 30_000 }).toBeGreaterThan(2000)
    await Promise.all(senders.map((it) => it.finish()))
    const all = published(senders).toSorted()
    const counted = () => folders.reduce((sum, it) => sum + countStored(it), 0)
    await expect.poll(counted, { timeout: 30_000, interval: 200 }).toBe(all.length)
    await Promise.all(services.map((it) => it.kill()))
    const shares = await Promise.all(folders.map(storedRows))
    expect(shares.flat().toSorted()).toEqual(all)
    for (const share of shares) expect(share.length).toBeGreaterThan(all.length / 4)
  },
  120_000,
)

async function ready(httpUrl: string): Promise<void> {
  await expect.poll(async () => (await fetch(`${httpUrl}/readyz`)).status, { timeout: 20_000 }).toBe(200)
}
