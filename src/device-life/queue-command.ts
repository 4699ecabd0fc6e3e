import type { Device } from '../domain/device.ts'
import { COMMAND_EXPIRY_S, type CommandKind, type DeviceCommand, MAX_OPEN_COMMANDS } from '../domain/downlink.ts'
import type { Actor } from '../domain/order.ts'
import { SECOND_MS } from '../domain/time.ts'
import { YukibanError } from '../errors.ts'
import { say } from '../problems/say.ts'
import type { Trx } from '../store/database.ts'
import { insertDeviceCommand } from '../store/device-commands/insert-device-command.ts'
import { listOpenCommands } from '../store/device-commands/list-open-commands.ts'
import { recordEvent } from '../store/events/record-event.ts'

export interface QueueCommand {
  readonly device: Device
  readonly kind: CommandKind
  readonly expiresInS?: number
  readonly actor: Actor
  readonly nowMs: number
}

/**
 * Puts a command in line for a device, to be sent at each of its appearances until it is acknowledged or its time is
 * up. Throws `conflict` when too many wait already.
 */
export async function queueDeviceCommand(trx: Trx, input: QueueCommand): Promise<DeviceCommand> {
  const { device, kind, expiresInS = COMMAND_EXPIRY_S.default, actor, nowMs } = input
  if ((await listOpenCommands(trx, device.id, nowMs)).length >= MAX_OPEN_COMMANDS) {
    throw new YukibanError('conflict', say('commands-wait', { most: MAX_OPEN_COMMANDS, device: device.id }))
  }
  const command = await insertDeviceCommand(trx, {
    deviceId: device.id,
    kind,
    actor: `${actor.kind}:${actor.id}`,
    nowMs,
    expiresAtMs: nowMs + expiresInS * SECOND_MS,
  })
  await recordEvent(trx, {
    authorityId: device.authorityId,
    atMs: nowMs,
    type: 'device.command-queued',
    actor,
    subject: device.id,
    data: { commandId: command.id, kind },
  })
  return command
}
