import type { DatabaseSync } from 'node:sqlite'
import { YukibanError } from '../../errors.ts'
import { ROLLUP_TABLES } from './rollup.ts'

/**
 * The readings file. `frame_log` is the raw log: append-only, as received. Everything else is made from it:
 * `reading` is clustered so that a day's readings lie together; `quarantine` holds what could not be decoded.
 */
const STATEMENTS = [
  `create table device (no integer primary key, id text not null unique)`,
  `create table frame_log (
    id integer primary key, device integer not null, kind integer not null, received_at integer not null,
    payload blob not null, topic text, reason text, size integer, codec text, payload_format text)`,
  `create table progress (one integer primary key check (one = 1), indexed_to integer not null)`,
  `insert into progress values (1, 0)`,
  `create table reading (
    day integer not null, device integer not null, at integer not null, identity text not null,
    received_at integer not null, device_at integer, time_source integer not null, boot text, seq integer,
    distance_mm real, depth_mm real, air_temp_c real, echo_quality real, battery_v real, rssi_dbm real, extra text,
    judged_depth_mm real, flags text, accepted integer,
    primary key (day, device, at, identity)) without rowid`,
  `create unique index reading_identity on reading (device, identity)`,
  // Days on which a device has readings: a query visits those alone, however wide its range.
  `create table device_day (device integer not null, day integer not null, primary key (device, day)) without rowid`,
  `create table quarantine (
    id integer primary key, device integer not null, topic text not null, reason text not null, payload blob not null,
    size integer not null, sha256 blob not null, first_at integer not null, last_at integer not null,
    times integer not null, codec text not null, payload_format text, unique (device, sha256))`,
  `create table device_status (
    device integer primary key, last_seen_at integer not null, last_reading_at integer, reading_received_at integer,
    status text, status_at integer, vitals text)`,
  // Status messages are few among the frames; whoever follows them reads this alone.
  `create index frame_log_status on frame_log (id) where kind = 1`,
  `create table checkpoint (
    device integer primary key, at integer not null, version integer not null, state text not null)`,
  ...ROLLUP_TABLES,
]

/** Who sends what cannot be read is asked every few seconds; without it every payload would be read past. */
const QUARANTINE_INDEX = 'create index if not exists quarantine_last on quarantine (last_at, device)'

const SCHEMA_VERSION = 1

/** Creates the schema in a new file; throws `schema-newer` when a newer version wrote it. */
export function ensureReadingSchema(database: DatabaseSync): void {
  database.exec('begin immediate')
  try {
    const version = Number(database.prepare('pragma user_version').get()?.user_version ?? 0)
    if (version > SCHEMA_VERSION) {
      throw new YukibanError(
        'schema-newer',
        `the readings file has schema ${version}, this version knows ${SCHEMA_VERSION}`,
      )
    }
    if (version === 0) {
      for (const statement of STATEMENTS) database.exec(statement)
      database.exec(`pragma user_version = ${SCHEMA_VERSION}`)
    }
    // also in files of earlier versions, which read on without knowing it
    database.exec(QUARANTINE_INDEX)
    database.exec('commit')
  } catch (error) {
    database.exec('rollback')
    throw error
  }
}
