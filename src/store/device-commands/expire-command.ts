import { OPEN_COMMAND_STATES } from '../../domain/downlink.ts'
import type { Trx } from '../database.ts'

/** Ends the wait for a command's device. @returns whether it was open. */
export async function expireCommand(trx: Trx, id: string, nowMs: number): Promise<boolean> {
  const result = await trx
    .updateTable('device_commands')
    .set({ state: 'expired', finished_at: nowMs })
    .where('id', '=', id)
    .where('state', 'in', OPEN_COMMAND_STATES)
    .executeTakeFirst()
  return result.numUpdatedRows > 0n
}
