import { type EpochMs, HOUR_MS, SECOND_MS } from '../domain/time.ts'
import { say } from '../problems/say.ts'
import type { Trx } from '../store/database.ts'
import { listTestTimes, type TestRecipient } from '../store/deliveries/list-test-times.ts'
import { ThrottledError } from './problem.ts'

/**
 * Test messages go out like offers: to telephones at night, and some cost money. So a firm, or the officers on duty, get
 * a few an hour, whoever asks and through whichever process: what was sent is counted in the database.
 * Throws `too-many-requests` with the seconds until the next one.
 * @param most an hour (YUKIBAN_TEST_MESSAGES_PER_H).
 */
export async function refuseManyTests(trx: Trx, to: TestRecipient, most: number, nowMs: EpochMs): Promise<void> {
  const times = await listTestTimes(trx, to, nowMs - HOUR_MS)
  const leaving = times.at(-most)
  if (times.length < most || leaving === undefined) return
  throw new ThrottledError(say('tests-wait', { most }), Math.max(1, Math.ceil((leaving + HOUR_MS - nowMs) / SECOND_MS)))
}
