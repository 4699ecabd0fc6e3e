import { isOpen } from '../../src/domain/order.ts'
import { MINUTE_MS } from '../../src/domain/time.ts'
import { listOffers } from '../../src/store/offers/list-offers.ts'
import { listOrders } from '../../src/store/orders/list-orders.ts'
import type { JournalFollower } from './follow-journal.ts'
import type { Demo } from './setup.ts'
import { type Summary, summarise } from './summary.ts'

/** After the storm: how long crews under way are waited for. */
const TAIL_MS = 30 * MINUTE_MS
const LOOK_EVERY_MS = MINUTE_MS

/**
 * Lets the night pass, and after it what is still under way come to its end, then counts up.
 * @param ended resolves when the scenario is over.
 * @returns undefined when it was interrupted.
 */
export async function playNight(
  demo: Demo,
  journal: JournalFollower,
  ended: Promise<unknown>,
  interrupted: AbortSignal,
): Promise<Summary | undefined> {
  const { clock, scenario } = demo
  demo.release()
  await Promise.race([ended, aborted(interrupted)])
  let hold = clock.hold()
  try {
    await quiet(demo, journal)
    while (clock.now() < scenario.endMs + TAIL_MS && (await underWay(demo)) && !interrupted.aborted) {
      hold[Symbol.dispose]()
      await clock.sleepUntil(clock.now() + LOOK_EVERY_MS, interrupted)
      hold = clock.hold()
      await quiet(demo, journal)
    }
    return interrupted.aborted ? undefined : await summarise(demo)
  } finally {
    hold[Symbol.dispose]()
  }
}

/** Waits, while simulated time stands still, until everything received is dealt with and told. */
async function quiet({ fleet, service }: Demo, journal: JournalFollower): Promise<void> {
  await fleet.settled()
  await service.settled()
  await journal.settled()
}

/** An accepted stand-by is no work: it rests until the snow is gone. */
async function underWay({ service: { db } }: Demo): Promise<boolean> {
  const orders = await listOrders(db, { openOnly: true, limit: Number.MAX_SAFE_INTEGER })
  const [offer] = await listOffers(db, { state: 'open', limit: 1 })
  const busy = orders.some((it) => isOpen(it.state) && !(it.level === 'standby' && it.state === 'accepted'))
  return busy || offer !== undefined
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve()
    signal.addEventListener('abort', () => resolve(), { once: true })
  })
}
