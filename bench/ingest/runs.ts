import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Credentials } from './device.ts'
import { type Measured, measure, resultOf, startLoad } from './measure.ts'
import { LOADS, type Plan } from './options.ts'
import { residentBytes } from './process.ts'
import type { RunningSide, Side } from './side.ts'

const NOTHING = { warmupMs: 0, measureMs: 0, messages: 0, firstNumber: 0, ratePerS: 0 } as const
const BURST_TIMEOUT_MS = 30_000
const SETTLE_MS = 1000

/** Devices of a run, also as the file the load generator reads. */
export interface Fleet {
  readonly credentials: readonly Credentials[]
  readonly file: string
}

/** Starts a side in a folder of its own, hands it over, and stops it and removes the folder. */
export async function withSide<T>(side: Side, fleet: Fleet, use: (running: RunningSide) => Promise<T>): Promise<T> {
  const dir = mkdtempSync(join(tmpdir(), 'yukiban-bench-'))
  try {
    const running = await side.start(dir, fleet.credentials)
    try {
      return await use(running)
    } finally {
      await running.stop()
    }
  } finally {
    rmSync(dir, { recursive: true, force: true })
  }
}

export async function withFleet<T>(credentials: readonly Credentials[], use: (fleet: Fleet) => Promise<T>): Promise<T> {
  const dir = mkdtempSync(join(tmpdir(), 'yukiban-fleet-'))
  const file = join(dir, 'devices.json')
  writeFileSync(file, JSON.stringify(credentials), { mode: 0o600 })
  try {
    return await use({ credentials, file })
  } finally {
    rmSync(dir, { recursive: true, force: true })
  }
}

/** Acknowledged messages per second in a closed loop. */
export function closedLoop(side: Side, fleet: Fleet, load: (typeof LOADS)[number], plan: Plan): Promise<Measured> {
  const { devices, inFlight } = load
  const { warmupMs, measureMs } = plan
  return withSide(side, fleet, (running) =>
    measure(running, {
      ...NOTHING,
      kind: 'closed-loop',
      port: running.port,
      credentials: fleet.file,
      devices,
      inFlight,
      warmupMs,
      measureMs,
    }),
  )
}

/**
 * Messages stored per second, from the first publish of a burst to the last row: once the broker has taken the burst,
 * the consumer has the core to itself.
 */
export async function storedPerSecond(running: RunningSide, fleet: Fleet, messages: number): Promise<number> {
  const [{ devices, inFlight }] = LOADS
  const load = startLoad({
    ...NOTHING,
    kind: 'burst',
    port: running.port,
    credentials: fleet.file,
    devices,
    inFlight,
    messages,
  })
  try {
    await load.line((line) => (line.includes('begin') ? true : undefined))
    const startMs = performance.now()
    let stored = 0
    while (stored < messages && performance.now() - startMs < BURST_TIMEOUT_MS) {
      await new Promise((resolve) => setTimeout(resolve, 20))
      stored = running.stored?.() ?? 0
    }
    return Math.round((stored / (performance.now() - startMs)) * 1000)
  } finally {
    await load.stop()
  }
}

export interface Idle {
  readonly connections: number
  readonly bytesPerConnection: number
  readonly connectS: number
}

/** All devices connect at once and stay silent. */
export async function idleConnections(side: Side, fleet: Fleet): Promise<Idle> {
  const devices = fleet.credentials.length
  return withSide(side, fleet, async (running) => {
    await new Promise((resolve) => setTimeout(resolve, SETTLE_MS))
    const before = residentBytes(running.pids())
    const order = {
      ...NOTHING,
      kind: 'idle',
      port: running.port,
      credentials: fleet.file,
      devices,
      inFlight: 1,
    } as const
    const load = startLoad(order)
    try {
      const { connectMs } = await resultOf(load)
      await new Promise((resolve) => setTimeout(resolve, SETTLE_MS))
      const bytesPerConnection = Math.round((residentBytes(running.pids()) - before) / devices)
      return { connections: devices, bytesPerConnection, connectS: Math.round(connectMs) / 1000 }
    } finally {
      load.endInput()
      await load.stop()
    }
  })
}
