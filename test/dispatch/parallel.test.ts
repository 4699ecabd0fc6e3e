import { Worker } from 'node:worker_threads'
import { expect, onTestFinished, test } from 'vitest'
import { openDatabase } from '../../src/store/database.ts'
import { openDispatch } from '../support/dispatch.ts'
import type { WorkerOrder } from '../support/dispatch-worker.ts'
import { expectLawful, expectSound, lookAt } from '../support/dispatch-world.ts'
import { tempDir } from '../support/temp-dir.ts'

const WORKERS = 4
const ROUTES = 4
const ROUNDS = 60

interface Report {
  readonly done: number
  readonly refused: readonly string[]
}

function runWorker(workerData: WorkerOrder): Promise<Report> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('../support/dispatch-worker.ts', import.meta.url), { workerData })
    worker.once('message', resolve)
    worker.once('error', reject)
  })
}

test('several processes’ worth of commands at the same orders leave one open order of a level per route', async () => {
  const dataDir = tempDir()
  const db = await openDatabase(dataDir)
  onTestFinished(() => db.destroy())
  const { clock } = await openDispatch({ db, routes: ROUTES })
  const order = { dataDir, rounds: ROUNDS, routes: ROUTES, startMs: clock.now() }
  const reports = await Promise.all(Array.from({ length: WORKERS }, (_, worker) => runWorker({ ...order, worker })))
  // refused is what another was faster at; anything else would be a fault
  const refused = new Set(reports.flatMap((it) => it.refused))
  expect([...refused].filter((it) => it !== 'conflict' && it !== 'not-found')).toEqual([])
  for (const { done } of reports) expect(done).toBeGreaterThan(ROUNDS / 4)
  const world = await lookAt(db)
  expectSound(world)
  await expectLawful(db, world)
  expect(world.orders.length).toBeGreaterThan(ROUTES)
}, 60_000)
