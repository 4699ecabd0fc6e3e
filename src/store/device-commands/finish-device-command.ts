import type { Trx } from '../database.ts'

export interface FinishedCommand {
  readonly id: string
  readonly deviceId: string
  readonly state: 'acknowledged' | 'failed'
  readonly detail: string | null
  readonly atMs: number
}

/** Keeps what a device said became of a command. @returns whether it was news: the first word on it counts. */
export async function finishDeviceCommand(trx: Trx, finished: FinishedCommand): Promise<boolean> {
  const { id, deviceId, state, detail, atMs } = finished
  const result = await trx
    .updateTable('device_commands')
    .set({ state, detail, finished_at: atMs })
    .where('id', '=', id)
    .where('device_id', '=', deviceId)
    .where('state', 'in', ['queued', 'sent', 'expired'])
    .executeTakeFirst()
  return result.numUpdatedRows > 0n
}
