import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Credentials } from '../ingest/device.ts'
import { registerDevices } from '../ingest/district.ts'
import { bootService, storedNumbers } from '../ingest/service.ts'
import { Ledger } from './ledger.ts'
import { Rounds } from './rounds.ts'
import { SmallDisk } from './small-disk.ts'

const SMALL_MB = 12
const LARGE_MB = 512
const LOAD_MS = 8000
const POLL_MS = 50
const FULL_TIMEOUT_MS = 5000
const RECOVERY_TIMEOUT_MS = 5000

export interface DiskFullReport {
  readonly acked: number
  readonly missing: number
  readonly duplicates: number
  /** /readyz said so while the disk was full, and no longer afterwards. */
  readonly said_so: boolean
  readonly recovered_ms: number | null
}

/** Fills the disk under load, makes room again, and compares. @returns why it cannot be done here otherwise. */
export async function fillDisk(
  dir: string,
  fleet: { readonly credentials: readonly Credentials[]; readonly file: string },
): Promise<DiskFullReport | string> {
  const dataDir = join(dir, 'full')
  mkdirSync(dataDir)
  const disk = SmallDisk.mount(dataDir, SMALL_MB)
  if (typeof disk === 'string') return disk
  try {
    await registerDevices(dataDir, fleet.credentials)
    const service = await bootService(dataDir)
    try {
      const readyz = `${service.httpUrl}/readyz`
      const ledger = new Ledger()
      let saidSo = false
      let recoveredMs: number | null = null
      const rounds = new Rounds(dir, fleet.file)
      const accounts = await rounds.run(service.port, LOAD_MS, async () => {
        saidSo = (await storeBecomes(readyz, false, FULL_TIMEOUT_MS)) !== null
        disk.resize(LARGE_MB)
        recoveredMs = await storeBecomes(readyz, true, RECOVERY_TIMEOUT_MS)
      })
      ledger.add(accounts)
      await service.process.stop('SIGTERM')
      const stored = await storedNumbers(
        dataDir,
        fleet.credentials.map((it) => it.id),
      )
      return { ...ledger.compare(stored), said_so: saidSo, recovered_ms: recoveredMs }
    } finally {
      await service.process.stop()
    }
  } finally {
    disk.unmount()
  }
}

/** Waits until /readyz says that the store takes readings, or does not. @returns how long it took, ms; null: it did not happen. */
async function storeBecomes(url: string, ok: boolean, timeoutMs: number): Promise<number | null> {
  const startMs = performance.now()
  while (performance.now() - startMs < timeoutMs) {
    const { checks } = (await (await fetch(url)).json()) as { checks: { name: string; ok: boolean }[] }
    if (checks.find((it) => it.name === 'readings store')?.ok === ok) return Math.round(performance.now() - startMs)
    await new Promise((resolve) => setTimeout(resolve, POLL_MS))
  }
  return null
}
