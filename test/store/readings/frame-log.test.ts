import { join } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import fc from 'fast-check'
import { expect, onTestFinished, test } from 'vitest'
import { FrameLog } from '../../../src/store/readings/frame-log.ts'
import { LogBatcher } from '../../../src/store/readings/log-batch.ts'
import type { Frame } from '../../../src/store/readings/port.ts'
import { ensureReadingSchema } from '../../../src/store/readings/schema.ts'
import { openSqlite } from '../../../src/store/sqlite-dialect.ts'
import { tempDir } from '../../support/temp-dir.ts'

function frame(number: number, kind: Frame['kind']): Frame {
  const payload = Buffer.from(`{"seq":${number}}`)
  return {
    deviceId: `d${number % 5}`,
    kind,
    codec: 'json',
    payloadFormat: null,
    topic: 'x',
    receivedAtMs: number,
    payload,
    sizeBytes: payload.byteLength,
    ...(kind === 'refused' ? { reason: 'why' } : {}),
  }
}

function openLog(): { database: DatabaseSync; log: FrameLog; append(frames: readonly Frame[]): number } {
  const database = openSqlite(join(tempDir(), 'readings.db'))
  onTestFinished(() => database.close())
  database.exec('pragma synchronous = off')
  ensureReadingSchema(database)
  const log = new FrameLog(database)
  const batcher = new LogBatcher()
  return {
    database,
    log,
    append(frames) {
      const { batch } = batcher.batch(frames)
      const last = log.append(batch)
      batcher.stored(batch)
      return last
    },
  }
}

const texts = (frames: readonly { payload: Uint8Array }[]) => frames.map((it) => Buffer.from(it.payload).toString())

test('law: however frames are batched, the log gives them in order from any position, in pieces of any size', () => {
  const kinds = fc.constantFrom<Frame['kind']>('reading', 'reading', 'reading', 'status', 'refused')
  const batches = fc.array(
    fc.record({ kinds: fc.array(kinds, { maxLength: 6 }), readings: fc.integer({ min: 0, max: 40 }) }),
    { maxLength: 6 },
  )
  fc.assert(
    fc.property(batches, fc.integer({ min: 1, max: 25 }), fc.nat(), (them, limit, from) => {
      const { log, append, database } = openLog()
      const all: Frame[] = []
      for (const { kinds, readings } of them) {
        const batch = [...kinds, ...Array<'reading'>(readings).fill('reading')].map((it, i) =>
          frame(all.length + i, it),
        )
        if (batch.length === 0) continue
        expect(append(batch)).toBe(all.length + batch.length)
        all.push(...batch)
      }
      expect(log.last()).toBe(all.length)
      const start = from % (all.length + 1)
      const read = []
      for (let at = start; ; ) {
        const piece = log.after(at, limit)
        expect(piece.length).toBe(Math.min(limit, all.length - at))
        read.push(...piece)
        at = piece.at(-1)?.id ?? at
        if (piece.length < limit) break
      }
      expect(texts(read)).toEqual(texts(all.slice(start)))
      expect(read.map((it) => it.kind)).toEqual(all.slice(start).map((it) => it.kind))
      expect(read.map((it) => it.receivedAtMs)).toEqual(all.slice(start).map((it) => it.receivedAtMs))
      // Backwards as well: what was read last must not stand in the way of an earlier position.
      expect(texts(log.after(0, 3))).toEqual(texts(all.slice(0, 3)))
      expect(database.isTransaction).toBe(false)
    }),
    { numRuns: 40 },
  )
})

test('a burst takes one row; a few readings take one each, which SQL can read', () => {
  const { database, append } = openLog()
  append([...Array(1000).keys()].map((it) => frame(it, 'reading')))
  append([frame(1000, 'reading'), frame(1001, 'reading')])
  const rows = database.prepare('select id, kind, length(payload) as bytes from frame_log order by id').all()
  expect(rows.map((it) => [it.id, it.kind])).toEqual([
    [1000, 3],
    [1001, 0],
    [1002, 0],
  ])
})

test('when a batch is refused nothing of it is stored, and the next one takes its place', () => {
  const { database, log, append } = openLog()
  append([frame(0, 'reading')])
  database.exec(`create trigger refuse before insert on frame_log begin select raise(abort, 'disk says no'); end`)
  const burst = [...Array(20).keys()].map((it) => ({ ...frame(it, 'reading'), deviceId: 'new' }))
  expect(() => append(burst)).toThrow(/disk says no/)
  expect(log.last()).toBe(1)
  database.exec('drop trigger refuse')
  expect(append(burst)).toBe(21)
  expect(log.after(1, 100)).toHaveLength(20)
})

test('frames do not hold on to what they were cut from', () => {
  const large = Buffer.alloc(1 << 20, 32)
  const payload = large.subarray(0, 16)
  const { transfer } = new LogBatcher().batch([{ ...frame(1, 'status'), payload, sizeBytes: 16 }])
  expect(transfer.map((it) => it.byteLength)).toEqual([16])
})
