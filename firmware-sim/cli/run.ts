import { type Clock, RealClock, SimulatedClock } from '../../src/clock.ts'
import { toIso } from '../../src/domain/time.ts'
import { parseFaultOption } from '../faults.ts'
import { createField } from '../field.ts'
import { DEFAULT_GRACE_MS, type FleetStats, startFleet } from '../fleet.ts'
import { inputError } from '../input-error.ts'
import { firstRowMs, replayCsv } from '../replay.ts'
import { type Scenario, shiftScenario, steadyScenario } from '../weather.ts'
import { gatherDevices, tokenOf } from './devices.ts'
import { readScenario } from './files.ts'
import type { SimOptions } from './options.ts'
import { createProgress, progressText, type Screen } from './progress.ts'

/** What a run came to; the JSON object of `--json`. */
export type RunResult = Pick<FleetStats, 'sent' | 'acked' | 'buffered' | 'dropped' | 'reconnects' | 'refused'>

/** After the last sample: how long to go on trying for the last PUBACK, real time. */
const LAST_WAIT_MS = 60_000
const DEFAULT_SEED = 1

/** Runs what the command line asks for until it ends or is interrupted. Throws InputError. */
export function run(options: SimOptions, screen: Screen, interrupted: AbortSignal): Promise<RunResult> {
  return options.replay === undefined ? runFleet(options, screen, interrupted) : runReplay(options, screen, interrupted)
}

async function runFleet(options: SimOptions, screen: Screen, interrupted: AbortSignal): Promise<RunResult> {
  const plan = planOf(options)
  const devices = await gatherDevices(options)
  const clock = createClock(plan)
  const { seed } = plan
  const faults = [...plan.scenario.faults, ...options.fault.map((it) => parseFaultOption(it, plan.startMs))]
  const field = createField({ ...plan.scenario, seed })
  const fleet = startFleet({ broker: options.broker, devices, field, clock, seed, faults, endMs: plan.endMs })
  const realTime = new RealClock()
  const progress = createProgress(screen, () => realTime.now())
  const show = () => {
    const stats = fleet.stats()
    progress.show(progressText(toIso(clock.now()), `${stats.online}/${stats.devices}`, stats))
  }
  const ticker = setInterval(show, 200)
  try {
    await Promise.race([fleet.ended(), aborted(interrupted)])
    await fleet.stop(interrupted.aborted ? DEFAULT_GRACE_MS : LAST_WAIT_MS, interrupted)
  } finally {
    clearInterval(ticker)
    progress.end()
    if (clock instanceof SimulatedClock) clock.stop()
  }
  return resultOf(fleet.stats())
}

async function runReplay(options: SimOptions, screen: Screen, interrupted: AbortSignal): Promise<RunResult> {
  const { device = '', replay = '', speed = Number.POSITIVE_INFINITY } = options
  const realTime = new RealClock()
  const progress = createProgress(screen, () => realTime.now())
  const paced = speed === Number.POSITIVE_INFINITY ? undefined : await replayClock(options, speed)
  try {
    const stats = await replayCsv({
      broker: options.broker,
      device,
      token: tokenOf(device, options),
      path: replay,
      signal: interrupted,
      ...(options.mountHeight === undefined ? {} : { mountHeightMm: options.mountHeight }),
      ...(options.from === undefined ? {} : { fromMs: options.from }),
      ...(options.to === undefined ? {} : { toMs: options.to }),
      ...(options.inFlight === undefined ? {} : { inFlight: options.inFlight }),
      ...(paced === undefined ? {} : { clock: paced }),
      onProgress: (it, atMs) => progress.show(progressText(toIso(atMs), it.online ? '1/1' : '0/1', it)),
    })
    return resultOf(stats)
  } finally {
    progress.end()
    paced?.stop()
  }
}

async function replayClock(options: SimOptions, speed: number): Promise<SimulatedClock> {
  const firstMs = options.from ?? (await firstRowMs(options.replay ?? ''))
  return new SimulatedClock(firstMs, speed)
}

interface Plan {
  readonly scenario: Scenario
  readonly seed: number
  readonly startMs: number
  readonly endMs: number
  readonly speed: number
  readonly realTime: boolean
}

function planOf(options: SimOptions): Plan {
  const nowMs = new RealClock().now()
  const read = options.scenario === undefined ? undefined : readScenario(options.scenario)
  const startMs = options.start === 'now' ? nowMs : (options.start ?? read?.startMs ?? nowMs)
  const seed = options.seed ?? read?.seed ?? DEFAULT_SEED
  const scenario = read === undefined ? steadyScenario(seed, startMs) : shiftScenario(read, startMs)
  const scenarioEndMs = read === undefined ? Number.POSITIVE_INFINITY : scenario.endMs
  const endMs = options.duration === undefined ? scenarioEndMs : startMs + options.duration
  const speed = options.speed ?? 1
  if (speed === Number.POSITIVE_INFINITY && endMs === Number.POSITIVE_INFINITY) {
    throw inputError('--speed', 'max', 'needs an end: give --duration or --scenario')
  }
  return { scenario, seed, startMs, endMs, speed, realTime: speed === 1 && startMs === nowMs }
}

function createClock(plan: Plan): Clock {
  return plan.realTime ? new RealClock() : new SimulatedClock(plan.startMs, plan.speed)
}

function resultOf(stats: RunResult): RunResult {
  const { sent, acked, buffered, dropped, reconnects, refused } = stats
  return { sent, acked, buffered, dropped, reconnects, refused }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve()
    signal.addEventListener('abort', () => resolve(), { once: true })
  })
}
