import type { Facts } from '../criteria/facts.ts'
import { devicesInMaintenance, silenceFor } from '../criteria/silence.ts'
import { byPoints, type SharedLook } from '../decide/by-points.ts'
import { BLOCK_DEVICES_READ, loneRises, type RouteSensor } from '../decide/lone-rises.ts'
import { type RouteToJudge, routeFacts } from '../decide/route-facts.ts'
import type { KnownForecast } from '../decide/sensor-prediction.ts'
import { type Criterion, criteriaInForce } from '../domain/criterion.ts'
import type { Device } from '../domain/device.ts'
import type { Route } from '../domain/route.ts'
import { DAY_MS, type EpochMs } from '../domain/time.ts'
import type { Model } from '../predict/model.ts'
import { MODEL } from '../predict/shipped-model.ts'
import { countDifferences, differencesOf } from './differences.ts'
import type { History, RecordedOrder, RecordedPass } from './history.ts'
import { type ModeTimeline, modeTimeline } from './mode-timeline.ts'
import { Calendar, type ReplayPlan, routesOf, stepsOf } from './plan.ts'
import { recordedTally } from './recorded-tally.ts'
import type { Call } from './responder.ts'
import type { ReplayResult, RouteResult } from './result.ts'
import { RouteReplay, type Seen } from './route-replay.ts'
import { tallyOf, total } from './route-tally.ts'
import { Sensors } from './sensors.ts'

/** How far a replay has come. */
export interface Progress {
  /** 0 … 1. */
  readonly share: number
  /** Block or stage at work, for people. */
  readonly at: string
}

export interface ReplayOptions {
  onProgress?(progress: Progress): void
  readonly model?: Model
}

/**
 * Replays criteria over a history: the same folding, quality control, evaluation and prediction as the service's, in
 * the order in which things became known, judged every step. Block by block, since sensors ask those around them.
 */
export async function runReplay(
  history: History,
  plan: ReplayPlan,
  options: ReplayOptions = {},
): Promise<ReplayResult> {
  const routes = routesOf(plan, history.routes)
  const blocks = [...Map.groupBy(routes, (it) => it.blockId).values()]
  const needsModes = plan.criteria.some((it) => it.cityMode !== null)
  const parts = blocks.length + (needsModes ? 1 : 0)
  let done = 0
  const report = (at: string) => (share: number) => options.onProgress?.({ share: (done + share) / parts, at })
  const modes = needsModes ? await modeTimeline(history, plan, report('city modes')) : NO_MODES
  if (needsModes) done++
  const results: RouteResult[] = []
  for (const block of blocks) {
    const replayed = new BlockReplay(history, plan, { routes: block, modes, model: options.model ?? MODEL })
    results.push(...(await replayed.run(report(block[0]?.blockId ?? ''))))
    done++
  }
  options.onProgress?.({ share: 1, at: '' })
  return resultOf(history, plan, modes, results)
}

const NO_MODES: ModeTimeline = { changes: [], activeAt: () => new Set() }

interface Block {
  readonly routes: readonly Route[]
  readonly modes: ModeTimeline
  readonly model: Model
}

/** The routes of one block, step by step together. */
class BlockReplay {
  readonly #history: History
  readonly #plan: ReplayPlan
  readonly #block: Block
  readonly #sensors: Sensors
  readonly #calendar: Calendar
  readonly #devices: readonly Device[]
  readonly #devicesOf: ReadonlyMap<string | null, readonly Device[]>

  constructor(history: History, plan: ReplayPlan, block: Block) {
    this.#history = history
    this.#plan = plan
    this.#block = block
    this.#sensors = new Sensors(history, plan)
    this.#calendar = new Calendar(plan.criteria, history.authority.timeZone)
    const blockId = block.routes[0]?.blockId
    const ofBlock = new Set(history.routes.filter((it) => it.blockId === blockId).map((it) => it.id))
    this.#devices = history.devices.filter((it) => it.routeId !== null && ofBlock.has(it.routeId))
    this.#devicesOf = Map.groupBy(this.#devices, (it) => it.routeId)
  }

  async run(onShare: (share: number) => void): Promise<RouteResult[]> {
    const { firstMs, lastMs } = stepsOf(this.#plan)
    const routes = this.#block.routes.map((route) => this.#begin(route))
    const passes = new Map<string, RecordedPass[]>()
    for (const { route } of routes) passes.set(route.id, await this.#newPasses(route.id))
    let toldMs = firstMs
    for (let nowMs = firstMs; nowMs <= lastMs; nowMs += this.#plan.stepMs) {
      for (const route of routes) await this.#step(route, passes.get(route.route.id) ?? [], nowMs)
      if (nowMs - toldMs < DAY_MS) continue
      toldMs = nowMs
      onShare((nowMs - firstMs) / (lastMs - firstMs))
    }
    const results: RouteResult[] = []
    for (const route of routes) results.push(await this.#result(route))
    return results
  }

  #begin(route: Route): RouteReplay {
    return new RouteReplay(route, this.#plan, this.#history.authority.timeZone)
  }

  /** Passes on record within the replay, by when they became known; the last is the next. */
  async #newPasses(routeId: string): Promise<RecordedPass[]> {
    const { firstMs } = stepsOf(this.#plan)
    const passes = await this.#history.passes(routeId)
    return passes.filter((it) => it.recordedAtMs > firstMs).sort((a, b) => b.recordedAtMs - a.recordedAtMs)
  }

  async #step(route: RouteReplay, passes: RecordedPass[], nowMs: EpochMs): Promise<void> {
    for (let next = passes.at(-1); next !== undefined && next.recordedAtMs <= nowMs; next = passes.at(-1)) {
      passes.pop()
      this.#plowed(route, route.advance(Math.min(next.atMs, nowMs)))
      route.recordedPass(next.atMs)
    }
    this.#plowed(route, route.advance(nowMs))
    const criteria = criteriaInForce(this.#calendar.effectiveAt(nowMs), route.route, this.#block.modes.activeAt(nowMs))
    const silence = silenceFor(this.#history.silences, route.route, nowMs)
    route.step(await this.#see(route.route, criteria, nowMs), silence, nowMs)
  }

  #plowed({ route }: RouteReplay, atMs: EpochMs | null): void {
    if (atMs !== null) this.#sensors.plowed(route.id, atMs)
  }

  /** The route as each of the criteria sees it, as the service's round puts it together. */
  async #see(route: Route, criteria: readonly Criterion[], nowMs: EpochMs): Promise<readonly Seen[]> {
    const looks = await byPoints(criteria, (shared) => this.#look(route, shared, nowMs))
    return looks.map(({ criterion, seen }) => ({ criterion, facts: seen }))
  }

  async #look(route: Route, { points, ahead }: SharedLook, nowMs: EpochMs): Promise<Facts | null> {
    const devices = points === 'block' ? this.#blockDevices() : (this.#devicesOf.get(route.id) ?? [])
    const sensors = await this.#sensed(devices, nowMs)
    if (sensors.length === 0) return null
    const forecasts = ahead ? await this.#forecasts(sensors, nowMs) : NO_FORECASTS
    const judged: RouteToJudge = {
      route,
      timeZone: this.#history.authority.timeZone,
      sensors,
      loneRises: await loneRises(sensors, {
        blockDevices: async () => this.#blockDevices(),
        stateOf: async (deviceId) => this.#stateOf(deviceId, nowMs),
      }),
      maintenance: devicesInMaintenance(this.#history.silences, nowMs),
      forecastOf: (deviceId) => forecasts.get(deviceId),
    }
    return routeFacts(judged, nowMs, this.#block.model)
  }

  #blockDevices(): readonly Device[] {
    return this.#devices.slice(0, BLOCK_DEVICES_READ)
  }

  async #sensed(devices: readonly Device[], nowMs: EpochMs): Promise<RouteSensor[]> {
    const sensors: RouteSensor[] = []
    for (const device of devices) sensors.push({ device, state: await this.#sensors.stateAt(device, nowMs) })
    return sensors
  }

  async #stateOf(deviceId: string, nowMs: EpochMs) {
    const device = this.#devices.find((it) => it.id === deviceId)
    return device === undefined ? undefined : this.#sensors.stateAt(device, nowMs)
  }

  async #forecasts(sensors: readonly RouteSensor[], nowMs: EpochMs): Promise<ReadonlyMap<string, KnownForecast>> {
    const found = new Map<string, KnownForecast>()
    for (const { device } of sensors) {
      const forecast = await this.#history.forecastAt(device, nowMs)
      if (forecast !== undefined) found.set(device.id, forecast)
    }
    return found
  }

  async #result(replayed: RouteReplay): Promise<RouteResult> {
    const { route, calls, spent, plot, marks } = replayed
    const { fromMs, toMs, stepMs } = this.#plan
    const { timeZone } = this.#history.authority
    const orders = await this.#history.orders(route.id, fromMs, toMs)
    const { id, name, blockId, roadClass, deadline, plowMinutes } = route
    return {
      route: { id, name, blockId, roadClass, deadline, plowMinutes },
      devices: (this.#devicesOf.get(id) ?? []).map((it) => it.id),
      tally: tallyOf(calls, route, spent, { timeZone, toMs }),
      recorded: recordedTally(orders, timeZone),
      calls,
      orders,
      differences: differencesOf(orders.map(recordedMatter), calls.map(replayedMatter), stepMs),
      plot: { partMs: plot.partMs, points: plot.points(), marks },
    }
  }
}

const NO_FORECASTS: ReadonlyMap<string, KnownForecast> = new Map()

function recordedMatter({ routeId, level, createdAtMs }: RecordedOrder) {
  return { routeId, level, atMs: createdAtMs }
}

function replayedMatter({ routeId, level, calledAtMs }: Call) {
  return { routeId, level, atMs: calledAtMs }
}

function resultOf(
  history: History,
  plan: ReplayPlan,
  modes: ModeTimeline,
  results: readonly RouteResult[],
): ReplayResult {
  const { fromMs, toMs, stepMs, response, needCm } = plan
  const orders = results.flatMap((it) => it.orders)
  // Without any order on record nobody knows what happened; that is no difference.
  const routes = orders.length > 0 ? results : results.map((it) => ({ ...it, differences: [] }))
  return {
    authority: history.authority,
    plan: { fromMs, toMs, stepMs, response, needCm },
    criteria: plan.criteria,
    total: total(results.map((it) => it.tally)),
    recorded: recordedTally(orders, history.authority.timeZone),
    differences: countDifferences(routes.flatMap((it) => it.differences)),
    modes: modes.changes,
    routes: [...routes].sort((a, b) => (a.route.id < b.route.id ? -1 : 1)),
  }
}
