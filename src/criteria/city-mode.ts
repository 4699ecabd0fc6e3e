import type { CityMode, CityModeState, CityModeTest } from '../domain/city-mode.ts'
import { QUORUM_DEFAULTS } from '../domain/criterion.ts'
import { type EpochMs, HOUR_MS } from '../domain/time.ts'
import { reaches } from './compare.ts'
import { votesNeeded } from './quorum.ts'
import { type SensorView, sensorStatus } from './sensor-view.ts'

/** What one test says of all its points. unknown: what is not known could still make it hold. */
export type TestVerdict = 'yes' | 'no' | 'unknown'

/** Why a city-wide mode stands as it does, with the figures for its sentence (city-mode-text.ts). */
export type CityModeReason =
  | {
      readonly code: 'mode-test'
      readonly test: CityModeTest
      readonly verdict: TestVerdict
      /** Points that say so, of those that are known. */
      readonly voting: number
      readonly usable: number
      readonly needed: number
      /** The highest value known, cm; null: none is. */
      readonly highestCm: number | null
      /** Points of which nothing is known. */
      readonly unknown: readonly string[]
    }
  | { readonly code: 'mode-clearing'; readonly clearH: number; readonly releaseH: number }
  | { readonly code: 'mode-declared'; readonly active: boolean }
  | { readonly code: 'mode-declaration-over' }

export interface CityModeJudgement extends CityModeState {
  readonly reasons: readonly CityModeReason[]
}

/** A sensor silent for longer is not known, minutes. Source: the default of every rule. */
const STALE_MIN = QUORUM_DEFAULTS.staleMin

/**
 * How a city-wide mode stands at `nowMs`.
 *
 * It goes on at once when a test holds. It ends when every test is known not to hold, and none has held for `releaseH`.
 * What is not known ends nothing: a test counts as not holding only when the silent points could not make it hold either;
 * while one is in doubt, an active mode stays. Points under maintenance are left out altogether. An officer's word
 * stands until its time is over or it is taken back (which ends its time); then the tests decide: one that holds, or is in
 * doubt, keeps an active mode on, by rule; else it ends at once.
 *
 * @param points every candidate; those that `mode.devices` does not name are passed over. Named ones that are missing
 *   count as not known.
 * @param state as it stood; undefined: never judged.
 * Never throws. Source: docs/criteria.md, City-wide modes.
 */
export function evaluateCityMode(
  mode: CityMode,
  points: readonly SensorView[],
  state: CityModeState | undefined,
  nowMs: EpochMs,
): CityModeJudgement {
  const tests = mode.any.map((it) => judgeTest(mode, it, points, nowMs))
  const declared = state?.by === 'officer'
  if (declared && (state.untilMs === null || nowMs < state.untilMs)) {
    const reasons = [{ code: 'mode-declared', active: state.active } as const, ...tests]
    return { ...stateOf(state), clearingSinceMs: null, reasons }
  }
  const over: readonly CityModeReason[] = declared ? [{ code: 'mode-declaration-over' }] : []
  const judged = byRule(mode, verdictOf(tests), state, nowMs)
  return { ...judged, reasons: [...over, ...tests, ...clearing(mode, judged, nowMs)] }
}

function byRule(mode: CityMode, verdict: TestVerdict, state: CityModeState | undefined, nowMs: EpochMs): CityModeState {
  const wasActive = state?.active ?? false
  const wasDeclared = state?.by === 'officer'
  const clearingSinceMs = wasActive && !wasDeclared ? (state?.clearingSinceMs ?? null) : null
  const stand = (active: boolean, since: EpochMs | null): CityModeState => ({
    modeId: mode.id,
    active,
    sinceMs: state !== undefined && active === wasActive ? state.sinceMs : nowMs,
    by: 'rule',
    untilMs: null,
    clearingSinceMs: since,
  })
  switch (verdict) {
    case 'yes':
      return stand(true, null)
    case 'unknown':
      return stand(wasActive, clearingSinceMs)
    case 'no': {
      if (!wasActive || wasDeclared) return stand(false, null)
      const sinceMs = clearingSinceMs ?? nowMs
      return nowMs - sinceMs >= mode.releaseH * HOUR_MS ? stand(false, null) : stand(true, sinceMs)
    }
  }
}

function verdictOf(tests: readonly { readonly verdict: TestVerdict }[]): TestVerdict {
  if (tests.some((it) => it.verdict === 'yes')) return 'yes'
  return tests.some((it) => it.verdict === 'unknown') ? 'unknown' : 'no'
}

type TestReason = Extract<CityModeReason, { code: 'mode-test' }>

function judgeTest(mode: CityMode, test: CityModeTest, points: readonly SensorView[], nowMs: EpochMs): TestReason {
  const asked = mode.devices.length === 0 ? points.map((it) => it.device) : mode.devices
  const views = new Map(points.map((it) => [it.device, it]))
  const known: number[] = []
  const unknown: string[] = []
  for (const device of asked) {
    const point = views.get(device)
    if (point?.maintenance) continue
    const valueCm = point === undefined ? null : valueAt(point, test, nowMs)
    if (valueCm === null) unknown.push(device)
    else known.push(valueCm)
  }
  const voting = known.filter((it) => reaches(it, test.triggerCm, test.comparison)).length
  const needed = votesNeeded(mode.vote, known.length)
  return {
    code: 'mode-test',
    test,
    verdict: countVotes(mode.vote, voting, known.length, unknown.length),
    voting,
    usable: known.length,
    needed,
    highestCm: known.length === 0 ? null : Math.max(...known),
    unknown,
  }
}

function countVotes(vote: CityMode['vote'], voting: number, usable: number, unknown: number): TestVerdict {
  if (usable > 0 && voting >= votesNeeded(vote, usable)) return 'yes'
  if (usable + unknown === 0) return 'unknown'
  return voting + unknown >= votesNeeded(vote, usable + unknown) ? 'unknown' : 'no'
}

/** What a test looks at, at one point, cm; null: not known well enough. */
function valueAt(point: SensorView, test: CityModeTest, nowMs: EpochMs): number | null {
  if (sensorStatus(point, STALE_MIN, nowMs) !== 'ok' || point.loneRise !== null || point.clockSuspect) return null
  switch (test.kind) {
    case 'snowfall':
      return point.snowfall.find((it) => it.hours === test.windowH)?.newSnowCm ?? null
    case 'depth':
      return point.faults.includes('zero-drift') ? null : (point.history.at(-1)?.depthCm ?? null)
  }
}

function clearing(mode: CityMode, { active, clearingSinceMs }: CityModeState, nowMs: EpochMs): CityModeReason[] {
  if (!active || clearingSinceMs === null) return []
  return [{ code: 'mode-clearing', clearH: Math.max(0, nowMs - clearingSinceMs) / HOUR_MS, releaseH: mode.releaseH }]
}

function stateOf({ modeId, active, sinceMs, by, untilMs }: CityModeState): Omit<CityModeState, 'clearingSinceMs'> {
  return { modeId, active, sinceMs, by, untilMs }
}
