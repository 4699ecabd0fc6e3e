import { type Command, Option } from 'commander'
import { queueDeviceCommand } from '../../device-life/queue-command.ts'
import { setDeviceConfig } from '../../device-life/set-config.ts'
import type { Device } from '../../domain/device.ts'
import {
  COMMAND_EXPIRY_S,
  COMMAND_KINDS,
  CONFIG_LIMITS,
  type CommandKind,
  type DesiredConfig,
  type DeviceConfig,
  inSync,
  type ReportedConfig,
} from '../../domain/downlink.ts'
import { type FieldProblem, YukibanError } from '../../errors.ts'
import type { Db, Trx } from '../../store/database.ts'
import { findDesiredConfig } from '../../store/device-configs/find-desired-config.ts'
import { findReportedConfig } from '../../store/device-configs/find-reported-config.ts'
import { findDevice } from '../../store/devices/find-device.ts'
import { CLI_ACTOR, type Cli } from '../cli.ts'
import { timeText } from '../text.ts'
import { numberOption, refuseProblems } from '../usage-error.ts'

type ConfigOptions = Partial<Record<keyof DeviceConfig, number>>

/** `yukiban device config get | set` and `yukiban device command`. */
export function addDeviceDownlinkCommands(device: Command, cli: Cli): void {
  const config = device.command('config').description('what a device is asked to be, and says it is')
  config
    .command('get')
    .description('print the configuration as desired and as reported')
    .argument('<id>')
    .action((id: string) => getConfig(cli, id))
  config
    .command('set')
    .description('ask a device to take up a configuration; what is not named stays as it was asked')
    .argument('<id>')
    .option('--interval-s <s>', 'seconds between its samples', numberOption)
    .option('--mount-height-mm <mm>', 'as the device shall believe it; the registered height stays', numberOption)
    .option('--calibration-offset-mm <mm>', 'added to every distance it measures', numberOption)
    .action((id: string, options: ConfigOptions) => setConfig(cli, id, options))
  device
    .command('command')
    .description('put a command in line; it is sent whenever the device appears, until acknowledged or expired')
    .argument('<id>')
    .argument('<kind>', COMMAND_KINDS.join(' or '))
    .addOption(new Option('--expires-in-s <s>', 'how long it may wait').argParser(numberOption))
    .action((id: string, kind: string, options: { expiresInS?: number }) => command(cli, id, kind, options.expiresInS))
}

async function getConfig(cli: Cli, id: string): Promise<void> {
  await cli.withDatabase(async (db) => {
    await requireDevice(db, id)
    printConfig(cli, id, await findDesiredConfig(db, id), await findReportedConfig(db, id))
  })
}

async function setConfig(cli: Cli, id: string, options: ConfigOptions): Promise<void> {
  refuseProblems(configProblems(options))
  await cli.withDatabase(async (db) => {
    const desired = await db.transaction().execute(async (trx) => {
      const device = await requireDevice(trx, id)
      const before = await findDesiredConfig(trx, id)
      const config = {
        intervalS: options.intervalS ?? before?.intervalS ?? null,
        mountHeightMm: options.mountHeightMm ?? before?.mountHeightMm ?? null,
        calibrationOffsetMm: options.calibrationOffsetMm ?? before?.calibrationOffsetMm ?? null,
      }
      return setDeviceConfig(trx, { device, config, actor: CLI_ACTOR, nowMs: cli.nowMs })
    })
    printConfig(cli, id, desired, await findReportedConfig(db, id))
    cli.note('It is delivered when the device next appears; to one that is connected within a minute.')
    if (options.mountHeightMm !== undefined)
      cli.note('The registered mounting height, by which depths are computed, has not changed.')
  })
}

async function command(cli: Cli, id: string, kind: string, expiresInS: number | undefined): Promise<void> {
  refuseProblems([...kindProblems(kind), ...expiryProblems(expiresInS)])
  const queued = await cli.withDatabase((db) =>
    db.transaction().execute(async (trx) => {
      const device = await requireDevice(trx, id)
      const expiry = expiresInS === undefined ? {} : { expiresInS }
      return queueDeviceCommand(trx, {
        device,
        kind: kind as CommandKind,
        actor: CLI_ACTOR,
        nowMs: cli.nowMs,
        ...expiry,
      })
    }),
  )
  cli.print(queued, `command  ${queued.id}\nexpires  ${timeText(queued.expiresAtMs)}`)
}

function printConfig(
  cli: Cli,
  id: string,
  desired: DesiredConfig | undefined,
  reported: ReportedConfig | undefined,
): void {
  const lines = [
    `device    ${id}`,
    `in sync   ${inSync(desired, reported) ? 'yes' : 'no'}`,
    `desired   ${desired === undefined ? '-' : desiredText(desired)}`,
    `reported  ${reported === undefined ? '-' : `${JSON.stringify(reported.body)} at ${timeText(reported.reportedAtMs)}`}`,
  ]
  const value = {
    deviceId: id,
    inSync: inSync(desired, reported),
    desired: desired ?? null,
    reported: reported ?? null,
  }
  cli.print(value, lines.join('\n'))
}

function desiredText({ version, intervalS, mountHeightMm, calibrationOffsetMm }: DesiredConfig): string {
  const fields = [
    intervalS === null ? '' : `every ${intervalS} s`,
    mountHeightMm === null ? '' : `mount height ${mountHeightMm} mm`,
    calibrationOffsetMm === null ? '' : `calibration ${calibrationOffsetMm} mm`,
  ]
  return [`version ${version}`, ...fields.filter((it) => it !== '')].join(', ')
}

function configProblems(options: ConfigOptions): FieldProblem[] {
  const named = Object.entries(CONFIG_LIMITS).filter(([field]) => options[field as keyof DeviceConfig] !== undefined)
  if (named.length === 0) {
    return [{ field: '', message: 'name at least one of --interval-s, --mount-height-mm, --calibration-offset-mm' }]
  }
  return named.flatMap(([field, limits]) => rangeProblems(field, options[field as keyof DeviceConfig], limits))
}

function kindProblems(kind: string): FieldProblem[] {
  if ((COMMAND_KINDS as readonly string[]).includes(kind)) return []
  return [{ field: 'kind', value: kind, message: `must be ${COMMAND_KINDS.join(' or ')}` }]
}

function expiryProblems(expiresInS: number | undefined): FieldProblem[] {
  return rangeProblems('expiresInS', expiresInS, COMMAND_EXPIRY_S)
}

function rangeProblems(
  field: string,
  value: number | undefined,
  { min, max }: { readonly min: number; readonly max: number },
): FieldProblem[] {
  if (value === undefined || (Number.isInteger(value) && value >= min && value <= max)) return []
  return [{ field, value: String(value), message: `must be a whole number from ${min} to ${max}` }]
}

async function requireDevice(db: Db | Trx, id: string): Promise<Device> {
  const device = await findDevice(db, id)
  if (device === undefined) throw new YukibanError('not-found', `no device ${id}`)
  return device
}
