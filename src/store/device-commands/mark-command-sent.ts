import { OPEN_COMMAND_STATES } from '../../domain/downlink.ts'
import type { Db, Trx } from '../database.ts'

/** Notes that a command was handed to a connection of its device; nothing when it is not open any more. */
export async function markCommandSent(db: Db | Trx, id: string, nowMs: number): Promise<void> {
  await db
    .updateTable('device_commands')
    .set((it) => ({ state: 'sent', sent_at: nowMs, sends: it('sends', '+', 1) }))
    .where('id', '=', id)
    .where('state', 'in', OPEN_COMMAND_STATES)
    .execute()
}
