import type { Actor } from '../../domain/order.ts'
import type { EpochMs } from '../../domain/time.ts'
import type { Trx } from '../database.ts'
import { recordEvent } from '../events/record-event.ts'

/** Why a session was ended. One that merely ran out leaves no line in the journal. */
export type SessionEnd =
  | 'signed-out'
  | 'signed-in-anew'
  | 'too-many'
  | 'password-changed'
  | 'password-reset'
  | 'role-changed'
  | 'disabled'

export interface EndSessions {
  readonly userId: string
  readonly authorityId: string
  /** Only those with these tokens' hashes; all of the person's when left out. */
  readonly tokenSha256s?: readonly string[]
  readonly why: SessionEnd
  readonly actor: Actor
  readonly nowMs: EpochMs
}

/** Ends sessions of a person at once. @returns how many there were. */
export async function endSessions(trx: Trx, end: EndSessions): Promise<number> {
  const { userId, authorityId, tokenSha256s, why, actor, nowMs: atMs } = end
  let gone = trx.deleteFrom('sessions').where('user_id', '=', userId).returning('id')
  if (tokenSha256s !== undefined) gone = gone.where('token_sha256', 'in', [...tokenSha256s])
  const rows = await gone.execute()
  for (const { id } of rows) {
    await recordEvent(trx, { authorityId, atMs, type: 'session.closed', actor, subject: id, data: { userId, why } })
  }
  return rows.length
}
