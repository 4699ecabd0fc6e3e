import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, onTestFinished, test } from 'vitest'
import { SimulatedClock } from '../../../src/clock.ts'
import type { ReadingStore } from '../../../src/store/readings/port.ts'
import { openReadingStore } from '../../../src/store/readings/sqlite.ts'
import { readingStoreContract } from '../../contract/reading-store.ts'
import { tempDir } from '../../support/temp-dir.ts'

const reading = { earliestMs: Date.parse('2001-01-01T00:00:00Z'), maxAheadMs: 600_000 }

async function openIn(dataDir: string): Promise<ReadingStore> {
  const store = await openReadingStore({ dataDir, reading })
  onTestFinished(() => store.close())
  return store
}

readingStoreContract(async () => {
  const dataDir = tempDir()
  return { store: await openIn(dataDir), reopen: () => openIn(dataDir) }
})

function frame(text: string) {
  const payload = new TextEncoder().encode(text)
  return {
    deviceId: 'd1',
    kind: 'reading',
    codec: 'json',
    payloadFormat: null,
    topic: 't',
    receivedAtMs: 1_768_863_000_000,
    payload,
    sizeBytes: payload.byteLength,
  } as const
}

test('what a crash left unindexed in the log is worked in at the next start', async () => {
  const dataDir = tempDir()
  const store = await openIn(dataDir)
  await store.append([frame('{"seq":1,"depth_mm":1}')])
  await store.close()
  const database = new DatabaseSync(join(dataDir, 'readings.db'))
  database.exec('delete from reading; delete from device_day; update progress set indexed_to = 0')
  database.close()
  const again = await openIn(dataDir)
  expect(await again.readings({ deviceId: 'd1', fromMs: 0, toMs: 2e12, limit: 10 })).toHaveLength(1)
})

test('a file of a newer version is refused', async () => {
  const dataDir = tempDir()
  await (await openIn(dataDir)).close()
  const database = new DatabaseSync(join(dataDir, 'readings.db'))
  database.exec('pragma user_version = 99')
  database.close()
  await expect(openReadingStore({ dataDir, reading })).rejects.toMatchObject({ code: 'schema-newer' })
})

test('while the disk refuses, appends reject and store nothing; afterwards the same process goes on', async () => {
  const dataDir = tempDir()
  const store = await openIn(dataDir)
  await store.append([frame('{"seq":1,"depth_mm":1}')])
  const other = new DatabaseSync(join(dataDir, 'readings.db'), { timeout: 5000 })
  other.exec(`create trigger refuse before insert on frame_log begin select raise(abort, 'disk says no'); end`)
  await expect(store.append([frame('{"seq":2,"depth_mm":1}')])).rejects.toMatchObject({
    code: 'store-unavailable',
    message: expect.stringContaining('disk says no'),
  })
  other.exec('drop trigger refuse')
  other.close()
  await store.append([frame('{"seq":3,"depth_mm":1}')])
  const readings = await store.readings({ deviceId: 'd1', fromMs: 0, toMs: 2e12, limit: 10 })
  expect(readings.map((it) => it.seq)).toEqual([1, 3])
})

test('simulated time stands still until what was appended is indexed', async () => {
  const clock = new SimulatedClock(0, Number.POSITIVE_INFINITY)
  onTestFinished(() => clock.stop())
  const store = await openReadingStore({ dataDir: tempDir(), reading, clock })
  onTestFinished(() => store.close())
  let indexedAt: number | undefined
  store.onIndexed(() => {
    indexedAt = clock.now()
  })
  const appended = store.append([frame('{"seq":1,"depth_mm":1}')])
  await clock.sleepUntil(1)
  await appended
  expect(indexedAt).toBe(0)
})

test('a backup is a whole store of its own', async () => {
  const dataDir = tempDir()
  const copyDir = tempDir()
  const store = await openIn(dataDir)
  await store.append([frame('{"seq":1,"depth_mm":1}'), frame('{')])
  await store.backup(join(copyDir, 'readings.db'))
  const copy = await openIn(copyDir)
  expect(await copy.counts()).toEqual({ frames: 2, readings: 1, quarantined: 1 })
})
