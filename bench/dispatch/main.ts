import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { median, quantileSorted } from 'simple-statistics'
import { pinning } from '../ingest/process.ts'
import { seeded } from '../skill/random.ts'
import type { FieldResult } from './field.ts'
import { FULL, type Plan, QUICK, TINY } from './options.ts'
import { killInBursts, timeWebhooks } from './run.ts'
import type { Side } from './side.ts'
import { nodeRed } from './sides/node-red.ts'
import { yukiban } from './sides/yukiban.ts'

/** Reading published to signed webhook received, beside Node-RED; docs/benchmarks.md says how to read it. */

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    quick: { type: 'boolean', default: false },
    tiny: { type: 'boolean', default: false },
    seed: { type: 'string', default: '1' },
    only: { type: 'string' },
  },
})
const plan: Plan = values.tiny ? TINY : values.quick ? QUICK : FULL
const seed = Number(values.seed)
const GOAL_P99_MS = 250

const say = (line: string) => process.stdout.write(`${line}\n`)
const skipped: Record<string, string> = {}

interface Figures {
  readonly p50_ms: number
  readonly p99_ms: number
  readonly max_ms: number
  /** The latest webhook of a crossing around a kill, ms after its publish. */
  readonly worst_after_kill_ms: number
  readonly lost_on_kill: number
  readonly doubled_on_kill: number
  readonly acked_around_kills: number
  readonly samples: number
  /** Crossings of the timed rounds whose webhook did not come; any is a failure of the measurement or the side. */
  readonly lost: number
  readonly refused: number
  readonly readings_per_s: number
}

function installPeers(): void {
  const bench = fileURLToPath(new URL('..', import.meta.url))
  const args = ['ci', '--prefix', bench, '--ignore-scripts', '--omit=optional', '--no-audit', '--no-fund']
  if (values.tiny || nodeRed.missing?.() === undefined) return
  say('installing Node-RED (npm ci --prefix bench)')
  spawnSync('npm', args, { stdio: 'ignore', timeout: 300_000 })
}

function sidesHere(): Side[] {
  return [yukiban, nodeRed].filter((side) => {
    const why = values.only !== undefined && values.only !== side.name ? 'not asked for (--only)' : side.missing?.()
    if (why === undefined) return true
    skipped[side.name] = why
    say(`${side.name}: skipped, ${why}`)
    return false
  })
}

function round(ms: number): number {
  return Math.round(ms * 10) / 10
}

/** @param latenciesMs ascending. */
function percentile(latenciesMs: readonly number[], share: number): number {
  return latenciesMs.length === 0 ? Number.NaN : quantileSorted([...latenciesMs], share)
}

function figuresOf(rounds: readonly FieldResult[], killed: FieldResult): Figures {
  const middle = (share: number) => round(median(rounds.map((it) => percentile(it.latenciesMs, share))))
  return {
    p50_ms: middle(0.5),
    p99_ms: middle(0.99),
    max_ms: round(Math.max(...rounds.map((it) => it.worstMs))),
    worst_after_kill_ms: round(killed.worstMs),
    lost_on_kill: killed.lost,
    doubled_on_kill: killed.doubled,
    acked_around_kills: killed.acked,
    samples: rounds.reduce((sum, it) => sum + it.latenciesMs.length, 0),
    lost: rounds.reduce((sum, it) => sum + it.lost, 0),
    refused: rounds.reduce((sum, it) => sum + it.refused, killed.refused),
    readings_per_s: round(median(rounds.map((it) => it.readingsPerS))),
  }
}

const startMs = performance.now()
installPeers()
const sides = sidesHere()
const rounds = new Map<Side, FieldResult[]>(sides.map((it) => [it, []]))
for (let number = 0; number < plan.rounds; number++) {
  for (const side of number % 2 === 0 ? sides : sides.toReversed()) {
    const result = await timeWebhooks(side, plan, seed + number)
    rounds.get(side)?.push(result)
    const [p50, p99] = [0.5, 0.99].map((share) => round(percentile(result.latenciesMs, share)))
    const came = `${result.latenciesMs.length} of ${result.acked} webhooks`
    say(
      `round ${number + 1}, ${side.name}: p50 ${p50} ms, p99 ${p99} ms, ${came}, ${round(result.readingsPerS)} readings/s`,
    )
  }
}
const figures: Record<string, Figures> = {}
for (const side of sides) {
  const killed = await killInBursts(side, plan, seed, seeded(seed))
  figures[side.name] = figuresOf(rounds.get(side) ?? [], killed)
  say(`${side.name}: ${plan.kills} kills, ${killed.acked} crossings acknowledged, ${killed.lost} never arrived`)
}
const { yukiban: own, node_red: red } = figures
const result = {
  ...figures,
  ratio_p99: own === undefined || red === undefined ? null : round(red.p99_ms / own.p99_ms),
  load: { devices: plan.devices, interval_s: plan.intervalS, kills: plan.kills, crossings_per_kill: plan.burst },
  goals: {
    p99_at_most_250_ms: own === undefined ? null : own.p99_ms <= GOAL_P99_MS,
    ahead_of_node_red: own === undefined || red === undefined ? null : own.p99_ms < red.p99_ms,
    nothing_lost: own === undefined ? null : own.lost === 0 && own.lost_on_kill === 0,
  },
  pinned: pinning(),
  node: process.version,
  skipped,
  seconds: Math.round((performance.now() - startMs) / 1000),
}
say(values.json ? JSON.stringify(result) : JSON.stringify(result, null, 2))
process.exitCode = result.goals.nothing_lost === false ? 1 : 0
