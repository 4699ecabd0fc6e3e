import { parentPort, workerData } from 'node:worker_threads'
import { SimulatedClock } from '../../src/clock.ts'
import { acceptCallOut, declineCallOut } from '../../src/dispatch/call-outs.ts'
import {
  acceptOffer,
  approveOrder,
  type CommandContext,
  completeOrder,
  declineOffer,
  startOrder,
  withdrawOrder,
} from '../../src/dispatch/commands.ts'
import { raiseOrder } from '../../src/dispatch/raise-order.ts'
import { requireRoute } from '../../src/dispatch/require.ts'
import { YukibanError } from '../../src/errors.ts'
import { openDatabase } from '../../src/store/database.ts'
import { OFFICER, RESPOND_MIN } from './dispatch.ts'
import { lookAt } from './dispatch-world.ts'

/** What a worker is told: where the database is, which of several it is, and how much to do. */
export interface WorkerOrder {
  readonly dataDir: string
  readonly worker: number
  readonly rounds: number
  readonly routes: number
  readonly startMs: number
}

/** Goes at the same orders as its siblings, through a connection of its own, and reports what it was refused. */
async function work({ dataDir, worker, rounds, routes, startMs }: WorkerOrder): Promise<void> {
  const clock = new SimulatedClock(startMs, Number.POSITIVE_INFINITY)
  const db = await openDatabase(dataDir)
  const ctx: CommandContext = { db, clock, nudges: { deliver() {}, passRecorded() {} } }
  const refused: string[] = []
  let done = 0
  for (let round = 0; round < rounds; round++) {
    try {
      await act(ctx, worker * 7 + round, routes)
      done++
    } catch (error) {
      refused.push(error instanceof YukibanError ? error.code : String(error))
    }
  }
  clock.stop()
  await db.destroy()
  parentPort?.postMessage({ done, refused })
}

/** One command, by turns; every worker passes through all of them in its own order. */
async function act(ctx: CommandContext, turn: number, routes: number): Promise<unknown> {
  const { db, clock } = ctx
  if (turn % 3 === 0) {
    const route = await requireRoute(db, `r${(turn % routes) + 1}`)
    const who = { decisionId: null, criterionId: null, respondMin: RESPOND_MIN, actor: OFFICER, nowMs: clock.now() }
    const what = {
      level: turn % 2 === 0 ? 'dispatch' : 'standby',
      state: turn % 5 === 0 ? 'proposed' : 'requested',
    } as const
    return db.transaction().execute((trx) => raiseOrder(trx, { route, ...what, ...who }))
  }
  const world = await lookAt(db)
  const orders = world.orders.filter((it) => it.closedAtMs === null)
  const order = orders[turn % Math.max(1, orders.length)]
  const offer = world.offers.filter((it) => it.state === 'open')[0]
  const input = { orderId: order?.id ?? 'none', actor: OFFICER, reason: 'test' }
  const callOut = { callOutId: offer?.callOutId ?? 'none', actor: OFFICER }
  switch (turn % 8) {
    case 0:
      return declineOffer(ctx, { offerId: offer?.id ?? 'none', actor: OFFICER })
    case 1:
      return acceptCallOut(ctx, callOut)
    case 2:
      return approveOrder(ctx, input)
    case 3:
      return declineCallOut(ctx, callOut)
    case 4:
      return startOrder(ctx, input)
    case 5:
      return completeOrder(ctx, input)
    case 6:
      return withdrawOrder(ctx, input)
    default:
      return acceptOffer(ctx, { offerId: offer?.id ?? 'none', actor: OFFICER })
  }
}

await work(workerData as WorkerOrder)
