import type { Service } from '../../src/service.ts'
import { type JournalEvent, listEvents } from '../../src/store/events/list-events.ts'

export interface JournalFollower {
  /** Resolves when everything written so far has been told. */
  settled(): Promise<void>
  stop(): void
}

const PAGE = 1000

/**
 * Hands on every journal line, in order, soon after it was committed; lines that were committed together come together.
 * Simulated time stands still until they have been dealt with.
 */
export function followJournal(
  { db, clock, onJournal }: Pick<Service, 'db' | 'clock' | 'onJournal'>,
  tell: (events: readonly JournalEvent[]) => Promise<void>,
): JournalFollower {
  let lastId = 0
  let asked = false
  let stopped = false
  let running: Promise<void> | undefined

  const read = async () => {
    using _ = clock.hold()
    while (asked && !stopped) {
      asked = false
      const events: JournalEvent[] = []
      for (;;) {
        const page = await listEvents(db, { afterId: lastId, limit: PAGE })
        events.push(...page)
        lastId = page.at(-1)?.id ?? lastId
        if (page.length < PAGE) break
      }
      if (events.length > 0 && !stopped) await tell(events)
    }
  }
  const nudge = () => {
    asked = true
    running ??= read()
      .catch((error) => {
        // What is stopped may find its store closed.
        if (!stopped) throw error
      })
      .finally(() => {
        running = undefined
      })
  }
  const unsubscribe = onJournal(nudge)
  nudge()
  return {
    settled: async () => {
      nudge()
      while (running !== undefined) await running
    },
    stop: () => {
      stopped = true
      unsubscribe()
    },
  }
}
