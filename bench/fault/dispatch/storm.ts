import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { HOUR_MS, MINUTE_MS } from '../../../src/domain/time.ts'
import { freePort } from '../../../test/support/servers.ts'
import { onInterrupt } from '../../interrupt.ts'
import { seeded } from '../../skill/random.ts'
import { check, type Findings } from './check.ts'
import { Crews } from './crews.ts'
import { Endpoints, type Mood } from './endpoints.ts'
import { Ledger } from './ledger.ts'
import { Lives } from './lives.ts'
import { Snow } from './snow.ts'
import { importTown, MUTE, QUIET_ROUTE, type Town } from './town.ts'

export interface Part {
  /** When the clock begins again, minutes after NIGHT_MS. */
  readonly fromMin: number
  /** The quiet route's snow falls; more slowly, so that its offer is out at 02:00 on a busy machine too. */
  readonly quiet?: true
}

/**
 * One night: the service is killed at the end of each part and starts again with its clock further on. Times of day in
 * Japan.
 */
const NIGHT_MS = Date.parse('2026-01-20T00:00:00+09:00')
export const PARTS: readonly Part[] = [
  { fromMin: 23 * 60 + 20 },
  // Midnight passes while it runs, …
  { fromMin: 23 * 60 + 55 },
  { fromMin: 24 * 60 + 25 },
  // … answer times pass while it does not.
  { fromMin: 25 * 60 + 5 },
  // The quiet route's offer is out at 02:00.
  { fromMin: 25 * 60 + 50, quiet: true },
  { fromMin: 26 * 60 + 35 },
]
/** Real time from boot to kill. */
const PART_MS = [900, 2400] as const
/** For the quiet route's snow, its offer and the end of its answer time, on a busy machine. */
const QUIET_TIMEOUT_MS = 40_000
const QUIET_SPEED = 200
const SETTLE_AFTER_MS = 3 * HOUR_MS
const SETTLE_TIMEOUT_MS = 120_000
const POLL_MS = 250
/** Polls in a row at which nothing was left to do. */
const QUIET_POLLS = 4
/** Sensors go on reporting: two readings of each may be under way. */
const QUIET_UNACKED = 26
const MOODS: readonly (readonly [Mood, number])[] = [
  ['flaky', 0.5],
  ['down', 0.15],
]
/** From this part on one contractor wants nothing more. */
const GONE_FROM = 2

export interface StormReport extends Findings {
  readonly kills: number
  readonly ledger: Ledger
  /** Everything came to rest in time. */
  readonly settled: boolean
}

/**
 * Plays a night. The same seed gives the same night but for what the machine's own timing does.
 * @param parts of the night, ascending; fewer for a short one.
 */
export async function storm(seed: number, parts: readonly Part[] = PARTS): Promise<StormReport> {
  const random = seeded(seed)
  const dir = mkdtempSync(join(tmpdir(), 'yukiban-storm-'))
  const remove = () => rmSync(dir, { recursive: true, force: true })
  const forget = onInterrupt(remove)
  await using stack = new AsyncDisposableStack()
  stack.defer(() => {
    forget()
    remove()
  })
  const dataDir = join(dir, 'data')
  mkdirSync(dataDir)
  const port = await freePort()
  const town = await importTown(dataDir, `http://127.0.0.1:${port}`, NIGHT_MS)
  const ledger = new Ledger()
  const lives = await Lives.create(dataDir, town.officerKey)
  stack.defer(() => lives.stop('SIGKILL'))
  const snow = new Snow(town, lives.mqttPort, ledger, random)
  const crews = new Crews({
    api: lives.api,
    keys: town.keys,
    officerKey: town.officerKey,
    ledger,
    random,
    onPlowing: (route) => snow.plowing(route),
    onPlowed: (route, noted) => snow.plowed(route, noted),
  })
  stack.defer(() => crews.stop())
  stack.defer(() => snow.stop())
  const secrets = town.credentials.webhookSecrets
  const endpoints = new Endpoints({ ledger, secrets, random, onEvent: (who, event) => crews.told(who, event) })
  await endpoints.server.listen(port)
  stack.defer(() => endpoints.server.close())

  snow.start()
  const answering = town.contractors.filter((it) => !MUTE.includes(it))
  const gone = pick(answering, random)
  for (const [index, part] of parts.entries()) {
    const startMs = NIGHT_MS + part.fromMin * MINUTE_MS
    // On a machine so busy that its time has passed already, a part is left out: the quiet one must come at 02:00.
    if (!part.quiet && lives.latestNowMs() > startMs) continue
    setMoods(endpoints, town, random, index >= GONE_FROM ? gone : undefined)
    await lives.start(startMs, part.quiet ? QUIET_SPEED : undefined)
    await play(town, snow, random)
    if (part.quiet) await escalated(dataDir, snow)
    await lives.kill()
  }
  for (const it of town.contractors) endpoints.setMood(it, 'well')
  crews.willing = true
  await lives.start(lives.latestNowMs() + SETTLE_AFTER_MS)
  const settled = await settle(dataDir, town, { crews, snow, ledger })
  await lives.stop('SIGTERM')
  return { ...(await check(dataDir, town, ledger, lives.lives)), kills: lives.kills, ledger, settled }
}

/** Snow begins here and there until the part ends. */
async function play(town: Town, snow: Snow, random: () => number): Promise<void> {
  const untilMs = performance.now() + PART_MS[0] + random() * (PART_MS[1] - PART_MS[0])
  const others = town.routes.filter((it) => it !== QUIET_ROUTE)
  while (performance.now() < untilMs) {
    snow.fall(pick(others, random))
    await wait(Math.min(100 + random() * 300, untilMs - performance.now()))
  }
}

/** Snow falls on the quiet route until both who are asked there have let their time pass. */
async function escalated(dataDir: string, snow: Snow): Promise<void> {
  snow.fall(QUIET_ROUTE)
  const untilMs = performance.now() + QUIET_TIMEOUT_MS
  const expired = `select count(*) as n from offers join orders on orders.id = offers.order_id
    where orders.route_id = '${QUIET_ROUTE}' and offers.state = 'expired'`
  while (count(dataDir, expired) < MUTE.length && performance.now() < untilMs) await wait(POLL_MS / 5)
}

function setMoods(endpoints: Endpoints, town: Town, random: () => number, gone: string | undefined): void {
  for (const contractor of town.contractors) {
    let left = random()
    const mood = MOODS.find(([, share]) => {
      left -= share
      return left < 0
    })
    endpoints.setMood(contractor, contractor === gone ? 'gone' : (mood?.[0] ?? 'well'))
  }
}

interface Outside {
  readonly crews: Crews
  readonly snow: Snow
  readonly ledger: Ledger
}

/**
 * Waits until every reading is acknowledged, every crossing was called for, and nothing is on its way or waiting for an
 * answer. On a busy machine readings wait to be judged; what is never called for is still missing at the end.
 */
async function settle(dataDir: string, town: Town, { crews, snow, ledger }: Outside): Promise<boolean> {
  const untilMs = performance.now() + SETTLE_TIMEOUT_MS
  let quiet = 0
  while (performance.now() < untilMs) {
    await wait(POLL_MS)
    const working = crews.working > 0 || snow.unacked > QUIET_UNACKED || count(dataDir, WAITING) > 0
    const busy = working || town.routes.some((it) => count(dataDir, callsFor(it)) < ledger.crossings(it))
    quiet = busy ? 0 : quiet + 1
    if (quiet >= QUIET_POLLS) return true
  }
  return false
}

/** Deliveries to send, offers to answer and work to be done; proposals the officer approves. */
const WAITING = `select (select count(*) from deliveries where state = 'pending' and contractor_id is not null)
  + (select count(*) from offers where state = 'open')
  + (select count(*) from orders where state in ('proposed', 'accepted', 'started')) as n`

const callsFor = (route: string) =>
  `select count(*) as n from decisions where result = 'fire' and route_id = '${route}'`

function count(dataDir: string, query: string): number {
  const database = new DatabaseSync(join(dataDir, 'control.db'), { readOnly: true })
  try {
    return Number(database.prepare(query).get()?.n)
  } finally {
    database.close()
  }
}

function pick<T>(items: readonly T[], random: () => number): T {
  return items[Math.floor(random() * items.length)] as T
}

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, Math.max(0, ms)))
}
