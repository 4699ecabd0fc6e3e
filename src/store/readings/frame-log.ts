import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { DeviceNumbers } from './device-numbers.ts'
import type { Frame, FrameKind } from './port.ts'

const KINDS: readonly FrameKind[] = ['reading', 'status', 'refused']

export interface LoggedFrame {
  readonly id: number
  readonly device: number
  readonly kind: FrameKind
  readonly receivedAtMs: number
  readonly payload: Uint8Array
  readonly topic: string | null
  readonly reason: string | null
  readonly sizeBytes: number
}

/** The raw log on its own fsynced connection: append, and read on from a position. */
export class FrameLog {
  readonly #database: DatabaseSync
  readonly #devices: DeviceNumbers
  readonly #insert: StatementSync
  readonly #next: StatementSync
  readonly #count: StatementSync

  constructor(database: DatabaseSync) {
    this.#database = database
    this.#devices = new DeviceNumbers(database)
    this.#insert = database.prepare(
      'insert into frame_log (device, kind, received_at, payload, topic, reason, size) values (?, ?, ?, ?, ?, ?, ?)',
    )
    this.#next = database.prepare('select * from frame_log where id > ? order by id limit ?')
    this.#count = database.prepare('select max(id) as last from frame_log')
  }

  /** Adds the frames in one transaction and returns when it is on disk. Throws what SQLite throws; then none is stored. */
  append(frames: readonly Frame[]): void {
    this.#database.exec('begin immediate')
    try {
      for (const frame of frames) {
        const refused = frame.kind === 'refused'
        this.#insert.run(
          this.#devices.assign(frame.deviceId),
          KINDS.indexOf(frame.kind),
          frame.receivedAtMs,
          frame.payload,
          refused ? frame.topic : null,
          frame.reason ?? null,
          frame.sizeBytes === frame.payload.byteLength ? null : frame.sizeBytes,
        )
      }
      this.#database.exec('commit')
    } catch (error) {
      if (this.#database.isTransaction) this.#database.exec('rollback')
      this.#devices.forget()
      throw error
    }
  }

  after(id: number, limit: number): LoggedFrame[] {
    return this.#next.all(id, limit).map((row) => {
      const payload = row.payload as Uint8Array
      return {
        id: Number(row.id),
        device: Number(row.device),
        kind: KINDS[Number(row.kind)] ?? 'refused',
        receivedAtMs: Number(row.received_at),
        payload,
        topic: row.topic === null ? null : String(row.topic),
        reason: row.reason === null ? null : String(row.reason),
        sizeBytes: row.size === null ? payload.byteLength : Number(row.size),
      }
    })
  }

  /** Position of the newest frame; also how many there ever were. */
  last(): number {
    return Number(this.#count.get()?.last ?? 0)
  }
}
