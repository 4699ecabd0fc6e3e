import type { Command } from 'commander'
import type { HealthReason } from '../../device-life/health.ts'
import { type HealthNow, readHealth } from '../../device-life/read-health.ts'
import type { Device } from '../../domain/device.ts'
import { YukibanError } from '../../errors.ts'
import type { Db } from '../../store/database.ts'
import { findDevice } from '../../store/devices/find-device.ts'
import { listDevices } from '../../store/devices/list-devices.ts'
import type { Cli } from '../cli.ts'
import { table, timeText } from '../text.ts'

/** `yukiban device health [ID]`: how devices are, judged now. */
export function addDeviceHealthCommand(device: Command, cli: Cli): void {
  device
    .command('health')
    .description('whether devices are heard, their batteries and clocks; all devices, or one')
    .argument('[id]')
    .action((id: string | undefined) => health(cli, id))
}

async function health(cli: Cli, id: string | undefined): Promise<void> {
  const config = cli.config()
  const limits = { ...config.device, maxAheadMs: config.reading.maxAheadMs, listeningSinceMs: null }
  const found = await cli.withDatabase((db) =>
    cli.withReadings(async (readings) => {
      const deps = { db, readings, limits, suspect: () => null }
      const all: HealthNow[] = []
      for (const device of await devicesOf(db, id)) all.push(await readHealth(deps, device, cli.nowMs))
      return all
    }),
  )
  const rows = found.map((it) => [
    it.deviceId,
    it.status,
    timeText(it.lastSeenAtMs),
    it.battery.batteryV === null ? it.battery.state : `${it.battery.state} ${it.battery.batteryV.toFixed(2)} V`,
    it.clock.skewMs === null ? it.clock.quality : `${it.clock.quality} ${(it.clock.skewMs / 1000).toFixed(1)} s`,
    it.reasons.map(reasonText).join('; '),
  ])
  const headers = ['id', 'status', 'last seen', 'battery', 'clock', 'why']
  cli.print({ devices: found }, table(headers, rows, 'no devices'))
}

async function devicesOf(db: Db, id: string | undefined): Promise<Device[]> {
  if (id === undefined) return listDevices(db, { limit: Number.MAX_SAFE_INTEGER })
  const device = await findDevice(db, id)
  if (device === undefined) throw new YukibanError('not-found', `no device ${id}`)
  return [device]
}

function reasonText(reason: HealthReason): string {
  switch (reason.code) {
    case 'never-seen':
      return 'never heard'
    case 'silent':
      return `silent for ${reason.silentS} s, more than ${reason.limitS} s`
    case 'no-readings':
      return reason.sinceS === null ? 'has brought no reading' : `no reading for ${reason.sinceS} s`
    case 'said-offline':
      return `said goodbye, or its connection broke, at ${timeText(reason.atMs)}`
    case 'battery-low':
      return `battery at ${reason.batteryV.toFixed(2)} V, below ${reason.limitV} V`
    case 'clock-drifting':
    case 'clock-implausible':
      return `clock ${(Math.abs(reason.skewMs) / 1000).toFixed(1)} s ${reason.skewMs > 0 ? 'ahead' : 'behind'}`
    case 'sensor-suspect':
      return 'newest readings await confirmation'
  }
}
