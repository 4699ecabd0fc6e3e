import { type Kysely, sql } from 'kysely'
import { CHAIN_START, eventHash } from '../../domain/audit-chain.ts'

/**
 * The journal becomes a hash chain that only grows. What stands in it is chained in the order of its ids, once: from
 * then on it is as protected as what follows. Rebuilds the table, so that no line can be without its hashes.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql.raw('alter table events rename to events_unchained').execute(db)
  await sql.raw(CREATE_EVENTS).execute(db)
  await chainAll(db as Kysely<Tables>)
  await sql.raw('drop table events_unchained').execute(db)
  for (const statement of SQLITE_GUARDS) await sql.raw(statement).execute(db)
  await sql.raw('alter table api_keys add column use_recorded_at bigint').execute(db)
}

const CREATE_EVENTS = `create table events (
  id integer primary key, authority_id text not null references authorities(id), at bigint not null,
  type text not null, actor text not null, subject text not null, contractor_id text, data_json text not null,
  prev_hash text not null, hash text not null check (length(hash) = 64))`

/**
 * Against mistakes and careless hands; who may alter the schema can drop them, and is found by the chain. The last one
 * keeps out whoever appends without having read the head under the write lock. PostgreSQL needs the same three as
 * functions and triggers of its own.
 */
const SQLITE_GUARDS = [
  `create trigger events_never_updated before update on events begin
    select raise(abort, 'the audit log is append-only: events are never changed'); end`,
  `create trigger events_never_deleted before delete on events begin
    select raise(abort, 'the audit log is append-only: events are never deleted'); end`,
  `create trigger events_only_appended before insert on events
    when new.id <= coalesce((select max(id) from events), 0)
      or new.prev_hash <> coalesce((select hash from events order by id desc limit 1), '${CHAIN_START.hash}')
    begin select raise(abort, 'the audit log is append-only: an event goes to the end of the chain'); end`,
]

interface UnchainedRow {
  readonly id: number
  readonly authority_id: string
  readonly at: number
  readonly type: string
  readonly actor: string
  readonly subject: string
  readonly contractor_id: string | null
  readonly data_json: string
}

interface Tables {
  readonly events_unchained: UnchainedRow
  readonly events: UnchainedRow & { readonly prev_hash: string; readonly hash: string }
}

/** Rows read and written at once: SQLite takes 32,766 values in a statement. */
const PAGE = 1000

async function chainAll(db: Kysely<Tables>): Promise<void> {
  let head = CHAIN_START
  for (;;) {
    const rows = await db
      .selectFrom('events_unchained')
      .selectAll()
      .where('id', '>', head.id)
      .orderBy('id')
      .limit(PAGE)
      .execute()
    if (rows.length === 0) return
    const chained = rows.map(plainly).map((row) => {
      const before = head.hash
      head = { id: row.id, hash: eventHash(before, contentOf(row)) }
      return { ...row, prev_hash: before, hash: head.hash }
    })
    await db.insertInto('events').values(chained).execute()
  }
}

/** Data as it is written today, should somebody have had a hand in it: the chain accepts no other spelling. */
function plainly(row: UnchainedRow): UnchainedRow {
  return { ...row, data_json: JSON.stringify(JSON.parse(row.data_json)) }
}

function contentOf(row: UnchainedRow) {
  const { id, authority_id: authorityId, at: atMs, type, actor, subject, contractor_id: contractorId } = row
  return { id, authorityId, atMs, type, actor, subject, contractorId, dataJson: row.data_json }
}
