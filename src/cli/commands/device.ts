import { type Command, Option } from 'commander'
import { CODEC_NAMES, PAYLOAD_FORMAT_NAMES } from '../../decode/index.ts'
import { deviceOf, positionProblems } from '../../district/check-device.ts'
import { encodingProblems } from '../../district/check-encoding.ts'
import { type DeviceInput, DeviceSchema } from '../../district/district-schema.ts'
import type { Device } from '../../domain/device.ts'
import { schemaProblems } from '../../domain/schema-problems.ts'
import { YukibanError } from '../../errors.ts'
import type { Db } from '../../store/database.ts'
import { findDevice } from '../../store/devices/find-device.ts'
import { issueDeviceToken } from '../../store/devices/issue-device-token.ts'
import { listDevices } from '../../store/devices/list-devices.ts'
import { revokeDeviceToken } from '../../store/devices/revoke-device-token.ts'
import { upsertDevice } from '../../store/devices/upsert-device.ts'
import { findRoute } from '../../store/routes/find-route.ts'
import { type Cli, chooseAuthority } from '../cli.ts'
import { journal } from '../journal.ts'
import { table } from '../text.ts'
import { numberOption, refuseProblems } from '../usage-error.ts'
import { addDeviceDownlinkCommands } from './device-downlink.ts'
import { addDeviceHealthCommand } from './device-health.ts'

type AddOptions = Omit<DeviceInput, 'id' | 'measures'> & { readonly authority?: string }

/** `yukiban device add | rotate | revoke | list | health | config | command`. */
export function addDeviceCommand(program: Command, cli: Cli): void {
  const device = program.command('device').description('register devices and give them tokens')
  device
    .command('add')
    .description('register a device and print its token, once')
    .argument('<id>', 'also its MQTT user name and topic level')
    .addOption(new Option('--kind <kind>', 'what it is').choices(['ultrasonic', 'camera']).default('ultrasonic'))
    .option('--route <id>', 'route it watches')
    .addOption(
      new Option('--surface <surface>', 'what lies under it')
        .choices(['carriageway', 'roadside'])
        .default('carriageway'),
    )
    .option('--mount-height-mm <mm>', 'sensor face above bare ground', numberOption)
    .option('--temperature-compensated', 'its distances are corrected for air temperature already')
    .addOption(new Option('--codec <codec>', 'the language it speaks').choices(CODEC_NAMES).default('json'))
    .addOption(
      new Option('--payload-format <format>', 'how a LoRaWAN device packs its bytes').choices(PAYLOAD_FORMAT_NAMES),
    )
    .option('--dev-eui <eui>', 'its name at the network server: 16 hexadecimal digits')
    .option('--interval-s <s>', 'seconds between its readings (default: 600)', numberOption)
    .option('--lat <degrees>', 'latitude', numberOption)
    .option('--lon <degrees>', 'longitude', numberOption)
    .option('--authority <id>', 'its owner; needed when there are several')
    .action((id: string, options: AddOptions) => add(cli, id, options))
  device
    .command('rotate')
    .description('give a device a new token and print it, once; the old one ends')
    .argument('<id>')
    .action((id: string) => rotate(cli, id))
  device
    .command('revoke')
    .description("end a device's token; it can no longer connect")
    .argument('<id>')
    .action((id: string) => revoke(cli, id))
  device
    .command('list')
    .description('list devices')
    .option('--authority <id>', 'only those of this authority')
    .action((options: { authority?: string }) => list(cli, options.authority))
  addDeviceHealthCommand(device, cli)
  addDeviceDownlinkCommands(device, cli)
}

async function add(cli: Cli, id: string, options: AddOptions): Promise<void> {
  const { authority: authorityId, ...fields } = options
  const input: DeviceInput = { id, ...fields }
  refuseProblems([
    ...schemaProblems(DeviceSchema, input),
    ...positionProblems(input, ''),
    ...encodingProblems(input, ''),
  ])
  await cli.withDatabase(async (db) => {
    const authority = await chooseAuthority(db, authorityId)
    const device = deviceOf(input, authority.id)
    const token = await register(db, device, cli.nowMs)
    cli.print({ id, token }, `device  ${id}\ntoken   ${token}`)
    cli.note('The token is not shown again.')
    if (device.kind === 'ultrasonic' && device.mountHeightMm === null) {
      cli.note('Without --mount-height-mm only a device that sends depth_mm itself can be used.')
    }
    if (device.routeId === null) cli.note('Without --route it takes part in no decision.')
  })
}

async function register(db: Db, device: Device, nowMs: number): Promise<string> {
  return db.transaction().execute(async (trx) => {
    const { id, authorityId, routeId } = device
    if ((await findDevice(trx, id)) !== undefined) {
      throw new YukibanError(
        'conflict',
        `device ${id} exists already; \`yukiban device rotate ${id}\` gives it a new token`,
      )
    }
    if (routeId !== null && (await findRoute(trx, routeId))?.authorityId !== authorityId) {
      throw new YukibanError('not-found', `the authority ${authorityId} has no route ${routeId}`)
    }
    await upsertDevice(trx, device, nowMs)
    await journal(trx, { authorityId, type: 'device.added', subject: id, atMs: nowMs })
    return issueDeviceToken(trx, id)
  })
}

async function rotate(cli: Cli, id: string): Promise<void> {
  const token = await cli.withDatabase((db) =>
    db.transaction().execute(async (trx) => {
      const made = await issueDeviceToken(trx, id)
      const authorityId = (await findDevice(trx, id))?.authorityId ?? ''
      await journal(trx, { authorityId, type: 'device.token-rotated', subject: id, atMs: cli.nowMs })
      return made
    }),
  )
  cli.print({ id, token }, `device  ${id}\ntoken   ${token}`)
  cli.note('The token is not shown again.')
}

async function revoke(cli: Cli, id: string): Promise<void> {
  await cli.withDatabase((db) =>
    db.transaction().execute(async (trx) => {
      await revokeDeviceToken(trx, id)
      const authorityId = (await findDevice(trx, id))?.authorityId ?? ''
      await journal(trx, { authorityId, type: 'device.token-revoked', subject: id, atMs: cli.nowMs })
    }),
  )
  cli.print({ id, revoked: true }, `device ${id} can no longer connect`)
}

async function list(cli: Cli, authorityId: string | undefined): Promise<void> {
  const limit = Number.MAX_SAFE_INTEGER
  const devices = await cli.withDatabase((db) =>
    listDevices(db, authorityId === undefined ? { limit } : { authorityId, limit }),
  )
  const rows = devices.map((it) => [
    it.id,
    it.kind,
    it.routeId ?? '-',
    it.surface,
    it.payloadFormat ?? it.codec,
    it.mountHeightMm === null ? '-' : String(it.mountHeightMm),
    String(it.intervalS),
    it.hasToken ? 'yes' : 'no',
    it.authorityId,
  ])
  const headers = ['id', 'kind', 'route', 'surface', 'sends', 'mount mm', 'every s', 'token', 'authority']
  cli.print({ devices }, table(headers, rows, 'no devices'))
}
