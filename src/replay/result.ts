import type { Criterion } from '../domain/criterion.ts'
import type { Authority, Route } from '../domain/route.ts'
import type { EpochMs } from '../domain/time.ts'
import type { Difference, DifferenceCounts } from './differences.ts'
import type { RecordedOrder } from './history.ts'
import type { ReplayPlan } from './plan.ts'
import type { PlotPoint } from './plot-course.ts'
import type { RecordedTally } from './recorded-tally.ts'
import type { Call } from './responder.ts'
import type { Mark } from './route-replay.ts'
import type { Tally } from './route-tally.ts'

/** What a replay found on one route. */
export interface RouteResult {
  readonly route: Pick<Route, 'id' | 'name' | 'blockId' | 'roadClass' | 'deadline' | 'plowMinutes'>
  /** Sensors that stand on the route itself. */
  readonly devices: readonly string[]
  readonly tally: Tally
  readonly recorded: RecordedTally
  readonly calls: readonly Call[]
  readonly orders: readonly RecordedOrder[]
  readonly differences: readonly Difference[]
  readonly plot: { readonly partMs: number; readonly points: readonly PlotPoint[]; readonly marks: readonly Mark[] }
}

/** What a set of criteria would have done. Plain JSON. */
export interface ReplayResult {
  readonly authority: Authority
  readonly plan: Pick<ReplayPlan, 'fromMs' | 'toMs' | 'stepMs' | 'response' | 'needCm'>
  readonly criteria: readonly Criterion[]
  readonly total: Tally
  readonly recorded: RecordedTally
  readonly differences: DifferenceCounts
  /** City-wide modes as they would have gone on and off, where a criterion names one. */
  readonly modes: readonly { readonly modeId: string; readonly atMs: EpochMs; readonly active: boolean }[]
  /** In order of id. */
  readonly routes: readonly RouteResult[]
}

/** The same without the plots and calls of single routes: what a list or a script wants. */
export type ReplaySummary = Omit<ReplayResult, 'routes'> & {
  readonly routes: readonly Omit<RouteResult, 'plot'>[]
}

/** The figures of a result, without calls and plots. */
export function summaryOf(result: ReplayResult): ReplaySummary {
  return { ...result, routes: result.routes.map(({ plot: _, ...route }) => route) }
}
