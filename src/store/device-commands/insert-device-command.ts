import type { CommandKind, DeviceCommand } from '../../domain/downlink.ts'
import type { Trx } from '../database.ts'
import { newId } from '../ids.ts'

export interface NewDeviceCommand {
  readonly deviceId: string
  readonly kind: CommandKind
  readonly actor: string
  readonly nowMs: number
  readonly expiresAtMs: number
}

/** Puts a command in line for its device. */
export async function insertDeviceCommand(trx: Trx, input: NewDeviceCommand): Promise<DeviceCommand> {
  const { deviceId, kind, actor, nowMs, expiresAtMs } = input
  const id = newId('cmd', nowMs)
  await trx
    .insertInto('device_commands')
    .values({
      id,
      device_id: deviceId,
      kind,
      state: 'queued',
      actor,
      created_at: nowMs,
      expires_at: expiresAtMs,
      sent_at: null,
      sends: 0,
      finished_at: null,
      detail: null,
    })
    .execute()
  const unsent = { state: 'queued', sentAtMs: null, sends: 0, finishedAtMs: null, detail: null } as const
  return { id, deviceId, kind, actor, createdAtMs: nowMs, expiresAtMs, ...unsent }
}
