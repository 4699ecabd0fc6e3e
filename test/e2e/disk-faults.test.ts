import { spawnSync } from 'node:child_process'
import { closeSync, openSync, readSync, statSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, onTestFinished, test } from 'vitest'
import { SmallDisk } from '../../bench/fault/small-disk.ts'
import { openDatabase } from '../../src/store/database.ts'
import { smallDistrict } from '../support/district.ts'
import { connectDevice, publishReading } from '../support/mqtt.ts'
import { testService } from '../support/service.ts'
import { spawnService } from '../support/service-process.ts'
import { tempDir } from '../support/temp-dir.ts'

const DEVICE = 'r1-a'

interface Check {
  readonly name: string
  readonly ok: boolean
  readonly detail?: string
}

/** What /readyz says of the store of readings. */
async function storeCheck(httpUrl: string): Promise<Check | undefined> {
  const { checks } = (await (await fetch(`${httpUrl}/readyz`)).json()) as { checks: Check[] }
  return checks.find((it) => it.name === 'readings store')
}

/** A device that publishes numbered readings, eight at a time, until told to stop. */
async function publishing(mqttUrl: string, token: string) {
  const client = await connectDevice(mqttUrl, DEVICE, token)
  const acked = new Set<number>()
  let next = 0
  let running = true
  const lane = async () => {
    while (running) {
      const seq = next++
      await publishReading(client, DEVICE, { boot: 'b', seq, distance_mm: 1900, note: 'x'.repeat(2000) })
      acked.add(seq)
    }
  }
  const lanes = Array.from({ length: 8 }, lane)
  return {
    acked,
    /** No acknowledgement comes any more. */
    async silent() {
      const before = acked.size
      await new Promise((resolve) => setTimeout(resolve, 700))
      return acked.size === before
    },
    async stop() {
      running = false
      await Promise.all(lanes)
    },
  }
}

async function district(dataDir: string): Promise<string> {
  const db = await openDatabase(dataDir)
  const { tokens } = await smallDistrict(db)
  await db.destroy()
  return tokens[DEVICE] ?? ''
}

async function spawnIn(dataDir: string) {
  return spawnService({
    YUKIBAN_DATA_DIR: dataDir,
    YUKIBAN_HTTP_PORT: '0',
    YUKIBAN_MQTT_PORT: '0',
    YUKIBAN_LOG_LEVEL: 'info',
    YUKIBAN_MQTT_RATE_PER_S: '1000000',
  })
}

async function expectAllStored(dataDir: string, acked: ReadonlySet<number>) {
  const service = await testService({ dataDir })
  const readings = await service.readings.readings({ deviceId: DEVICE, fromMs: 0, toMs: 1e15, limit: 1_000_000 })
  const seqs = readings.map((it) => it.seq ?? -1)
  expect(new Set(seqs).size).toBe(seqs.length)
  expect([...acked].filter((it) => !seqs.includes(it))).toEqual([])
}

describe('a disk filled to the brim', () => {
  test.skipIf(SmallDisk.missing() !== undefined)(
    'stops acknowledgements, says so, and recovers by itself',
    async () => {
      const dataDir = tempDir()
      const disk = SmallDisk.mount(dataDir, 6)
      if (typeof disk === 'string') throw new Error(disk)
      onTestFinished(() => disk.unmount())
      const token = await district(dataDir)
      const service = await spawnIn(dataDir)
      const device = await publishing(service.mqttUrl, token)
      await expect.poll(() => storeCheck(service.httpUrl), { timeout: 20_000 }).toMatchObject({ ok: false })
      expect((await storeCheck(service.httpUrl))?.detail).toMatch(/full/)
      expect(await device.silent()).toBe(true)
      const before = device.acked.size
      disk.resize(256)
      await expect
        .poll(() => storeCheck(service.httpUrl), { timeout: 10_000 })
        .toEqual({ name: 'readings store', ok: true })
      await expect.poll(() => device.acked.size).toBeGreaterThan(before)
      await device.stop()
      await service.kill()
      await expectAllStored(dataDir, device.acked)
    },
    60_000,
  )
})

const lacksPrlimit = process.platform !== 'linux' || spawnSync('prlimit', ['--version']).status !== 0

describe('a file system that refuses writes', () => {
  test.skipIf(lacksPrlimit)(
    'stops acknowledgements, says so, and recovers by itself',
    async () => {
      const dataDir = tempDir()
      const token = await district(dataDir)
      const service = await spawnIn(dataDir)
      const device = await publishing(service.mqttUrl, token)
      await expect.poll(() => device.acked.size).toBeGreaterThan(50)
      const limit = (bytes: string) =>
        spawnSync('prlimit', ['--pid', String(service.pid), `--fsize=${bytes}:unlimited`])
      // Every write behind the first page of a file fails from here on.
      expect(limit('4096').status).toBe(0)
      await expect.poll(() => storeCheck(service.httpUrl), { timeout: 20_000 }).toMatchObject({ ok: false })
      expect(await device.silent()).toBe(true)
      limit('unlimited')
      await expect
        .poll(() => storeCheck(service.httpUrl), { timeout: 10_000 })
        .toEqual({ name: 'readings store', ok: true })
      await device.stop()
      await service.kill()
      await expectAllStored(dataDir, device.acked)
    },
    60_000,
  )
})

describe('a page that cannot be read as one', () => {
  test('stops acknowledgements, says so, and the process goes on when it is whole again', async () => {
    const service = await testService()
    const { tokens } = await smallDistrict(service.db)
    const client = await connectDevice(service.mqttUrl ?? '', DEVICE, tokens[DEVICE] ?? '')
    for (let seq = 0; seq < 20; seq++) await publishReading(client, DEVICE, { boot: 'b', seq, distance_mm: 1900 })
    await service.settled()
    const restore = damage(join(service.dataDir, 'readings.db'), 'frame_log')
    let acked = false
    const published = publishReading(client, DEVICE, { boot: 'b', seq: 20, distance_mm: 1900 }).then(() => {
      acked = true
    })
    const httpUrl = service.httpUrl ?? ''
    await expect
      .poll(() => storeCheck(httpUrl))
      .toMatchObject({ ok: false, detail: expect.stringMatching(/malformed/) })
    expect(acked).toBe(false)
    expect((await fetch(`${httpUrl}/livez`)).status).toBe(200)
    restore()
    await published
    expect((await storeCheck(httpUrl))?.ok).toBe(true)
    const readings = await service.readings.readings({ deviceId: DEVICE, fromMs: 0, toMs: 1e15, limit: 100 })
    expect(readings.map((it) => it.seq)).toEqual([...Array(21).keys()])
  }, 30_000)
})

/** Overwrites the root page of a table behind the service's back. @returns how to put it back. */
function damage(file: string, table: string): () => void {
  const database = new DatabaseSync(file, { timeout: 5000 })
  database.exec('pragma wal_checkpoint(truncate)')
  const pageSize = Number(database.prepare('pragma page_size').get()?.page_size)
  const root = Number(database.prepare('select rootpage from sqlite_master where name = ?').get(table)?.rootpage)
  database.close()
  expect(statSync(`${file}-wal`).size).toBe(0)
  const at = (root - 1) * pageSize
  const original = Buffer.alloc(pageSize)
  const write = (page: Buffer) => {
    const handle = openSync(file, 'r+')
    writeSync(handle, page, 0, pageSize, at)
    closeSync(handle)
  }
  const handle = openSync(file, 'r')
  readSync(handle, original, 0, pageSize, at)
  closeSync(handle)
  write(Buffer.alloc(pageSize, 0xff))
  return () => write(original)
}
