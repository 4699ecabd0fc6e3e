import { type Saying, textOf } from './problems/say.ts'

/**
 * Every error a user can meet, in one place. Codes are public, stable and never reused; docs/errors.md lists the same
 * table and a test holds the two equal. Japanese stands in problems/error-words.ts.
 */

interface ErrorKind {
  /** HTTP status when the error leaves through the API. */
  readonly status: number
  readonly title: string
  /** What the operator or caller can do about it. */
  readonly remedy: string
  /** True when the same call may succeed later unchanged. */
  readonly retryable: boolean
}

export const ERRORS = {
  'config-invalid': {
    status: 500,
    title: 'The configuration is not valid',
    remedy: 'Correct the named setting; `yukiban config` documents each one.',
    retryable: false,
  },
  'schema-newer': {
    status: 500,
    title: 'The database was written by a newer version',
    remedy: 'Run the newer version, or restore a backup made with this one.',
    retryable: false,
  },
  'address-unavailable': {
    status: 500,
    title: 'The service cannot listen on an address it is set to',
    remedy: 'Stop what uses the port, or set another address: YUKIBAN_HTTP_PORT, YUKIBAN_MQTT_PORT and their like.',
    retryable: true,
  },
  'store-unavailable': {
    status: 503,
    title: 'The store does not accept writes',
    remedy: 'Check free space and permissions of YUKIBAN_DATA_DIR; work resumes by itself.',
    retryable: true,
  },
  'broker-unavailable': {
    status: 503,
    title: 'The MQTT broker does not take messages',
    remedy: 'Check `mqtt broker` in /readyz and YUKIBAN_MQTT_URL; repeat the call once it is connected.',
    retryable: true,
  },
  'request-invalid': {
    status: 400,
    title: 'The request is not valid',
    remedy: 'Correct the named field; /docs shows the schema.',
    retryable: false,
  },
  'request-too-large': {
    status: 413,
    title: 'The request body is too large',
    remedy: 'Send less at once, or raise YUKIBAN_HTTP_BODY_LIMIT_BYTES; for imports YUKIBAN_IMPORT_MAX_BYTES.',
    retryable: false,
  },
  unauthenticated: {
    status: 401,
    title: 'No valid credentials were given',
    remedy: 'Sign in, or send `Authorization: Bearer <api key>`; `yukiban apikey add` creates a key.',
    retryable: false,
  },
  'sign-in-failed': {
    status: 401,
    title: 'The login or the password is wrong',
    remedy: 'Try again; an administrator can reset a password, or `yukiban user reset LOGIN`.',
    retryable: false,
  },
  'sign-in-busy': {
    status: 503,
    title: 'Too many people sign in at once',
    remedy: 'Wait for the seconds given in Retry-After.',
    retryable: true,
  },
  'csrf-refused': {
    status: 403,
    title: 'The request does not show that it comes from our own pages',
    remedy: 'Send `x-csrf-token` as GET /api/v1/session gives it, from the address the pages are served at.',
    retryable: false,
  },
  forbidden: {
    status: 403,
    title: 'The credentials do not allow this',
    remedy: 'Use a key or user whose role and scopes allow the call.',
    retryable: false,
  },
  'not-found': {
    status: 404,
    title: 'There is no such thing',
    remedy: 'Check the id; lists show what exists and is visible to you.',
    retryable: false,
  },
  conflict: {
    status: 409,
    title: 'The state does not allow this',
    remedy: 'Read the resource again; someone else may have been faster.',
    retryable: false,
  },
  'precondition-failed': {
    status: 412,
    title: 'The resource has changed since it was read',
    remedy: 'Read it again and repeat the change with the new ETag in If-Match.',
    retryable: false,
  },
  'precondition-required': {
    status: 428,
    title: 'The change must say which version it is based on',
    remedy: 'Send the ETag of the version you read in If-Match.',
    retryable: false,
  },
  'review-required': {
    status: 403,
    title: 'Somebody else must review this change',
    remedy:
      'Write a draft, submit it and let another officer publish it; YUKIBAN_CRITERIA_REVIEW=any lets one person do it.',
    retryable: false,
  },
  'idempotency-conflict': {
    status: 422,
    title: 'The idempotency key was used for a different request',
    remedy: 'Use a new Idempotency-Key for a new request.',
    retryable: false,
  },
  'too-many-requests': {
    status: 429,
    title: 'Too many requests',
    remedy: 'Wait for the seconds given in Retry-After.',
    retryable: true,
  },
  'setup-closed': {
    status: 410,
    title: 'The installation has been set up already',
    remedy: 'Sign in; on the machine itself `yukiban user` and `yukiban init` add people.',
    retryable: false,
  },
  'setup-token-wrong': {
    status: 403,
    title: 'The setup token is not one that is in force',
    remedy: 'Open the address the service printed when it started, within a day; starting it again prints a new one.',
    retryable: false,
  },
  'district-invalid': {
    status: 400,
    title: 'The district file is not valid',
    remedy: 'Correct the rows named; nothing was imported.',
    retryable: false,
  },
  'import-queue-full': {
    status: 503,
    title: 'Too many imports wait already',
    remedy: 'Wait for the seconds given in Retry-After and send the file again; nothing was imported.',
    retryable: true,
  },
  'import-too-heavy': {
    status: 422,
    title: 'The file takes more time or memory than an import may',
    remedy:
      'Split the file and import the parts one after another, or raise YUKIBAN_IMPORT_CHECK_MAX_S, _WRITE_MAX_S or _MEMORY_MB; nothing was imported.',
    retryable: false,
  },
  'import-interrupted': {
    status: 503,
    title: 'The import was cut short',
    remedy: 'Send the file again: rows that are stored already count as unchanged.',
    retryable: true,
  },
  'history-invalid': {
    status: 400,
    title: 'The history to replay is not valid',
    remedy: 'Correct the lines named; docs/replay.md describes the files.',
    retryable: false,
  },
  'replay-too-large': {
    status: 422,
    title: 'The replay is larger than this service allows',
    remedy: 'Replay fewer days or routes, raise YUKIBAN_REPLAYS_MAX_ROUTE_DAYS, or use `yukiban replay`.',
    retryable: false,
  },
  'replay-queue-full': {
    status: 503,
    title: 'Too many replays wait already',
    remedy: 'Wait until one has ended, or cancel one that is not needed.',
    retryable: true,
  },
  internal: {
    status: 500,
    title: 'The service failed to handle the request',
    remedy: 'See the log for the request id; please report it if it repeats.',
    retryable: true,
  },
} as const satisfies Record<string, ErrorKind>

export type ErrorCode = keyof typeof ERRORS

/** One thing wrong with an input: where, what was given, what to do. */
export interface FieldProblem {
  /** Path of the field, e.g. `devices[3].mountHeightMm`. */
  readonly field: string
  readonly message: string
  /** The offending value as short text, if it may be shown. */
  readonly value?: string
}

interface ErrorOptions {
  readonly problems?: readonly FieldProblem[]
  readonly cause?: unknown
  readonly retryAfterS?: number
}

/**
 * An error meant for a user: a public code, a sentence, and the fields concerned. What people may meet on a page is a
 * saying, known in both languages; a plain sentence is for those who run the service.
 */
export class YukibanError extends Error {
  readonly code: ErrorCode
  readonly problems: readonly FieldProblem[]
  /** Seconds to wait before trying again, where that is known. */
  readonly retryAfterS: number | undefined
  /** The sentence in either language; null: it is told in English alone. */
  readonly says: Saying | null

  constructor(code: ErrorCode, sentence: Saying | string, options: ErrorOptions = {}) {
    super(
      typeof sentence === 'string' ? sentence : textOf(sentence, 'en'),
      options.cause === undefined ? undefined : { cause: options.cause },
    )
    this.name = 'YukibanError'
    this.code = code
    this.says = typeof sentence === 'string' ? null : sentence
    this.problems = options.problems ?? []
    this.retryAfterS = options.retryAfterS
  }

  get kind(): ErrorKind {
    return ERRORS[this.code]
  }
}
