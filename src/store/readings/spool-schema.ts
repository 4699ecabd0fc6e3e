import type { DatabaseSync } from 'node:sqlite'

/**
 * What the readings file keeps while its readings are also forwarded to another database. Filled by triggers, so that
 * whoever adds, judges or removes readings, in whichever process, does not need to know.
 *
 * - `forward_outbox`: readings that are new or were judged anew, in the order in which that happened. Its front is the
 *   cursor: what was delivered is removed.
 * - `forward_dead`: readings the other database will not take, with the reason.
 *   Readings in either table cannot be deleted: nobody else has them.
 * - `forward_gone`: days of a device from which delivered readings were deleted.
 * - `forward_slot`: readings that share device and millisecond with another one, each with a number of its own for
 *   ever. A reading without a row has number 0. On a day from which readings are gone the file cannot know whether there
 *   was another one, so a reading that arrives there always gets a row.
 * - `forward_state`: how far readings older than the forwarding have been put into the outbox (null: not begun), and
 *   how many delivered readings were deleted.
 */
const TABLES = [
  `create table if not exists forward_outbox (
    seq integer primary key autoincrement, day integer not null, device integer not null, at integer not null,
    identity text not null)`,
  `create index if not exists forward_outbox_reading on forward_outbox (device, at, identity)`,
  `create table if not exists forward_dead (
    device integer not null, at integer not null, identity text not null, day integer not null, reason text not null,
    died_at integer not null, primary key (device, at, identity)) without rowid`,
  `create table if not exists forward_gone (
    device integer not null, day integer not null, primary key (device, day)) without rowid`,
  `create table if not exists forward_slot (
    device integer not null, at integer not null, slot integer not null, identity text not null,
    primary key (device, at, slot)) without rowid`,
  `create unique index if not exists forward_slot_reading on forward_slot (device, at, identity)`,
  `create table if not exists forward_state (
    one integer primary key check (one = 1), backfilled integer not null, backfill_day integer,
    backfill_device integer, backfill_at integer, backfill_identity text, gone_readings integer not null)`,
  `insert into forward_state values (1, 0, null, null, null, null, 0) on conflict do nothing`,
]

/** Gives a reading its number when it must have one; `row` is the SQL name under which its key is known. */
function assignSlot(row: 'new' | 'old_one'): string {
  return `insert into forward_slot (device, at, slot, identity)
    select ${row}.device, ${row}.at,
      1 + coalesce((select max(slot) from forward_slot where device = ${row}.device and at = ${row}.at), 0),
      ${row}.identity
    ${row === 'new' ? '' : `from ${row}`}
    where not exists (select 1 from forward_slot
        where device = ${row}.device and at = ${row}.at and identity = ${row}.identity)
      and (exists (select 1 from forward_gone where device = ${row}.device and day = ${row}.day)
        or exists (select 1 from forward_slot where device = ${row}.device and at = ${row}.at)
        or exists (select 1 from reading where day = ${row}.day and device = ${row}.device and at = ${row}.at
          and identity <> ${row}.identity))`
}

/** The number of a reading that was there before the forwarding; parameters: day, device, at, identity. */
export const ASSIGN_OLD_SLOT = `with old_one as (select ? as day, ? as device, ? as at, ? as identity)
  ${assignSlot('old_one')}`

const ENQUEUE = `insert into forward_outbox (day, device, at, identity)
  values (new.day, new.device, new.at, new.identity)`

const TRIGGERS = [
  `create trigger if not exists forward_new after insert on reading begin ${assignSlot('new')}; ${ENQUEUE}; end`,
  `create trigger if not exists forward_judged after update of judged_depth_mm, flags, accepted on reading
    when old.judged_depth_mm is not new.judged_depth_mm or old.flags is not new.flags
      or old.accepted is not new.accepted
    begin ${ENQUEUE}; end`,
  `create trigger if not exists forward_keep before delete on reading
    when exists (select 1 from forward_outbox
        where device = old.device and at = old.at and identity = old.identity)
      or exists (select 1 from forward_dead where device = old.device and at = old.at and identity = old.identity)
      or (select backfilled from forward_state) = 0
    begin select raise(ignore); end`,
  `create trigger if not exists forward_forget after delete on reading begin
    insert into forward_gone (device, day) values (old.device, old.day) on conflict do nothing;
    update forward_state set gone_readings = gone_readings + 1; end`,
]

/** Starts forwarding: from now on nothing is missed, and what is there already is put into the outbox by and by. */
export function enableForwarding(database: DatabaseSync): void {
  for (const statement of [...TABLES, ...TRIGGERS]) database.exec(statement)
}

/** Ends forwarding: the outbox would grow for ever. Starting again begins with everything that is in the file then. */
export function disableForwarding(database: DatabaseSync): void {
  if (!hasForwarding(database)) return
  for (const name of ['new', 'judged', 'keep', 'forget']) database.exec(`drop trigger if exists forward_${name}`)
  database.exec(`delete from forward_outbox; delete from forward_dead;
    update forward_state set backfilled = 0, backfill_day = null`)
}

function hasForwarding(database: DatabaseSync): boolean {
  return database.prepare(`select 1 from sqlite_schema where name = 'forward_state'`).get() !== undefined
}
