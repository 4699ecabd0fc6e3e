import { ROSTER_DAYS, type RosterDay, type RosterEntry } from '../domain/roster.ts'
import { DAY_MS, type EpochMs, localMidnight, parseInstant, toIso } from '../domain/time.ts'
import { fieldProblem, type SpokenProblem, say } from '../problems/say.ts'
import type { RosterInput } from './district-schema.ts'
import type { Refer } from './references.ts'
import { meet, minutesOnDuty } from './roster-week.ts'
import type { Row } from './rows.ts'

/**
 * Roster rows as entries. A date means that day in the authority's zone: `from` its first instant, `to` its end.
 * Problems: a row for both or neither of block and route, an unknown reference, an unreadable or reversed period, and a
 * rank taken twice at one place and time.
 */
export function checkRoster(
  rows: readonly Row<RosterInput>[],
  timeZone: string,
  refer: Refer,
  problems: SpokenProblem[],
): RosterEntry[] {
  const placed: { path: string; entry: RosterEntry }[] = []
  for (const { path, value } of rows) {
    refer('blocks', value.block, `${path}.block`)
    refer('routes', value.route, `${path}.route`)
    refer('contractors', value.contractor, `${path}.contractor`)
    if ((value.block === undefined) === (value.route === undefined)) {
      problems.push(fieldProblem(path, say('block-or-route')))
    }
    const fromMs = instant(value.from, 'start', timeZone, `${path}.from`, problems)
    const toMs = instant(value.to, 'end', timeZone, `${path}.to`, problems)
    if (fromMs !== null && toMs !== null && fromMs >= toMs) {
      problems.push(fieldProblem(`${path}.to`, say('duty-ends-first', { from: value.from ?? '' }), value.to ?? ''))
    }
    if ((value.fromTime === undefined) !== (value.toTime === undefined)) {
      const missing = value.fromTime === undefined ? 'fromTime' : 'toTime'
      problems.push(fieldProblem(`${path}.${missing}`, say('both-times')))
    }
    const { block, route, contractor, rank, days, fromTime, toTime } = value
    const place = { blockId: block ?? null, routeId: route ?? null, contractorId: contractor, rank }
    const duty = {
      days: days === undefined ? null : inWeekOrder(days),
      fromTime: fromTime ?? null,
      toTime: toTime ?? null,
    }
    placed.push({ path, entry: { ...place, fromMs, toMs, ...duty } })
  }
  for (const it of sharedRanks(placed)) problems.push(it)
  return placed.map((it) => it.entry)
}

/** As it comes back from the database, so that the order in which days are written is no change. */
function inWeekOrder(days: readonly RosterDay[]): readonly RosterDay[] {
  return ROSTER_DAYS.filter((it) => days.includes(it))
}

function sharedRanks(placed: readonly { path: string; entry: RosterEntry }[]): SpokenProblem[] {
  const problems: SpokenProblem[] = []
  const byRank = new Map<string, { path: string; entry: RosterEntry }[]>()
  for (const one of placed) {
    const key = `${one.entry.blockId}/${one.entry.routeId}/${one.entry.rank}`
    const others = byRank.get(key) ?? []
    const clash = others.find((it) => overlap(it.entry, one.entry))
    if (clash !== undefined) {
      const says = say('rank-taken', { other: clash.path })
      problems.push(fieldProblem(`${one.path}.rank`, says, String(one.entry.rank)))
    }
    byRank.set(key, [...others, one])
  }
  return problems
}

/** True when two entries may be on duty at the same moment. */
function overlap(a: RosterEntry, b: RosterEntry): boolean {
  const dates = (a.fromMs ?? -Infinity) < (b.toMs ?? Infinity) && (b.fromMs ?? -Infinity) < (a.toMs ?? Infinity)
  return dates && minutesOnDuty(a).some((it) => minutesOnDuty(b).some((other) => meet(it, other)))
}

/** Calendars of other years are written otherwise: 9999-12-31 would come back as another day. */
const EARLIEST_MS = 0
const LATEST_MS = Date.UTC(9999, 0, 1)

function instant(
  text: string | undefined,
  edge: 'start' | 'end',
  timeZone: string,
  field: string,
  problems: SpokenProblem[],
): EpochMs | null {
  if (text === undefined) return null
  const ms = parseInstant(text)
  if (ms === undefined) {
    problems.push(fieldProblem(field, say('not-a-duty-date'), text))
    return null
  }
  if (ms < EARLIEST_MS || ms >= LATEST_MS) {
    problems.push(fieldProblem(field, say('duty-date-too-far'), text))
    return null
  }
  return /^\d{4}-\d{2}-\d{2}$/.test(text) ? localDay(ms, edge, timeZone) : ms
}

/** First instant of a calendar day in `timeZone`, or of the day after it. */
function localDay(utcMidnightMs: EpochMs, edge: 'start' | 'end', timeZone: string): EpochMs {
  const day = edge === 'start' ? utcMidnightMs : utcMidnightMs + DAY_MS
  return localMidnight(toIso(day).slice(0, 10), timeZone)
}
