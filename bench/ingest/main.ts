import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { inventCredentials } from './district.ts'
import { lossOnKill } from './kill.ts'
import type { Measured } from './measure.ts'
import { FULL, LOADS, type Plan, QUICK } from './options.ts'
import { pinning } from './process.ts'
import { closedLoop, type Fleet, idleConnections, storedPerSecond, withFleet, withSide } from './runs.ts'
import type { Side } from './side.ts'
import { bareAedes } from './sides/aedes.ts'
import { bareMosquitto } from './sides/mosquitto.ts'
import { mosquittoSqlite, mosquittoSqliteBatched } from './sides/mqttjs-sqlite.ts'
import { nodeRed } from './sides/node-red.ts'
import { yukiban } from './sides/yukiban.ts'

/** Compares Yukiban's ingest with what one would otherwise use; docs/benchmarks.md says how to read it. */

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    quick: { type: 'boolean', default: false },
    connections: { type: 'string' },
  },
})
const plan: Plan = values.quick ? QUICK : FULL
const connections = Number(values.connections ?? plan.idleConnections)
const MAX_DEVICES = 1000
/** What the consumers behind a broker are sent while they are killed: less than any of them stores. */
const PACED_PER_S = 500
const SPARE_DESCRIPTORS = 200

const say = (line: string) => process.stdout.write(`${line}\n`)
const skipped: Record<string, string> = {}
const report: Record<string, unknown> = {}

function installPeers(): void {
  const bench = fileURLToPath(new URL('..', import.meta.url))
  const args = ['ci', '--prefix', bench, '--ignore-scripts', '--omit=optional', '--no-audit', '--no-fund']
  if (nodeRed.missing?.() === undefined) return
  say('installing the peers (npm ci --prefix bench)')
  spawnSync('npm', args, { stdio: 'ignore', timeout: 300_000 })
}

function canRun(side: Side): boolean {
  const why = side.missing?.()
  if (why === undefined) return true
  skipped[side.name] = why
  say(`${side.name}: skipped, ${why}`)
  return false
}

function shown({ msgsPerS, p50Ms, p99Ms, cpuUs, rssBytes }: Measured) {
  return {
    msgs_per_s: msgsPerS,
    p50_ms: p50Ms,
    p99_ms: p99Ms,
    cpu_us_per_msg: cpuUs,
    rss_mb: Math.round(rssBytes / 1e6),
  }
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
}

/** Two sides take turns, so that what else the machine does strikes both. */
async function duel(fleet: Fleet): Promise<{ ratios: number[]; yukibanPerS: number }> {
  const ratios: number[] = []
  const mine: Record<string, unknown> = {}
  const theirs: Record<string, unknown> = {}
  let yukibanPerS = 0
  for (const load of LOADS) {
    const rounds: { own: Measured; bare: Measured }[] = []
    for (let round = 0; round < plan.rounds; round++) {
      const bare = await closedLoop(bareAedes, fleet, load, plan)
      const own = await closedLoop(yukiban, fleet, load, plan)
      rounds.push({ own, bare })
      say(`${load.name}: yukiban ${own.msgsPerS}/s (${own.cpuUs} µs), bare Aedes ${bare.msgsPerS}/s (${bare.cpuUs} µs)`)
    }
    rounds.sort((a, b) => a.own.msgsPerS / a.bare.msgsPerS - b.own.msgsPerS / b.bare.msgsPerS)
    const middle = rounds[Math.floor(rounds.length / 2)]
    if (middle === undefined) throw new Error('no rounds')
    ratios.push(median(rounds.map((it) => it.own.msgsPerS / it.bare.msgsPerS)))
    mine[load.name] = shown(middle.own)
    theirs[load.name] = shown(middle.bare)
    if (load === LOADS[0]) yukibanPerS = middle.own.msgsPerS
  }
  report.yukiban = { msgs_per_s: yukibanPerS, loads: mine }
  report.bare_aedes = { loads: theirs }
  return { ratios, yukibanPerS }
}

async function peer(side: Side, fleet: Fleet, messages: number): Promise<number | undefined> {
  if (!canRun(side)) return undefined
  return withSide(side, fleet, async (running) => {
    const perS = await storedPerSecond(running, fleet, messages)
    const loss = await lossOnKill(running, fleet.file, PACED_PER_S)
    report[side.name] = {
      msgs_per_s: perS,
      lost_on_kill: loss.lost,
      duplicates_on_kill: loss.duplicates,
      acked: loss.acked,
    }
    say(`${side.name}: stores ${perS}/s; of ${loss.acked} acknowledged around a kill it lost ${loss.lost}`)
    return perS
  })
}

function connectionsPossible(): number {
  const limit = /Max open files\s+\d+\s+(\d+)/.exec(readFileSync('/proc/self/limits', 'utf8'))?.[1]
  const possible = limit === undefined ? connections : Math.min(connections, Number(limit) - SPARE_DESCRIPTORS)
  if (possible < connections) skipped[`${connections} connections`] = `at most ${limit} files may be open`
  return possible
}

async function idle(): Promise<void> {
  await withFleet(inventCredentials(connectionsPossible()), async (fleet) => {
    for (const side of values.quick ? [yukiban] : [yukiban, bareAedes, bareMosquitto]) {
      if (!canRun(side)) continue
      const result = await idleConnections(side, fleet)
      say(
        `${side.name}: ${result.connections} connections in ${result.connectS} s, ${result.bytesPerConnection} bytes each`,
      )
      const known = (report[side.name] ?? {}) as object
      report[side.name] = { ...known, bytes_per_connection: result.bytesPerConnection, connect_s: result.connectS }
      if (side === yukiban) {
        report.connections = result.connections
        report.bytes_per_connection = result.bytesPerConnection
      }
    }
  })
}

async function run(fleet: Fleet): Promise<void> {
  const { ratios, yukibanPerS } = await duel(fleet)
  const loss = await withSide(yukiban, fleet, (running) => lossOnKill(running, fleet.file, 0))
  Object.assign(report.yukiban as object, {
    lost_on_kill: loss.lost,
    duplicates_on_kill: loss.duplicates,
    acked: loss.acked,
  })
  say(`yukiban: of ${loss.acked} acknowledged around a kill it lost ${loss.lost}`)
  const after = await peer(mosquittoSqlite, fleet, plan.burst.one)
  const before = await peer(mosquittoSqliteBatched, fleet, plan.burst.batched)
  const red = await peer(nodeRed, fleet, plan.burst.batched)
  if (!values.quick && canRun(bareMosquitto)) {
    const loads: Record<string, unknown> = {}
    for (const load of LOADS) loads[load.name] = shown(await closedLoop(bareMosquitto, fleet, load, plan))
    report.bare_mosquitto = { loads }
  }
  const ratio = (peerPerS: number | undefined) =>
    peerPerS === undefined || peerPerS === 0 ? null : round(yukibanPerS / peerPerS)
  Object.assign(report, {
    ratio_vs_mosquitto_sqlite: ratio(after),
    ratio_vs_mosquitto_sqlite_batched: ratio(before),
    ratio_vs_node_red: ratio(red),
    ratio_vs_bare_aedes: round(ratios[0] ?? 0),
    ratio_vs_bare_aedes_1000x1: round(ratios[1] ?? 0),
  })
}

function round(value: number): number {
  return Math.round(value * 100) / 100
}

const startMs = performance.now()
installPeers()
report.pinned = pinning()
report.node = process.version
await withFleet(inventCredentials(MAX_DEVICES), run)
await idle()
const result = { ...report, skipped, seconds: Math.round((performance.now() - startMs) / 1000) }
say(values.json ? JSON.stringify(result) : JSON.stringify(result, null, 2))
