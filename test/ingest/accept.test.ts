import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { pino } from 'pino'
import { expect, onTestFinished, test } from 'vitest'
import { Acceptor } from '../../src/ingest/accept.ts'
import type { Frame } from '../../src/store/readings/port.ts'
import { testReadings } from '../support/stores.ts'
import { tempDir } from '../support/temp-dir.ts'

const log = pino({ level: 'silent' })

function frame(seq: number, deviceId = 'd1'): Frame {
  const payload = Buffer.from(`{"seq":${seq},"depth_mm":1}`)
  const plain = { kind: 'reading', codec: 'json', payloadFormat: null, topic: 't' } as const
  return { deviceId, ...plain, receivedAtMs: 1_768_863_000_000, payload, sizeBytes: payload.byteLength }
}

async function open(onCommitted?: (seconds: number, frames: number) => void) {
  const dataDir = tempDir()
  const store = await testReadings(dataDir)
  const acceptor = new Acceptor(store, log, onCommitted)
  onTestFinished(() => acceptor.stop())
  const other = new DatabaseSync(join(dataDir, 'readings.db'), { timeout: 5000 })
  onTestFinished(() => other.close())
  return { store, acceptor, other }
}

async function stored(store: Awaited<ReturnType<typeof open>>['store'], deviceId = 'd1') {
  const readings = await store.readings({ deviceId, fromMs: 0, toMs: 2e12, limit: 10_000 })
  return readings.map((it) => it.seq ?? -1).sort((a, b) => a - b)
}

test('what comes together is committed together, whichever device it is from, and acknowledged in order', async () => {
  const groups: number[] = []
  const { store, acceptor } = await open((_, frames) => groups.push(frames))
  const acknowledged: number[] = []
  await Promise.all(
    [...Array(300).keys()].map((seq) => acceptor.accept(frame(seq, `d${seq % 3}`)).then(() => acknowledged.push(seq))),
  )
  expect(acknowledged).toEqual([...Array(300).keys()])
  expect(groups).toEqual([300])
  expect(acceptor.waiting).toBe(0)
  expect((await stored(store, 'd1')).length).toBe(100)
})

test('groups are bounded, so that nobody waits for everybody', async () => {
  const groups: number[] = []
  const { acceptor } = await open((_, frames) => groups.push(frames))
  await Promise.all([...Array(5000).keys()].map((seq) => acceptor.accept(frame(seq))))
  expect(groups).toEqual([...Array<number>(9).fill(512), 392])
  const large = { ...frame(0), payload: Buffer.alloc(65_536, 32), sizeBytes: 65_536 }
  groups.length = 0
  await Promise.all([...Array(40).keys()].map(() => acceptor.accept(large)))
  expect(groups).toEqual([16, 16, 8])
})

test('while the disk refuses nothing is acknowledged and the reason is told; afterwards all is, in order, once', async () => {
  const { store, acceptor, other } = await open()
  other.exec(`create trigger refuse before insert on frame_log begin select raise(abort, 'disk says no'); end`)
  const acknowledged: number[] = []
  for (let seq = 0; seq < 50; seq++) {
    acceptor.take(frame(seq), (error) => {
      expect(error).toBeNull()
      acknowledged.push(seq)
    })
  }
  await expect.poll(() => acceptor.failure).toMatch(/disk says no/)
  acceptor.take(frame(50), () => acknowledged.push(50))
  expect(acceptor.waiting).toBe(51)
  expect(acknowledged).toEqual([])
  other.exec('drop trigger refuse')
  await expect.poll(() => acknowledged.length).toBe(51)
  expect(acknowledged).toEqual([...Array(51).keys()])
  expect(acceptor.failure).toBeUndefined()
  expect(await stored(store)).toEqual([...Array(51).keys()])
})

test('stopped while the disk refuses: the senders are told, and keep their readings', async () => {
  const { store, acceptor, other } = await open()
  other.exec(`create trigger refuse before insert on frame_log begin select raise(abort, 'disk says no'); end`)
  const waiting = acceptor.accept(frame(1))
  await expect.poll(() => acceptor.failure).toBeDefined()
  acceptor.stop()
  await expect(waiting).rejects.toMatchObject({ code: 'store-unavailable' })
  await expect(acceptor.accept(frame(2))).rejects.toMatchObject({ code: 'store-unavailable' })
  other.exec('drop trigger refuse')
  expect(await stored(store)).toEqual([])
})

test('one acknowledgement that fails costs the others nothing', async () => {
  const { acceptor } = await open()
  const bad = new Promise<void>((resolve) => {
    acceptor.take(frame(1), () => {
      resolve()
      throw new Error('the connection is gone')
    })
  })
  await Promise.all([bad, acceptor.accept(frame(2))])
  await acceptor.accept(frame(3))
})

test('a disk that does not answer is told after five seconds', async () => {
  const { acceptor, other, store } = await open()
  other.exec('begin immediate')
  const accepted = acceptor.accept(frame(1))
  await expect.poll(() => acceptor.failure, { timeout: 15_000 }).toMatch(/has not answered for \d+ s|locked/)
  other.exec('rollback')
  await accepted
  expect(acceptor.failure).toBeUndefined()
  expect(await stored(store)).toEqual([1])
}, 30_000)
