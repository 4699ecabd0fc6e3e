import { evaluateCityMode } from '../criteria/city-mode.ts'
import { devicesInMaintenance } from '../criteria/silence.ts'
import { sensorView } from '../decide/route-view.ts'
import type { CityMode, CityModeState } from '../domain/city-mode.ts'
import { DAY_MS, type EpochMs } from '../domain/time.ts'
import type { History } from './history.ts'
import { type ReplayPlan, stepsOf } from './plan.ts'
import { Sensors } from './sensors.ts'

/** When city-wide modes would have gone on and off. */
export interface ModeTimeline {
  readonly changes: readonly { readonly modeId: string; readonly atMs: EpochMs; readonly active: boolean }[]
  /** Ids of the modes that are on. */
  activeAt(atMs: EpochMs): ReadonlySet<string>
}

/**
 * Follows the city-wide modes that some criterion of the plan names, by rule alone: what officers declared is not on
 * record as a course.
 */
export async function modeTimeline(
  history: History,
  plan: ReplayPlan,
  onShare: (share: number) => void,
): Promise<ModeTimeline> {
  const named = new Set(plan.criteria.map((it) => it.cityMode))
  const modes = history.cityModes.filter((it) => named.has(it.id))
  const sensors = new Sensors(history, plan)
  const states = new Map<string, CityModeState>()
  const changes: { modeId: string; atMs: EpochMs; active: boolean }[] = []
  const { firstMs, lastMs } = stepsOf(plan)
  let toldMs = firstMs
  for (let nowMs = firstMs; nowMs <= lastMs; nowMs += plan.stepMs) {
    for (const mode of modes) {
      const points = await pointsOf(history, sensors, mode, nowMs)
      const before = states.get(mode.id)
      const state = evaluateCityMode(mode, points, before, nowMs)
      states.set(mode.id, state)
      if (state.active !== (before?.active ?? false))
        changes.push({ modeId: mode.id, atMs: nowMs, active: state.active })
    }
    if (nowMs - toldMs < DAY_MS) continue
    toldMs = nowMs
    onShare((nowMs - firstMs) / (lastMs - firstMs))
  }
  return { changes, activeAt: lookUp(changes) }
}

async function pointsOf(history: History, sensors: Sensors, mode: CityMode, nowMs: EpochMs) {
  const named = new Set(mode.devices)
  const worked = devicesInMaintenance(history.silences, nowMs)
  const points = []
  for (const device of history.devices) {
    if (named.size > 0 && !named.has(device.id)) continue
    const state = await sensors.stateAt(device, nowMs)
    points.push(sensorView(device, state, nowMs, { maintenance: worked.has(device.id) }))
  }
  return points
}

/** Changes are few: each asked moment is looked up from the newest back. */
function lookUp(changes: ModeTimeline['changes']): (atMs: EpochMs) => ReadonlySet<string> {
  const courses = [...Map.groupBy(changes, (it) => it.modeId)]
  return (atMs) =>
    new Set(
      courses.flatMap(([modeId, course]) =>
        course.findLast((it) => it.atMs <= atMs)?.active === true ? [modeId] : [],
      ),
    )
}
