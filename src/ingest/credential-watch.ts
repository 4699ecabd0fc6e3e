import type { Logger } from 'pino'
import type { Clock } from '../clock.ts'
import type { Encoding } from '../domain/device.ts'
import { MINUTE_MS, SECOND_MS } from '../domain/time.ts'
import { Loop } from '../loop.ts'
import { dataVersion } from '../store/data-version.ts'
import type { Db } from '../store/database.ts'
import { listRegistrations } from '../store/devices/list-registrations.ts'
import type { Credential } from './credentials.ts'

/** How soon we notice that another process (the command line) took a token away. */
const POLL_MS = 2 * SECOND_MS
/** How often credentials are compared even when no other process wrote. */
const FULL_MS = MINUTE_MS

export interface Holder {
  readonly deviceId: string
  readonly credential: Credential
}

export interface WatchDeps<H extends Holder> {
  readonly db: Db
  /** The machine's clock: revocation does not wait for simulated time. */
  readonly clock: Clock
  readonly log: Logger
  connected(): Iterable<H>
  /** The credential this connection was let in with is no longer good. */
  revoked(holder: H): void
  /** How the device's messages are decoded, as it is registered now. */
  encoded(holder: H, encoding: Encoding): void
}

/**
 * Compares open connections with the database: revocation and rotation end them, and a changed codec counts for what
 * they send next.
 */
export function watchCredentials<H extends Holder>(deps: WatchDeps<H>): Loop {
  const { db, clock, log } = deps
  let seenVersion: number | undefined
  let fullAtMs = 0
  return new Loop({
    name: 'credentials',
    clock,
    log,
    maxSleepMs: POLL_MS,
    async round() {
      const version = await dataVersion(db)
      if (version !== seenVersion || clock.now() >= fullAtMs) {
        await compare(deps)
        seenVersion = version
        fullAtMs = clock.now() + FULL_MS
      }
      return undefined
    },
  })
}

async function compare<H extends Holder>({ db, connected, revoked, encoded }: WatchDeps<H>): Promise<void> {
  const holders = [...connected()]
  const registrations = await listRegistrations(db, [...new Set(holders.map((it) => it.deviceId))])
  for (const holder of holders) {
    const now = registrations.get(holder.deviceId)
    if (now === undefined || !isGood(holder.credential, now.tokenSha256)) revoked(holder)
    else encoded(holder, { codec: now.codec, payloadFormat: now.payloadFormat })
  }
}

/** @param tokenSha256 of the device now. */
function isGood(credential: Credential, tokenSha256: string | null): boolean {
  return credential.kind === 'certificate' || tokenSha256 === credential.sha256
}
