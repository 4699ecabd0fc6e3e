import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, describe, expect, test } from 'vitest'
import type { ImportReport } from '../../src/api/import-report.ts'
import { listBlocks } from '../../src/store/blocks/list-blocks.ts'
import { CONTROL_FILE } from '../../src/store/database.ts'
import type { Frame } from '../../src/store/readings/port.ts'
import { type District, openDistrict, problemIn, type Reply, START_MS } from './fixture.ts'

/** Where imports run: beside the service, which goes on with its work, within limits, and one after another. */

let opened: District[] = []
afterEach(async () => {
  for (const it of opened) await it[Symbol.asyncDispose]()
  opened = []
})

async function open(env: Record<string, string> = {}): Promise<District> {
  const district = await openDistrict({ env })
  opened.push(district)
  return district
}

const send = (district: District, text: string, dryRun = false) =>
  district.as('administrator', 'POST', '/api/v1/imports', { body: { kind: 'district', text, dryRun } })
const blocks = async ({ db }: District) => (await listBlocks(db)).map((it) => it.id)
const block = (id: string) => JSON.stringify({ blocks: [{ id, name: '新しい工区' }] })
/** A problem for each of millions of rows: takes a minute to check, and more than a gigabyte. */
const HEAVY = `{"routes":[${'1,'.repeat(8_000_000)}1]}`

/** Another process writes to the database (the command line does): the import waits for it in its transaction's first step. */
function heldLock(district: District): { release(): void } {
  const other = new DatabaseSync(join(district.deps.config.dataDir, CONTROL_FILE))
  other.exec('begin immediate')
  return {
    release() {
      other.exec('rollback')
      other.close()
    },
  }
}

function frame(seq: number): Frame {
  const receivedAtMs = START_MS + seq * 1000
  const payload = Buffer.from(JSON.stringify({ boot: 'b', seq, at: receivedAtMs, distance_mm: 1873 }))
  return {
    deviceId: 'snow-1',
    kind: 'reading',
    codec: 'json',
    payloadFormat: null,
    topic: 'yukiban/v1/snow-1/reading',
    receivedAtMs,
    payload,
    sizeBytes: payload.length,
  }
}

/** Readings one after another, each sent when the one before is acknowledged, and a question in between. */
async function workOf(district: District, from: number): Promise<void> {
  for (let seq = from; seq < from + 50; seq++) await district.deps.accept(frame(seq))
  expect((await district.app.inject('/livez')).statusCode).toBe(200)
}

function watched(reply: Promise<Reply>): { readonly reply: Promise<Reply>; settled(): boolean } {
  let settled = false
  const done = () => {
    settled = true
  }
  reply.then(done, done)
  return { reply, settled: () => settled }
}

const onLinux = test.runIf(process.platform === 'linux')
/** Processes of imports that this one has started. */
function importProcesses(): number[] {
  const children = readFileSync(`/proc/self/task/${process.pid}/children`, 'utf8').trim().split(' ')
  return children
    .filter((it) => it !== '' && readFileSync(`/proc/${it}/cmdline`, 'utf8').includes('import-process'))
    .map(Number)
}

describe('while a file is', () => {
  test('read and checked, readings are acknowledged and questions answered', async () => {
    const district = await open()
    const rows = Array.from({ length: 60_000 }, (_, nth) => ({ id: `b-${nth}`, name: '工区' }))
    const preview = watched(send(district, JSON.stringify({ blocks: rows }), true))
    await workOf(district, 0)
    // one that was read here would be done before the second reading is acknowledged
    expect(preview.settled()).toBe(false)
    expect(((await preview.reply).json() as ImportReport).counts.create).toBe(60_000)
  })

  test('written, too; and it is all there, or nothing', async () => {
    const district = await open()
    const lock = heldLock(district)
    const running = watched(send(district, block('aomori-9')))
    await workOf(district, 0)
    expect(running.settled()).toBe(false)
    lock.release()
    expect((await running.reply).statusCode).toBe(200)
    expect(await blocks(district)).toContain('aomori-9')
  })
})

describe('a file beyond its limits is refused in words, and the next is imported', () => {
  test.each<{ what: string; env: Record<string, string>; says: string }>([
    { what: 'time to check', env: { YUKIBAN_IMPORT_CHECK_MAX_S: '1' }, says: 'YUKIBAN_IMPORT_CHECK_MAX_S' },
    { what: 'memory', env: { YUKIBAN_IMPORT_MEMORY_MB: '64' }, says: 'YUKIBAN_IMPORT_MEMORY_MB' },
  ])('$what', async ({ env, says }) => {
    const district = await open({ YUKIBAN_IMPORT_CHECK_MAX_S: '600', ...env })
    const refused = await send(district, HEAVY)
    expect([refused.statusCode, problemIn(refused).code]).toEqual([422, 'import-too-heavy'])
    expect(problemIn(refused).detail).toContain(says)
    expect(problemIn(refused).detail).toContain('split the file')
    // a process that is new has the same second
    if (env.YUKIBAN_IMPORT_CHECK_MAX_S === undefined) {
      expect((await send(district, block('aomori-9'))).statusCode).toBe(200)
    }
  })

  test('time to write: what was begun is undone, and the database is free again', async () => {
    const district = await open({ YUKIBAN_IMPORT_WRITE_MAX_S: '1' })
    const lock = heldLock(district)
    const refused = await send(district, block('aomori-9'))
    expect([refused.statusCode, problemIn(refused).code]).toEqual([422, 'import-too-heavy'])
    expect(problemIn(refused).detail).toContain('YUKIBAN_IMPORT_WRITE_MAX_S')
    lock.release()
    expect(await blocks(district)).not.toContain('aomori-9')
    expect((await send(district, block('aomori-9'))).statusCode).toBe(200)
  })
})

test('imports run one after another; a full line is refused with the seconds to wait', async () => {
  const district = await open({ YUKIBAN_IMPORT_QUEUE: '2' })
  const lock = heldLock(district)
  const [first, second] = [watched(send(district, block('aomori-8'))), watched(send(district, block('aomori-9')))]
  const third = await send(district, block('aomori-10'))
  expect([third.statusCode, problemIn(third).code]).toEqual([503, 'import-queue-full'])
  expect(Number(third.headers['retry-after'])).toBeGreaterThan(0)
  expect([first.settled(), second.settled()]).toEqual([false, false])
  lock.release()
  expect([(await first.reply).statusCode, (await second.reply).statusCode]).toEqual([200, 200])
  expect((await send(district, block('aomori-10'))).statusCode).toBe(200)
})

onLinux('a process that dies writes nothing, and another takes its place', async () => {
  const district = await open()
  const lock = heldLock(district)
  const running = send(district, block('aomori-9'))
  await expect.poll(importProcesses).toHaveLength(1)
  for (const pid of importProcesses()) process.kill(pid, 'SIGSEGV')
  const refused = await running
  lock.release()
  expect([refused.statusCode, problemIn(refused).code]).toEqual([503, 'import-interrupted'])
  expect(await blocks(district)).not.toContain('aomori-9')
  expect((await send(district, block('aomori-9'))).statusCode).toBe(200)
  // and ends with the service
  expect(importProcesses()).toHaveLength(1)
  await district.app.close()
  await expect.poll(importProcesses).toEqual([])
})

onLinux('whoever stops the service does not wait for an import', async () => {
  const district = await open()
  const running = send(district, HEAVY, true)
  const waiting = send(district, block('aomori-9'))
  await expect.poll(importProcesses).toHaveLength(1)
  await district.app.close()
  for (const reply of [await running, await waiting]) expect(problemIn(reply).code).toBe('import-interrupted')
})

onLinux('a preview that nobody waits for any more is given up', async () => {
  const district = await open({ YUKIBAN_IMPORT_QUEUE: '1', YUKIBAN_IMPORT_CHECK_MAX_S: '600' })
  const url = await district.app.listen({ host: '127.0.0.1', port: 0 })
  const gone = new AbortController()
  const left = fetch(`${url}/api/v1/imports`, {
    method: 'POST',
    headers: { authorization: `Bearer ${district.keys.administrator}`, 'content-type': 'application/json' },
    body: JSON.stringify({ kind: 'district', text: HEAVY, dryRun: true }),
    signal: gone.signal,
  })
  await expect.poll(importProcesses).toHaveLength(1)
  expect((await send(district, block('aomori-9'))).statusCode).toBe(503)
  gone.abort()
  await expect(left).rejects.toThrow()
  await expect.poll(async () => (await send(district, block('aomori-9'))).statusCode).toBe(200)
})
