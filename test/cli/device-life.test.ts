import { beforeEach, expect, test } from 'vitest'
import { upsertAuthority } from '../../src/store/authorities/upsert-authority.ts'
import { openDatabase } from '../../src/store/database.ts'
import { saveReportedConfig } from '../../src/store/device-configs/save-reported-config.ts'
import { upsertDevice } from '../../src/store/devices/upsert-device.ts'
import { listEvents } from '../../src/store/events/list-events.ts'
import { sensor } from '../support/sensor.ts'
import { testReadings } from '../support/stores.ts'
import { tempDir } from '../support/temp-dir.ts'
import { yukiban } from './run.ts'

let dataDir: string

beforeEach(async () => {
  dataDir = tempDir()
  await inDatabase(async (db) => {
    await upsertAuthority(db, { id: 'town', name: '試験町', kind: 'municipality', timeZone: 'Asia/Tokyo' })
    await upsertDevice(db, sensor({ id: 'D1', authorityId: 'town', routeId: null }), 0)
  })
})

async function inDatabase<T>(work: (db: Awaited<ReturnType<typeof openDatabase>>) => Promise<T>): Promise<T> {
  const db = await openDatabase(dataDir)
  try {
    return await work(db)
  } finally {
    await db.destroy()
  }
}

async function run(...args: string[]) {
  const { code, stdout } = await yukiban(['--json', 'device', ...args], { dataDir })
  return { code, said: JSON.parse(stdout) as Record<string, unknown> }
}

test('config set keeps what it does not name, get tells what the device reported', async () => {
  expect((await run('config', 'get', 'D1')).said).toEqual({
    deviceId: 'D1',
    inSync: true,
    desired: null,
    reported: null,
  })
  await run('config', 'set', 'D1', '--interval-s', '300')
  const { said } = await run('config', 'set', 'D1', '--calibration-offset-mm', '-7')
  expect(said.desired).toMatchObject({ version: 2, intervalS: 300, mountHeightMm: null, calibrationOffsetMm: -7 })
  await inDatabase((db) =>
    db.transaction().execute(async (trx) => {
      const reported = { deviceId: 'D1', version: 2, intervalS: 300, body: { version: 2 }, reportedAtMs: 5 }
      await saveReportedConfig(trx, reported)
    }),
  )
  expect((await run('config', 'get', 'D1')).said).toMatchObject({ inSync: true, reported: { body: { version: 2 } } })
  const events = await inDatabase((db) => listEvents(db, { limit: 10 }))
  expect(events.map((it) => [it.type, it.actor])).toEqual(Array(2).fill(['device.config-set', 'system:cli']))
})

test('a command is put in line', async () => {
  const { code, said } = await run('command', 'D1', 'sample-now', '--expires-in-s', '60')
  expect([code, said]).toEqual([0, expect.objectContaining({ kind: 'sample-now', state: 'queued', sends: 0 })])
  expect(Number(said.expiresAtMs) - Number(said.createdAtMs)).toBe(60_000)
})

test.each([
  { args: ['config', 'set', 'D1'], code: 2 },
  { args: ['config', 'set', 'D1', '--interval-s', '9'], code: 2 },
  { args: ['config', 'set', 'D1', '--mount-height-mm', '2000.5'], code: 2 },
  { args: ['config', 'set', 'none', '--interval-s', '60'], code: 1 },
  { args: ['config', 'get', 'none'], code: 1 },
  { args: ['command', 'D1', 'dance'], code: 2 },
  { args: ['command', 'D1', 'reboot', '--expires-in-s', '0'], code: 2 },
  { args: ['command', 'none', 'reboot'], code: 1 },
  { args: ['health', 'none'], code: 1 },
])('refused with $code: device $args', async ({ args, code }) => {
  expect((await run(...args)).code).toBe(code)
})

test('health of all devices, in words and as data', async () => {
  const store = await testReadings(dataDir)
  const payload = Buffer.from('{"seq":1,"distance_mm":1900,"battery_v":3.1}')
  const frame = { deviceId: 'D1', kind: 'reading', codec: 'json', payloadFormat: null, topic: 't' } as const
  await store.append([{ ...frame, receivedAtMs: 0, payload, sizeBytes: payload.byteLength }])
  await store.settled()
  await store.close()
  const { said } = await run('health')
  expect(said.devices).toMatchObject([{ deviceId: 'D1', status: 'offline', battery: { state: 'low', batteryV: 3.1 } }])
  const { stdout } = await yukiban(['device', 'health', 'D1'], { dataDir })
  expect(stdout).toMatch(
    /D1 +offline +1970-01-01T00:00:00.000Z +low 3.10 V +unknown +silent for \d+ s.*battery at 3.10 V/,
  )
})
