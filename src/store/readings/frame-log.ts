import type { DatabaseSync, SQLOutputValue, StatementSync } from 'node:sqlite'
import { DeviceNumbers } from './device-numbers.ts'
import { forgetPages } from './forget-pages.ts'
import { openPack, sealPack, unpackFrames } from './frame-pack.ts'
import type { LogBatch, LogGroup } from './log-batch.ts'
import type { Frame, FrameKind } from './port.ts'

/** On disk as the index. */
const KINDS: readonly FrameKind[] = ['reading', 'status', 'refused']
/** A row of many readings (frame-pack.ts); its id is that of its last frame. */
const PACK = 3
const NO_DEVICE = 0
/** What a row that names none is in. */
const DEFAULT_CODEC = 'json'

export interface LoggedFrame {
  readonly id: number
  readonly device: number
  readonly kind: FrameKind
  readonly receivedAtMs: number
  readonly payload: Uint8Array
  readonly topic: string | null
  readonly reason: string | null
  readonly codec: string
  readonly payloadFormat: string | null
  readonly sizeBytes: number
}

type Row = Record<string, SQLOutputValue>

/** The raw log on its own fsynced connection: append, and read on from a position. */
export class FrameLog {
  readonly #database: DatabaseSync
  readonly #devices: DeviceNumbers
  readonly #insert: StatementSync
  readonly #insertPack: StatementSync
  readonly #next: StatementSync
  readonly #nextStatus: StatementSync
  readonly #count: StatementSync
  /** The pack read last: it is worked through in several steps. */
  #pack: { readonly id: number; readonly frames: readonly LoggedFrame[] } | undefined

  constructor(database: DatabaseSync) {
    this.#database = database
    this.#devices = new DeviceNumbers(database)
    this.#insert = database.prepare(
      `insert into frame_log (device, kind, received_at, payload, topic, reason, size, codec, payload_format)
       values (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    )
    this.#insertPack = database.prepare(
      'insert into frame_log (id, device, kind, received_at, payload) values (?, ?, ?, ?, ?)',
    )
    this.#next = database.prepare('select * from frame_log where id > ? order by id limit ?')
    // The literal 1, so that the index of status frames serves it.
    this.#nextStatus = database.prepare(
      'select * from frame_log where kind = 1 and id > ? and length(payload) <= ? order by id limit ?',
    )
    this.#count = database.prepare('select max(id) as last from frame_log')
  }

  /**
   * Adds the frames in one transaction and returns when it is on disk. Throws what SQLite throws; then none is stored.
   * @returns the position of the last one.
   */
  append(batch: LogBatch): number {
    this.#database.exec('begin immediate')
    try {
      for (const id of batch.devices) this.#devices.assign(id)
      for (const group of batch.groups) this.#appendGroup(group)
      const last = this.last()
      this.#database.exec('commit')
      return last
    } catch (error) {
      if (this.#database.isTransaction) this.#database.exec('rollback')
      this.#devices.forget()
      forgetPages(this.#database)
      throw error
    }
  }

  /** At most `limit` frames after a position, in order. */
  after(position: number, limit: number): LoggedFrame[] {
    const found: LoggedFrame[] = []
    const open = this.#pack
    if (open !== undefined && position < open.id && position > open.id - open.frames.length) {
      take(found, open.frames, position, limit)
    }
    if (found.length >= limit) return found
    for (const row of this.#next.iterate(found.at(-1)?.id ?? position, limit) as Iterable<Row>) {
      take(found, Number(row.kind) === PACK ? this.#unpack(row) : [fromRow(row)], position, limit)
      if (found.length >= limit) break
    }
    return found
  }

  /** Status messages after a position, those of more than `maxBytes` left out. */
  statusAfter(id: number, limit: number, maxBytes: number): LoggedFrame[] {
    return this.#nextStatus.all(id, maxBytes, limit).map(fromRow)
  }

  /** Position of the newest frame; also how many there ever were. */
  last(): number {
    return Number(this.#count.get()?.last ?? 0)
  }

  #appendGroup(group: LogGroup): void {
    if ('packed' in group) {
      const id = this.last() + group.count
      this.#insertPack.run(id, NO_DEVICE, PACK, group.receivedAtMs, sealPack(group.packed))
    } else for (const frame of group.frames) this.#appendFrame(frame)
  }

  #appendFrame(frame: Frame): void {
    this.#insert.run(
      this.#devices.assign(frame.deviceId),
      KINDS.indexOf(frame.kind),
      frame.receivedAtMs,
      frame.payload,
      frame.kind === 'refused' ? frame.topic : null,
      frame.reason ?? null,
      frame.sizeBytes === frame.payload.byteLength ? null : frame.sizeBytes,
      frame.codec === DEFAULT_CODEC ? null : frame.codec,
      frame.payloadFormat ?? null,
    )
  }

  #unpack(row: Row): readonly LoggedFrame[] {
    const id = Number(row.id)
    const packed = unpackFrames(openPack(row.payload as Uint8Array))
    const frames = packed.map(({ deviceId, receivedAtMs, payload }, index): LoggedFrame => {
      const device = this.#devices.find(deviceId)
      if (device === undefined) throw new Error(`the log has a pack of the unknown device ${deviceId}`)
      const frameId = id - packed.length + 1 + index
      const plain = { topic: null, reason: null, codec: DEFAULT_CODEC, payloadFormat: null }
      const sizeBytes = payload.byteLength
      return { id: frameId, device, kind: 'reading', receivedAtMs, payload, sizeBytes, ...plain }
    })
    this.#pack = { id, frames }
    return frames
  }
}

/** Adds those of `frames` that lie behind `position`, until `found` holds `limit`. */
function take(found: LoggedFrame[], frames: readonly LoggedFrame[], position: number, limit: number): void {
  const first = frames[0]?.id ?? 0
  const from = Math.max(0, position + 1 - first)
  for (const frame of frames.slice(from, from + limit - found.length)) found.push(frame)
}

function fromRow(row: Row): LoggedFrame {
  const payload = row.payload as Uint8Array
  return {
    id: Number(row.id),
    device: Number(row.device),
    kind: KINDS[Number(row.kind)] ?? 'refused',
    receivedAtMs: Number(row.received_at),
    payload,
    topic: row.topic === null ? null : String(row.topic),
    reason: row.reason === null ? null : String(row.reason),
    codec: row.codec === null ? DEFAULT_CODEC : String(row.codec),
    payloadFormat: row.payload_format === null ? null : String(row.payload_format),
    sizeBytes: row.size === null ? payload.byteLength : Number(row.size),
  }
}
