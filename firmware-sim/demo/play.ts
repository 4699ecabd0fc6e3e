import { RealClock } from '../../src/clock.ts'
import { SECOND_MS } from '../../src/domain/time.ts'
import { findOrder } from '../../src/store/orders/find-order.ts'
import { Account } from './account.ts'
import { everyHour } from './every-hour.ts'
import { followJournal } from './follow-journal.ts'
import { printHeader } from './header.ts'
import { Hourly } from './hourly.ts'
import { Lines } from './lines.ts'
import { playNight } from './night.ts'
import type { DemoOptions } from './options.ts'
import { OutlookStory } from './outlook-story.ts'
import { Pace } from './pace.ts'
import { phrasesOf } from './phrases.ts'
import { type Demo, startDemo } from './setup.ts'
import { failuresOf, resultOf } from './summary.ts'
import { printSummary } from './summary-table.ts'
import { paint, type Screen, wrap } from './text.ts'

export interface Stage {
  readonly dataDir: string
  readonly screen: Screen
  /** Aborts when the user has seen enough. */
  readonly interrupted: AbortSignal
}

/** Simulated seconds per real second once the storm is over. */
const CALM_SPEED = 60

const WORDS = {
  en: {
    goesOn: `The storm is over. The service goes on, sensors report, time passes ${CALM_SPEED} times as fast. Ctrl-C ends it.`,
    goodbye: 'Stopped.',
  },
  ja: {
    goesOn: `吹雪は去った。サービスは動き続け、センサーの報告も続く（${CALM_SPEED} 倍速）。Ctrl-C で終了。`,
    goodbye: '終了した。',
  },
} as const

/** Plays the demo from beginning to end; the exit code. */
export async function playDemo(options: DemoOptions, stage: Stage): Promise<number> {
  const realTime = new RealClock()
  const startedMs = realTime.now()
  const { once, language } = options
  const demo = await startDemo({ dataDir: stage.dataDir, defaultPorts: !once, endsWithScenario: once, language })
  try {
    return await play(demo, options, stage, () => (realTime.now() - startedMs) / SECOND_MS)
  } finally {
    await demo.stop()
    if (!once) stage.screen.print(WORDS[language].goodbye)
  }
}

async function play(demo: Demo, options: DemoOptions, stage: Stage, seconds: () => number): Promise<number> {
  const { once, language, speed } = options
  const { screen, interrupted } = stage
  const { clock, scenario } = demo
  const told = !once || options.verbose
  const { account, hours } = narrate(demo, options, stage)
  const journal = followJournal(demo.service, async (events) => {
    for (const event of events) demo.officer.notice(event)
    if (told) await account.tell(events)
  })
  const pace = new Pace(clock, speed)
  try {
    const over = once ? demo.fleet.ended() : clock.sleepUntil(scenario.endMs, interrupted)
    const ended = Promise.all([over, hours])
    const summary = await playNight(demo, journal, ended, interrupted)
    if (summary === undefined) return once ? failed(['interrupted before the night was over']) : 0
    if (told) printSummary(summary, screen, language)
    if (once) {
      console.log(JSON.stringify(resultOf(summary, seconds())))
      return failed(failuresOf(summary))
    }
    pace.change(Math.min(speed, CALM_SPEED))
    screen.print('')
    for (const line of wrap(WORDS[language].goesOn, screen.columns())) screen.print(paint(screen, 'title', line))
    screen.print('')
    await new Promise<void>((resolve) => interrupted.addEventListener('abort', () => resolve(), { once: true }))
    return 0
  } finally {
    pace.stop()
    journal.stop()
  }
}

interface Told {
  readonly account: Account
  /** Resolves after the last full hour of the storm. */
  readonly hours: Promise<void>
}

/** Prints the header, sets the tables and outlooks of the hours going, and returns who tells the rest. */
function narrate(demo: Demo, { once, verbose, language, speed }: DemoOptions, { screen, interrupted }: Stage): Told {
  const { places, service, clock, scenario, outlook } = demo
  const { timeZone } = places.authority
  const names = new Map(places.routes.map((it) => [it.id, it.name]))
  const lines = new Lines(screen, timeZone, [...names.values()])
  if (!once) printHeader(demo, screen, language, speed)
  const told = !once || verbose
  const hourly = new Hourly({ service, screen, lines, language, places })
  const routeName = (id: string) => names.get(id) ?? id
  const story = new OutlookStory({ lines, timeZone, routeName, say: phrasesOf(language) })
  const hours = everyHour(clock, scenario.endMs, interrupted, async (atMs) => {
    if (told) await hourly.print(atMs)
    const look = await outlook.look()
    if (told && look !== undefined) story.tell(atMs, look)
  }).catch((error) => {
    // Whoever interrupts closes the store under a table half made.
    if (!interrupted.aborted) throw error
  })
  return { account: new Account({ lines, language, places, findOrder: (id) => findOrder(service.db, id) }), hours }
}

/** Says why, if there is anything to say; the exit code. */
function failed(reasons: readonly string[]): number {
  for (const reason of reasons) console.error(reason)
  return reasons.length === 0 ? 0 : 1
}
