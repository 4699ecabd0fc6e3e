import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Credentials } from '../ingest/device.ts'
import { registerDevices } from '../ingest/district.ts'
import { bootService, storedNumbers } from '../ingest/service.ts'
import type { InfluxServer } from './influx-server.ts'
import { Ledger } from './ledger.ts'
import { Rounds } from './rounds.ts'

const LOAD_MS = 1500
/** Kills come after 200 … 900 ms of load, a little later each time. */
const FIRST_KILL_MS = 200
const KILL_STEP_MS = 37
const DELIVERY_TIMEOUT_MS = 120_000
const POLL_MS = 500

export interface KillReport {
  readonly kills: number
  readonly influx_kills: number
  readonly acked: number
  readonly missing: number
  readonly duplicates: number
  /** Readings stored in all, acknowledged or not. */
  readonly stored: number
  /** How many of them InfluxDB has once everything is delivered; null without it. */
  readonly influx_readings: number | null
}

/**
 * Kills the service `kills` times in the middle of a load; devices come back and send again what was not acknowledged.
 * @param influx killed together with the service in every fourth round.
 */
export async function killRepeatedly(
  dir: string,
  fleet: { readonly credentials: readonly Credentials[]; readonly file: string },
  kills: number,
  influx: InfluxServer | undefined,
  say: (line: string) => void,
): Promise<KillReport> {
  const dataDir = join(dir, 'killed')
  mkdirSync(dataDir)
  await registerDevices(dataDir, fleet.credentials)
  const rounds = new Rounds(dir, fleet.file)
  const ledger = new Ledger()
  let influxKills = 0
  for (let kill = 0; kill < kills; kill++) {
    const service = await bootService(dataDir, influx?.settings)
    const both = influx !== undefined && kill % 4 === 3
    const accounts = await rounds.run(service.port, LOAD_MS, async () => {
      await new Promise((resolve) => setTimeout(resolve, FIRST_KILL_MS + (kill % 20) * KILL_STEP_MS))
      await Promise.all([service.process.stop('SIGKILL'), both ? influx.kill() : undefined])
    })
    if (both) {
      influxKills++
      await influx.start()
    }
    ledger.add(accounts)
    say(`kill ${kill + 1} of ${kills}${both ? ', InfluxDB too' : ''}`)
  }
  const last = await bootService(dataDir, influx?.settings)
  ledger.add(await rounds.run(last.port, LOAD_MS))
  await last.process.stop('SIGTERM')
  const stored = await storedNumbers(
    dataDir,
    fleet.credentials.map((it) => it.id),
  )
  const distinct = [...stored.values()].reduce((sum, it) => sum + new Set(it).size, 0)
  const influxReadings = influx === undefined ? null : await delivered(dataDir, influx, distinct)
  const report = { kills, influx_kills: influxKills, ...ledger.compare(stored) }
  return { ...report, stored: distinct, influx_readings: influxReadings }
}

/** Lets the service forward until InfluxDB has `expected` readings. @returns how many it has. */
async function delivered(dataDir: string, influx: InfluxServer, expected: number): Promise<number> {
  const service = await bootService(dataDir, influx.settings)
  try {
    const untilMs = performance.now() + DELIVERY_TIMEOUT_MS
    let found = await influx.readings()
    while (found < expected && performance.now() < untilMs) {
      await new Promise((resolve) => setTimeout(resolve, POLL_MS))
      found = await influx.readings()
    }
    return found
  } finally {
    await service.process.stop('SIGTERM')
  }
}
