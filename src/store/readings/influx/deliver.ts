import { describeRefusal, type InfluxClient } from './client.ts'
import { InfluxFault } from './fault.ts'

/** Anything with its line of line protocol. */
export interface Letter {
  readonly line: string
}

/** What becomes of letters that are not simply stored. */
export interface Returned<L extends Letter> {
  /** InfluxDB will never take this one. */
  bury(letter: L, reason: string): void
  /** They are older than InfluxDB keeps: final, and wanted. */
  expired(letters: readonly L[], answer: string): void
}

/**
 * Sends letters as one request; refused ones in halves, down to those that are at fault. Throws InfluxFault when they
 * can only be sent later: then all are sent again, which changes nothing for those already stored.
 */
export async function deliver<L extends Letter>(
  client: InfluxClient,
  letters: readonly L[],
  returned: Returned<L>,
): Promise<void> {
  const [first] = letters
  if (first === undefined) return
  const verdict = await client.write(letters.map((it) => it.line))
  switch (verdict.kind) {
    case 'stored':
      return
    case 'expired':
      return returned.expired(letters, verdict.message)
    case 'passing':
      throw new InfluxFault('passing', `InfluxDB answered ${verdict.message}`, { retryAfterMs: verdict.retryAfterMs })
    case 'setting':
      throw new InfluxFault('setting', describeRefusal(client.settings, verdict.status, verdict.message))
    case 'refused':
    case 'too-large': {
      if (letters.length === 1) return returned.bury(first, verdict.message)
      const middle = letters.length >>> 1
      await deliver(client, letters.slice(0, middle), returned)
      await deliver(client, letters.slice(middle), returned)
    }
  }
}
