import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { freePort } from '../../test/support/servers.ts'
import { LOAD_CORE, PinnedProcess } from '../ingest/process.ts'
import { onInterrupt } from '../interrupt.ts'
import { deviceIds } from './district.ts'
import type { Errand, FieldResult } from './field.ts'
import type { Plan } from './options.ts'
import type { RunningSide, Side } from './side.ts'

const FIELD = fileURLToPath(new URL('./field.ts', import.meta.url))
/** A kill comes so long after the first of a burst at most: before, while and after its orders are made. */
const KILL_WITHIN_MS = 250

/** One round: webhooks timed under the fleet's load. */
export function timeWebhooks(side: Side, plan: Plan, seed: number): Promise<FieldResult> {
  return withSide(side, plan, async (_running, errand) => {
    const field = startField({ ...errand, kind: 'latency', seed })
    try {
      return await resultOf(field)
    } finally {
      await field.stop()
    }
  })
}

/** Kills what decides at a random moment of each burst of crossings, and counts what never arrived. */
export function killInBursts(side: Side, plan: Plan, seed: number, random: () => number): Promise<FieldResult> {
  return withSide(side, plan, async (running, errand) => {
    const field = startField({ ...errand, kind: 'bursts', seed })
    try {
      for (let kill = 0; kill < plan.kills; kill++) {
        await field.line((line) => (line.includes('"burst"') ? true : undefined))
        await new Promise((resolve) => setTimeout(resolve, random() * KILL_WITHIN_MS))
        await running.killAndRestart()
      }
      return await resultOf(field)
    } finally {
      await field.stop()
    }
  })
}

function startField(errand: Errand): PinnedProcess {
  return new PinnedProcess(LOAD_CORE, process.execPath, [FIELD, JSON.stringify(errand)])
}

function resultOf(field: PinnedProcess): Promise<FieldResult> {
  return field.line((line) => (JSON.parse(line) as { readonly result?: FieldResult }).result)
}

/** Starts a side with a town in a folder of its own, and stops it and removes the folder whatever happens. */
async function withSide(
  side: Side,
  plan: Plan,
  use: (running: RunningSide, errand: Omit<Errand, 'kind' | 'seed'>) => Promise<FieldResult>,
): Promise<FieldResult> {
  const dir = mkdtempSync(join(tmpdir(), 'yukiban-dispatch-'))
  const remove = () => rmSync(dir, { recursive: true, force: true })
  const forget = onInterrupt(remove)
  try {
    const receiverPort = await freePort()
    const credentials = join(dir, 'credentials.json')
    const webhook = `http://127.0.0.1:${receiverPort}`
    const running = await side.start({ dir, devices: deviceIds(plan.devices), webhook, credentials })
    try {
      const { intervalS, warmupMs, measureMs, probes, kills: bursts, burst, pauseMs } = plan
      const amounts = { intervalS, warmupMs, measureMs, probes, bursts, burst, pauseMs }
      return await use(running, { mqttPort: running.mqttPort, receiverPort, credentials, ...amounts })
    } finally {
      await running.stop()
    }
  } finally {
    forget()
    remove()
  }
}
