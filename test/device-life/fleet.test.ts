import { expect, onTestFinished, test } from 'vitest'
import { createField } from '../../firmware-sim/field.ts'
import { startFleet } from '../../firmware-sim/fleet.ts'
import { snowyNight } from '../../firmware-sim/test/fixtures.ts'
import { RealClock } from '../../src/clock.ts'
import { queueDeviceCommand } from '../../src/device-life/queue-command.ts'
import { setDeviceConfig } from '../../src/device-life/set-config.ts'
import { listDeviceCommands } from '../../src/store/device-commands/list-device-commands.ts'
import { findReportedConfig } from '../../src/store/device-configs/find-reported-config.ts'
import { findDevice } from '../../src/store/devices/find-device.ts'
import { smallDistrict } from '../support/district.ts'
import { testService } from '../support/service.ts'

const DEVICE = 'r1-a'
const actor = { kind: 'user', id: 'test' } as const

test('simulated firmware takes up its configuration, does its commands once, and says so', async () => {
  const service = await testService()
  const { db } = service
  const { tokens } = await smallDistrict(db)
  const registered = await findDevice(db, DEVICE)
  if (registered === undefined) throw new Error('no device')
  const config = { intervalS: 3600, mountHeightMm: 2000, calibrationOffsetMm: 4 }
  const now = () => ({ device: registered, actor, nowMs: service.clock.now() })
  await db.transaction().execute(async (trx) => {
    await setDeviceConfig(trx, { ...now(), config })
    await queueDeviceCommand(trx, { ...now(), kind: 'reboot' })
    await queueDeviceCommand(trx, { ...now(), kind: 'sample-now' })
  })
  const fleet = startFleet({
    broker: service.mqttUrl ?? '',
    devices: [
      {
        id: DEVICE,
        token: tokens[DEVICE] ?? '',
        routeId: 'r1',
        surface: 'carriageway',
        mountHeightMm: 2000,
        intervalS: 3600,
      },
    ],
    field: createField(snowyNight),
    clock: new RealClock(),
    seed: 7,
  })
  onTestFinished(() => fleet.stop(0))
  const states = async () => (await listDeviceCommands(db, { deviceId: DEVICE, limit: 10 })).map((it) => it.state)
  await expect.poll(states, { timeout: 10_000 }).toEqual(['acknowledged', 'acknowledged'])
  await expect.poll(async () => (await findReportedConfig(db, DEVICE))?.version, { timeout: 10_000 }).toBe(1)
  expect((await findReportedConfig(db, DEVICE))?.body).toEqual({
    version: 1,
    interval_s: 3600,
    mount_height_mm: 2000,
    calibration_offset_mm: 4,
  })
  expect(fleet.stats().reconnects).toBe(1)
  await expect.poll(() => fleet.stats().acked, { timeout: 10_000 }).toBeGreaterThan(0)
  const query = { deviceId: DEVICE, fromMs: 0, toMs: Number.MAX_SAFE_INTEGER, limit: 10 }
  const [reading] = await service.readings.readings(query)
  expect(reading?.depthMm).not.toBeNull()
})
