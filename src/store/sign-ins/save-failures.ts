import type { Trx } from '../database.ts'
import type { Failures } from './find-failures.ts'

export async function saveFailures(trx: Trx, subjectSha256: string, failures: Failures): Promise<void> {
  const row = { failures: failures.failures, last_at: failures.lastAtMs, locked_until: failures.lockedUntilMs }
  await trx
    .insertInto('sign_in_failures')
    .values({ subject_sha256: subjectSha256, ...row })
    .onConflict((it) => it.column('subject_sha256').doUpdateSet(row))
    .execute()
}
