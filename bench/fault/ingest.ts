import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { inventCredentials } from '../ingest/district.ts'
import { fillDisk } from './disk-full.ts'
import { InfluxServer } from './influx-server.ts'
import { killRepeatedly } from './kills.ts'

/** Kills and a full disk under load: everything acknowledged must be stored, once. docs/benchmarks.md. */

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    kills: { type: 'string', default: '20' },
    influx: { type: 'boolean', default: false },
  },
})
const DEVICES = 64
const say = (line: string) => process.stdout.write(`${line}\n`)
const skipped: Record<string, string> = {}

function orSkip<T extends object>(name: string, result: T | string): T | undefined {
  if (typeof result !== 'string') return result
  skipped[name] = result
  say(`${name}: skipped, ${result}`)
  return undefined
}

const dir = mkdtempSync(join(tmpdir(), 'yukiban-fault-'))
let influx: InfluxServer | undefined
try {
  const credentials = inventCredentials(DEVICES)
  const file = join(dir, 'devices.json')
  writeFileSync(file, JSON.stringify(credentials), { mode: 0o600 })
  const fleet = { credentials, file }
  if (values.influx) influx = orSkip('influx', await InfluxServer.start(dir))
  else skipped.influx = 'not asked for (--influx)'
  const full = orSkip('disk_full', await fillDisk(dir, fleet))
  const killed = await killRepeatedly(dir, fleet, Number(values.kills), influx, say)
  const missing = killed.missing + (full?.missing ?? 0)
  const duplicates = killed.duplicates + (full?.duplicates ?? 0)
  const result = {
    ...killed,
    acked: killed.acked + (full?.acked ?? 0),
    missing,
    duplicates,
    disk_full: full ?? null,
    skipped,
  }
  say(values.json ? JSON.stringify(result) : JSON.stringify(result, null, 2))
  const undelivered = killed.influx_readings !== null && killed.influx_readings !== killed.stored
  const failed = undelivered || missing > 0 || duplicates > 0 || full?.said_so === false || full?.recovered_ms === null
  process.exitCode = failed ? 1 : 0
} finally {
  await influx?.kill()
  rmSync(dir, { recursive: true, force: true })
}
