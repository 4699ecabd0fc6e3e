import type { Trx } from '../database.ts'

/** Forgets wrong passwords of a subject. */
export async function clearFailures(trx: Trx, subjectSha256: string): Promise<void> {
  await trx.deleteFrom('sign_in_failures').where('subject_sha256', '=', subjectSha256).execute()
}
