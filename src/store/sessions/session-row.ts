import type { EpochMs } from '../../domain/time.ts'
import type { User } from '../users/user-row.ts'

/** Somebody signed in on one browser. The token itself is never kept. */
export interface Session {
  readonly id: string
  readonly tokenSha256: string
  readonly userId: string
  readonly createdAtMs: EpochMs
  readonly lastSeenAtMs: EpochMs
  /** It ends here however busy it is. */
  readonly expiresAtMs: EpochMs
  readonly userAgent: string
  readonly address: string
}

export interface LiveSession {
  readonly session: Session
  readonly user: User
}
