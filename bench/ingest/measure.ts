import { fileURLToPath } from 'node:url'
import type { LoadResult, Order } from './load.ts'
import { cpuSeconds, LOAD_CORE, PinnedProcess, residentBytes } from './process.ts'
import type { RunningSide } from './side.ts'

const LOAD = fileURLToPath(new URL('./load.ts', import.meta.url))

interface Event {
  readonly window?: 'begin' | 'end'
  readonly result?: LoadResult
}

export interface Measured {
  readonly msgsPerS: number
  readonly p50Ms: number
  readonly p99Ms: number
  /** Processor time of the server side per acknowledged message, µs. */
  readonly cpuUs: number
  readonly rssBytes: number
  readonly result: LoadResult
}

export function startLoad(order: Order): PinnedProcess {
  return new PinnedProcess(LOAD_CORE, process.execPath, [LOAD, JSON.stringify(order)])
}

export function resultOf(load: PinnedProcess): Promise<LoadResult> {
  return load.line((line) => (JSON.parse(line) as Event).result)
}

function windowOf(load: PinnedProcess, edge: 'begin' | 'end'): Promise<true> {
  return load.line((line) => ((JSON.parse(line) as Event).window === edge ? true : undefined))
}

/** Runs one load against a side and measures both. */
export async function measure(side: RunningSide, order: Order): Promise<Measured> {
  const load = startLoad(order)
  try {
    await windowOf(load, 'begin')
    const before = cpuSeconds(side.pids())
    await windowOf(load, 'end')
    const cpu = cpuSeconds(side.pids()) - before
    const rssBytes = residentBytes(side.pids())
    const result = await resultOf(load)
    return {
      msgsPerS: Math.round(result.acked / result.seconds),
      p50Ms: result.p50Ms,
      p99Ms: result.p99Ms,
      cpuUs: Math.round((cpu / Math.max(1, result.acked)) * 1e7) / 10,
      rssBytes,
      result,
    }
  } finally {
    await load.stop()
  }
}
