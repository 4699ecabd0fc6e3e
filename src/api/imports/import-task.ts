import type { Actor } from '../../domain/order.ts'
import type { Scope } from '../../domain/role.ts'
import type { Authority } from '../../domain/route.ts'
import type { EpochMs } from '../../domain/time.ts'
import type { ErrorCode, FieldProblem } from '../../errors.ts'
import type { Saying } from '../../problems/say.ts'

/** What the service and the process of imports tell each other. */

export const IMPORT_KINDS = [
  'district',
  'routes-geojson',
  'csv',
  'routes-csv',
  'devices-csv',
  'contractors-csv',
] as const
export type ImportKind = (typeof IMPORT_KINDS)[number]

/** A file as it was sent: one of the two is given. */
export interface ImportFile {
  readonly kind: ImportKind
  readonly text?: string
  readonly base64?: string
}

export interface ImportTask {
  readonly file: ImportFile
  readonly dryRun: boolean
  readonly leaveOut: boolean
  readonly authority: Authority
  readonly actor: Actor
  readonly scopes: ReadonlySet<Scope>
  /** Criteria are published after a review by somebody else: no file does it. */
  readonly criteriaReviewed: boolean
  readonly webhookAllow: readonly string[]
  readonly nowMs: EpochMs
}

/** The import goes on with `go` after it has asked. */
export type ToImport = { readonly type: 'task'; readonly task: ImportTask } | { readonly type: 'go' }

export type FromImport =
  /** Everything is checked: may it write? */
  | { readonly type: 'may-write' }
  /** Everything is written: may it commit? */
  | { readonly type: 'may-commit' }
  | { readonly type: 'done'; readonly reportJson: string }
  | { readonly type: 'failed'; readonly failure: ImportFailure }

/** An error on its way between processes; nothing but the message of one would arrive. */
export interface ImportFailure {
  /** null: it was not foreseen. */
  readonly code: ErrorCode | null
  readonly message: string
  /** The message in either language; null: there is English alone. */
  readonly says: Saying | null
  readonly problems: readonly FieldProblem[]
  /** SQLite's result code, where the store refused. */
  readonly errcode?: number
  readonly stack?: string
}
