import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { parseArgs } from 'node:util'
import { inventCredentials, registerDevices } from '../ingest/district.ts'
import { residentBytes } from '../ingest/process.ts'
import { bootService } from '../ingest/service.ts'
import { Fuzzer } from './fuzzer.ts'
import { seeded } from './mutate.ts'

/** Mutated packets and payloads against the real service: no crash, no leak, everything answered. docs/benchmarks.md. */

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    count: { type: 'string', default: '200000' },
    seed: { type: 'string', default: '1' },
    'max-s': { type: 'string', default: '240' },
  },
})
const LANES = 8
const MAX_GROWTH_BYTES = 150e6
const say = (line: string) => process.stdout.write(`${line}\n`)

const dir = mkdtempSync(join(tmpdir(), 'yukiban-fuzz-'))
try {
  const credentials = inventCredentials(LANES)
  await registerDevices(dir, credentials)
  const service = await bootService(dir, { YUKIBAN_LOG_LEVEL: 'info' })
  let crashed = false
  void service.process.exited().then(() => {
    crashed = true
  })
  const count = Number(values.count)
  const untilMs = performance.now() + Number(values['max-s']) * 1000
  const fuzzers = credentials.map(
    (it, lane) => new Fuzzer(service.port, it, seeded(Number(values.seed) * 1000 + lane + 1)),
  )
  const done = () => fuzzers.reduce((sum, { counts }) => sum + counts.packets + counts.payloads, 0)
  // The heap finds its size first: what it grows by afterwards would be a leak.
  let settledBytes: number | undefined
  const lane = async (fuzzer: Fuzzer) => {
    while (done() < count && performance.now() < untilMs && !crashed) {
      await fuzzer.round()
      if (settledBytes === undefined && done() > count / 4) settledBytes = residentBytes([service.process.pid])
    }
  }
  await Promise.all(fuzzers.map(lane))
  const grownBytes = residentBytes([service.process.pid]) - (settledBytes ?? 0)
  const survived = !crashed
  const ready = crashed ? false : (await fetch(`${service.httpUrl}/readyz`)).ok
  await service.process.stop(survived ? 'SIGTERM' : 'SIGKILL')
  const sum = (of: (fuzzer: Fuzzer) => number) => fuzzers.reduce((total, it) => total + of(it), 0)
  const acknowledged = sum((it) => it.counts.acknowledged)
  const database = new DatabaseSync(join(dir, 'readings.db'), { readOnly: true })
  const stored = Number(database.prepare('select max(id) as n from frame_log').get()?.n ?? 0)
  const quarantined = Number(database.prepare('select sum(times) as n from quarantine').get()?.n ?? 0)
  database.close()
  const result = {
    mutated: done(),
    packets: sum((it) => it.counts.packets),
    payloads: sum((it) => it.counts.payloads),
    acknowledged,
    stored_messages: stored,
    quarantined,
    connections_refused: sum((it) => it.counts.refused),
    unanswered: sum((it) => it.counts.unanswered),
    crashed: !survived,
    ready,
    rss_growth_mb: Math.round(grownBytes / 1e6),
  }
  say(values.json ? JSON.stringify(result) : JSON.stringify(result, null, 2))
  const failed = !survived || !ready || result.unanswered > 0 || stored < acknowledged || grownBytes > MAX_GROWTH_BYTES
  process.exitCode = failed ? 1 : 0
} finally {
  rmSync(dir, { recursive: true, force: true })
}
