import { bodyOf, type Checked, type Covered, type CriterionBody } from './types.ts'

/** What the API says of a replay, as far as the page reads it. */
export interface Replay {
  readonly id: string
  readonly state: 'queued' | 'running' | 'done' | 'failed' | 'cancelled'
  readonly progress: number
  readonly error: { readonly code: string; readonly message: string } | null
  readonly result: ReplayResult | null
}

interface Deadlines {
  readonly met: number
  readonly missed: number
  readonly unknown: number
}

interface ByLevel {
  readonly standby: number
  readonly dispatch: number
}

export interface Tally {
  readonly calls: ByLevel
  readonly nightCalls: number
  readonly plowHours: number
  readonly deadlines: Deadlines
  readonly standing: { readonly missed: number }
  readonly unknownHours: number
}

export interface ReplayResult {
  readonly total: Tally
  readonly recorded: {
    readonly calls: ByLevel
    readonly nightCalls: number
    readonly plowHours: number | null
    readonly deadlines: Deadlines
  }
  readonly routes: readonly {
    readonly route: { readonly id: string; readonly name: string }
    readonly calls: readonly {
      readonly level: 'standby' | 'dispatch'
      readonly calledAtMs: number
      readonly end: string
    }[]
  }[]
}

const DAY_MS = 86_400_000
const HALF_DAY_MS = DAY_MS / 2

/** Routes a replay is narrowed to; the check names no more. */
const ROUTES_NAMED = 500

interface ReplayRequest {
  readonly criteria: readonly CriterionBody[]
  readonly from: string
  readonly to: string
  readonly routes?: readonly string[]
}

/** Both sets over the same span: what is in force now, and the same with the candidate in its place. */
export function replayRequests(
  checked: Checked,
  covered: readonly Covered[],
  nowMs: number,
  days: number,
): { readonly now: ReplayRequest | null; readonly changed: ReplayRequest } {
  const id = checked.criterion.id
  const others = covered.filter((it) => it.rests !== 'days').map((it) => dateless(bodyOf(it.criterion)))
  const { routes, counts } = checked
  const narrowed = counts.inScope > 0 && counts.inScope <= ROUTES_NAMED
  const span = {
    from: new Date(nowMs - days * DAY_MS).toISOString(),
    to: new Date(nowMs).toISOString(),
    ...(narrowed ? { routes: routes.map((it) => it.id) } : {}),
  }
  const changed = [...others.filter((it) => it.id !== id), dateless(checked.criterion)]
  return {
    now: others.length === 0 ? null : { criteria: others, ...span },
    changed: { criteria: changed, ...span },
  }
}

/** What it says is tried on days gone by, whichever days it is to hold on. */
function dateless({ effective: _, ...criterion }: CriterionBody): CriterionBody {
  return criterion
}

/** A night and how many dispatches it had: from noon to noon, named by the day on which it began. */
export function nightsOf(result: ReplayResult, timeZone: string): ReadonlyMap<string, number> {
  const day = new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' })
  const nights = new Map<string, number>()
  for (const call of result.routes.flatMap((it) => it.calls)) {
    if (call.level !== 'dispatch') continue
    const night = day.format(call.calledAtMs - HALF_DAY_MS)
    nights.set(night, (nights.get(night) ?? 0) + 1)
  }
  return nights
}

/** Routes that were called out at least once. */
export function routesCalled({ routes }: ReplayResult): number {
  return routes.filter((it) => it.calls.some((call) => call.level === 'dispatch')).length
}
