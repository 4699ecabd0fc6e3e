import type { Trx } from '../database.ts'
import type { User } from './user-row.ts'

/** Writes what an administrator may change of a person. */
export async function updateUser(
  trx: Trx,
  user: Pick<User, 'id' | 'name' | 'role' | 'contractorId' | 'language' | 'disabledAtMs'>,
): Promise<void> {
  await trx
    .updateTable('users')
    .set({
      name: user.name,
      role: user.role,
      contractor_id: user.contractorId,
      language: user.language,
      disabled_at: user.disabledAtMs,
    })
    .where('id', '=', user.id)
    .execute()
}
