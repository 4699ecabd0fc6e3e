import type { Trx } from '../store/database.ts'
import { recordEvent } from '../store/events/record-event.ts'
import { CLI_ACTOR } from './cli.ts'

/** Writes in the journal what was done by command. Secrets never go into `data`. */
export async function journal(
  trx: Trx,
  event: { authorityId: string; type: string; subject: string; atMs: number; contractorId?: string; data?: object },
): Promise<void> {
  await recordEvent(trx, { ...event, actor: CLI_ACTOR, data: { ...event.data } })
}
