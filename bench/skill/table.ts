import { THRESHOLDS_CM } from './dataset.ts'
import type { Goal } from './goals.ts'
import type { EventScore, Pooled } from './pool.ts'
import { OURS } from './verify.ts'

/** Tables of a terminal: a label, then columns. */

const LABEL = 26
const COLUMN = 9

function line(label: string, cells: readonly string[]): string {
  return `  ${label.padEnd(LABEL)}${cells.map((it) => it.padStart(COLUMN)).join('')}`
}

function figure(value: number | null | undefined, digits = 2): string {
  return value === null || value === undefined || Number.isNaN(value) ? '–' : value.toFixed(digits)
}

const LEADS = ['1 h', '2 h', '3 h', '4 h', '5 h', '6 h']

/** Mean absolute errors and CRPS of some stations, cm. */
export function errorLines(pooled: Pooled): string[] {
  const rows = (table: Readonly<Record<string, number[]>>) =>
    Object.entries(table).map(([name, values]) =>
      line(
        name,
        values.map((it) => figure(it)),
      ),
    )
  return [
    line(`MAE cm, all ${pooled.hours} hours`, LEADS),
    ...rows(pooled.maeAllCm),
    line(`MAE cm, ${pooled.activeHours} active`, LEADS),
    ...rows(pooled.maeActiveCm),
    line('CRPS cm, active', LEADS),
    ...rows(pooled.crpsCm),
    line('p10–p90 covers, active', [figure(pooled.coverage)]),
  ]
}

/** Threshold events of some stations, by rule. */
export function eventLines(pooled: Pooled): string[] {
  return pooled.events.flatMap((rules, index) => {
    const events = Object.values(rules)[0]?.events ?? 0
    return [
      line(`${THRESHOLDS_CM[index]} cm reached, ${events} times`, ['POD', 'FAR', 'CSI', 'lead h']),
      ...Object.entries(rules).map(([rule, it]) => line(rule, scoreCells(it))),
    ]
  })
}

function scoreCells(score: EventScore): string[] {
  return [figure(score.pod), figure(score.far), figure(score.csi), figure(score.medianLeadH, 0)]
}

/** One line per station: how prediction stands against persistence and forecast at 6 h. */
export function stationLines(stations: readonly { readonly name: string; readonly pooled: Pooled }[]): string[] {
  return [
    line('station (6 h, active)', ['hours', OURS, 'persist.', 'forecast', 'covers', 'POD 10', 'FAR 10']),
    ...stations.map(({ name, pooled }) =>
      line(name.slice(0, LABEL - 1), [
        String(pooled.activeHours),
        figure(pooled.maeActiveCm[OURS]?.[5]),
        figure(pooled.maeActiveCm.persistence?.[5]),
        figure(pooled.maeActiveCm['forecast alone']?.[5]),
        figure(pooled.coverage),
        figure(pooled.events[1]?.['P(cross)']?.pod),
        figure(pooled.events[1]?.['P(cross)']?.far),
      ]),
    ),
  ]
}

/** Every goal with its figure; `interval`: 5–95 % under resampling of stations. */
export function goalLines(
  goals: Readonly<Record<string, Goal & { readonly interval?: readonly [number, number] | null }>>,
): string[] {
  return Object.entries(goals).map(([name, { value, goal, holds, interval }]) => {
    const between =
      interval === null || interval === undefined ? '' : ` [${figure(interval[0])} … ${figure(interval[1])}]`
    return `  ${holds ? 'holds' : 'FAILS'}  ${name.padEnd(40)} ${figure(value, 3).padStart(7)}  ${goal}${between}`
  })
}
