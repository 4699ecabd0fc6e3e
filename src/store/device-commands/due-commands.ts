import { type DeviceCommand, OPEN_COMMAND_STATES } from '../../domain/downlink.ts'
import type { Db, Trx } from '../database.ts'
import { toDeviceCommand } from './device-command-row.ts'

/** Open commands whose time is up, the longest overdue first. */
export async function dueCommands(db: Db | Trx, nowMs: number, limit: number): Promise<DeviceCommand[]> {
  const rows = await db
    .selectFrom('device_commands')
    .selectAll()
    .where('state', 'in', OPEN_COMMAND_STATES)
    .where('expires_at', '<=', nowMs)
    .orderBy('expires_at')
    .limit(limit)
    .execute()
  return rows.map(toDeviceCommand)
}

/** When the next open command's time is up; undefined when none is open. */
export async function nextCommandDueAt(db: Db | Trx): Promise<number | undefined> {
  const row = await db
    .selectFrom('device_commands')
    .select('expires_at')
    .where('state', 'in', OPEN_COMMAND_STATES)
    .orderBy('expires_at')
    .limit(1)
    .executeTakeFirst()
  return row?.expires_at
}
