import { type Logger, pino } from 'pino'
import { type Clock, RealClock, SimulatedClock } from './clock.ts'
import type { Config, Role } from './config.ts'
import type { CommandContext } from './dispatch/commands.ts'
import { JournalNudge } from './journal.ts'
import { type Db, openDatabase } from './store/database.ts'
import { openReadingStore } from './store/readings/open.ts'
import type { ReadingStore } from './store/readings/port.ts'

/** A stage as readiness and `settled` ask it. */
export interface Running {
  readonly settled: () => Promise<void>
  readonly failure: () => string | undefined
}

export interface StartOptions {
  readonly clock?: Clock
  readonly log?: Logger
}

export type StageName = Role | 'escalation' | 'start-watch' | 'device-watch' | 'downlink' | 'forecast' | 'replays'

/** What every stage is built on. */
export interface Base {
  readonly config: Config
  readonly log: Logger
  readonly clock: Clock
  readonly db: Db
  readonly readings: ReadingStore
  readonly journal: JournalNudge
  readonly commands: CommandContext
  readonly stages: Map<StageName, Running>
  /** Where a stage that runs is told of news; without it nobody is. */
  readonly nudges: { outbox(): void; escalation(): void; passRecorded(routeId: string): void }
  /** Something was decided or commanded: there may be events to show and messages to send. */
  readonly changed: () => void
  /** A weather service was asked; set once there are metrics. */
  weatherAsked(outcome: string): void
  readonly stack: AsyncDisposableStack
  has(role: Role): boolean
}

/** Opens clock, log and stores; whatever is opened is closed with `stack`. */
export async function openBase(config: Config, options: StartOptions, stack: AsyncDisposableStack): Promise<Base> {
  const log = options.log ?? pino({ level: config.logLevel, base: undefined })
  const clock = options.clock ?? configuredClock(config, stack)
  const db = stack.adopt(await openDatabase(config.dataDir), (it) => it.destroy())
  const readings = stack.adopt(await openReadingStore({ ...config, clock, log }), (it) => it.close())
  const journal = new JournalNudge()
  const nudges: Base['nudges'] = { outbox: () => {}, escalation: () => {}, passRecorded: () => {} }
  const changed = () => {
    nudges.outbox()
    nudges.escalation()
    journal.nudge()
  }
  const commands: CommandContext = {
    db,
    clock,
    policy: config.dispatch,
    nudges: { deliver: changed, passRecorded: (routeId) => nudges.passRecorded(routeId) },
  }
  const has = (role: Role) => config.roles.includes(role)
  const stages = new Map<StageName, Running>()
  return { config, log, clock, db, readings, journal, commands, stages, nudges, changed, weatherAsked() {}, stack, has }
}

/** Names a stage, so that readiness and `settled` ask it, and stops it at the end. */
export function run(base: Base, name: StageName, stage: { stop(): Promise<void> }, running: Running): void {
  base.stack.defer(() => stage.stop())
  base.stages.set(name, running)
}

function configuredClock(config: Config, stack: AsyncDisposableStack): Clock {
  if (config.simulatedClock === null) return new RealClock()
  const { startMs, speed } = config.simulatedClock
  return stack.adopt(new SimulatedClock(startMs, speed), (it) => it.stop())
}
