import type { DatabaseSync, SQLOutputValue } from 'node:sqlite'
import { DAY_MS } from '../../domain/time.ts'
import { openSqlite } from '../sqlite-dialect.ts'
import type { SlottedReading } from './influx/line-protocol.ts'
import type { ReadingQuery, StoredReading } from './port.ts'
import { readingFromRow } from './reading-row.ts'
import type { DeadLetter, SpoolAnswer, SpoolBatch, SpoolRequest, SpoolScope, SpoolStatus } from './spool-messages.ts'
import { ASSIGN_OLD_SLOT, disableForwarding, enableForwarding } from './spool-schema.ts'

type Row = Record<string, SQLOutputValue>

/** Unknown fields can be long: a batch holds about this much text at most. */
const MAX_BATCH_CHARS = 2_000_000
/** What the known fields of a reading come to as text. */
const READING_CHARS = 300

/** Readings older than the forwarding that go into the outbox at a time. */
const BACKFILL_STEP = 1000

const KEY = ['day', 'device', 'at', 'identity']
const BACKFILL_KEY = ['backfill_day', 'backfill_device', 'backfill_at', 'backfill_identity']

const NOT_FORWARDED = `and (exists (select 1 from forward_outbox o
    where o.device = r.device and o.at = r.at and o.identity = r.identity)
  or exists (select 1 from forward_dead f
    where f.device = r.device and f.at = r.at and f.identity = r.identity))`

/**
 * The readings file as the spool of another database, synchronously; lives in the store's worker thread. Commits with
 * fsync: what was delivered and removed must not come back after a power cut, nor a number be given twice.
 */
export class Spool {
  readonly #database: DatabaseSync

  constructor(path: string) {
    this.#database = openSqlite(path)
  }

  answer(request: SpoolRequest): SpoolAnswer[SpoolRequest['op']] {
    switch (request.op) {
      case 'enable':
        return this.#transaction(() => this.#enable())
      case 'disable':
        return this.#transaction(() => disableForwarding(this.#database)) as undefined
      case 'next':
        return this.#next(request.limit)
      case 'delivered':
        return this.#transaction(() => this.#delivered(request.toSeq, request.dead))
      case 'readings':
        return this.#readings(request.query, request.scope)
      case 'lacks':
        return this.#lacks(request.query)
      case 'status':
        return this.#status()
      case 'dead-letters':
        return this.#deadLetters(request.limit)
    }
  }

  close(): void {
    this.#database.close()
  }

  /** Dead letters are tried again: whoever restarts the service may have removed what was in their way. */
  #enable(): undefined {
    enableForwarding(this.#database)
    this.#database.exec(`insert into forward_outbox (day, device, at, identity)
        select day, device, at, identity from forward_dead order by died_at;
      delete from forward_dead;
      update forward_state set backfilled = 1 where not exists (select 1 from reading)`)
  }

  #next(limit: number): SpoolBatch | undefined {
    const outbox = this.#database.prepare('select * from forward_outbox order by seq limit ?')
    let rows = outbox.all(limit)
    while (rows.length === 0 && this.#transaction(() => this.#backfill())) rows = outbox.all(limit)
    const find = this.#database.prepare(
      `select r.*, d.id as device_id, coalesce(s.slot, 0) as slot from reading r join device d on d.no = r.device
       left join forward_slot s on s.device = r.device and s.at = r.at and s.identity = r.identity
       where r.day = ? and r.device = ? and r.at = ? and r.identity = ?`,
    )
    const items = new Map<string, SlottedReading>()
    let chars = 0
    let toSeq = 0
    for (const row of rows) {
      if (chars > MAX_BATCH_CHARS) break
      toSeq = Number(row.seq)
      const key = `${row.device} ${row.at} ${row.identity}`
      // Judged anew while it waited: it is read as it is now, once.
      if (items.has(key)) continue
      const found = find.get(...pick(row, KEY))
      if (found === undefined) continue
      chars += READING_CHARS + String(found.extra ?? '').length
      items.set(key, { deviceId: String(found.device_id), slot: Number(found.slot), reading: readingFromRow(found) })
    }
    return toSeq === 0 ? undefined : { toSeq, items: [...items.values()] }
  }

  /** Puts the next old readings into the outbox; false when there are no more. */
  #backfill(): boolean {
    const state = this.#state()
    if (state.backfilled === 1) return false
    const begun = state.backfill_day !== null
    const rows = this.#database
      .prepare(
        `select day, device, at, identity from reading ${begun ? 'where (day, device, at, identity) > (?, ?, ?, ?)' : ''}
         order by day, device, at, identity limit ?`,
      )
      .all(...(begun ? pick(state, BACKFILL_KEY) : []), BACKFILL_STEP)
    const last = rows.at(-1)
    if (last === undefined) {
      this.#database.exec('update forward_state set backfilled = 1')
      return false
    }
    const assignSlot = this.#database.prepare(ASSIGN_OLD_SLOT)
    const enqueue = this.#database.prepare('insert into forward_outbox (day, device, at, identity) values (?, ?, ?, ?)')
    for (const row of rows) {
      assignSlot.run(...pick(row, KEY))
      enqueue.run(...pick(row, KEY))
    }
    const position = BACKFILL_KEY.map((it) => `${it} = ?`).join(', ')
    this.#database.prepare(`update forward_state set ${position}`).run(...pick(last, KEY))
    return true
  }

  #delivered(toSeq: number, dead: readonly DeadLetter[]): undefined {
    this.#database.prepare('delete from forward_outbox where seq <= ?').run(toSeq)
    const bury = this.#database.prepare(
      `insert or replace into forward_dead (device, at, identity, day, reason, died_at)
       select no, ?, ?, ?, ?, ? from device where id = ?`,
    )
    for (const it of dead) {
      bury.run(it.atMs, it.identity, Math.floor(it.atMs / DAY_MS), it.reason, it.diedAtMs, it.deviceId)
    }
  }

  /** Ascending by time, then identity. */
  #readings(query: ReadingQuery, scope: SpoolScope): StoredReading[] {
    const device = this.#device(query.deviceId)
    if (device === undefined || query.toMs <= query.fromMs) return []
    const { after } = query
    const fromMs = Math.max(query.fromMs, after?.atMs ?? query.fromMs)
    // What is still to be put into the outbox is not forwarded either.
    const all = scope === 'all' || this.#state().backfilled !== 1
    const statement = this.#database.prepare(
      `select r.* from device_day d cross join reading r on r.day = d.day and r.device = d.device
       where d.device = ? and d.day between ? and ? and r.at >= ? and r.at < ?
       ${after === undefined ? '' : 'and (r.at, r.identity) > (?, ?)'}
       ${all ? '' : NOT_FORWARDED} order by d.day, r.at, r.identity limit ?`,
    )
    const days = [Math.floor(fromMs / DAY_MS), Math.floor((query.toMs - 1) / DAY_MS)]
    const keyset = after === undefined ? [] : [after.atMs, after.identity]
    return statement.all(device, ...days, fromMs, query.toMs, ...keyset, query.limit).map(readingFromRow)
  }

  #lacks({ deviceId, fromMs, toMs }: ReadingQuery): boolean {
    const device = this.#device(deviceId)
    if (device === undefined) return false
    const gone = this.#database.prepare('select 1 from forward_gone where device = ? and day between ? and ? limit 1')
    return gone.get(device, Math.floor(fromMs / DAY_MS), Math.floor((toMs - 1) / DAY_MS)) !== undefined
  }

  #status(): SpoolStatus {
    const state = this.#state()
    // Only ever appended to and removed from the front: the ends tell the length.
    const ends = this.#database
      .prepare('select (select min(seq) from forward_outbox) as first, (select max(seq) from forward_outbox) as last')
      .get()
    return {
      waiting: ends?.first == null ? 0 : Number(ends.last) - Number(ends.first) + 1,
      backfilled: state.backfilled === 1,
      deadLetters: Number(this.#database.prepare('select count(*) as n from forward_dead').get()?.n),
      goneReadings: Number(state.gone_readings),
    }
  }

  #deadLetters(limit: number): DeadLetter[] {
    const rows = this.#database
      .prepare(
        `select f.*, d.id as device_id from forward_dead f join device d on d.no = f.device
         order by f.died_at desc limit ?`,
      )
      .all(limit)
    return rows.map((row) => ({
      deviceId: String(row.device_id),
      atMs: Number(row.at),
      identity: String(row.identity),
      reason: String(row.reason),
      diedAtMs: Number(row.died_at),
    }))
  }

  #device(id: string): number | undefined {
    const no = this.#database.prepare('select no from device where id = ?').get(id)?.no
    return no === undefined ? undefined : Number(no)
  }

  #state(): Row {
    return this.#database.prepare('select * from forward_state').get() ?? {}
  }

  #transaction<T>(work: () => T): T {
    this.#database.exec('begin immediate')
    try {
      const result = work()
      this.#database.exec('commit')
      return result
    } catch (error) {
      if (this.#database.isTransaction) this.#database.exec('rollback')
      throw error
    }
  }
}

function pick(row: Row, columns: readonly string[]): SQLOutputValue[] {
  return columns.map((it) => row[it] ?? null)
}
