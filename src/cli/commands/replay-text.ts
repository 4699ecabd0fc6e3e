import type { Labelled } from '../../replay/report/page.ts'
import type { Tally } from '../../replay/route-tally.ts'
import { table } from '../text.ts'

const ROWS: readonly (readonly [name: string, of: (tally: Tally) => number])[] = [
  ['dispatch calls', (it) => it.calls.dispatch],
  ['stand-by calls', (it) => it.calls.standby],
  ['night calls', (it) => it.nightCalls],
  ['withdrawn before acceptance', (it) => it.withdrawn],
  ['fallbacks to support', (it) => it.fallbacks],
  ['plow hours', (it) => it.plowHours],
  ['stand-by hours', (it) => it.standbyHours],
  ['deadline met', (it) => it.deadlines.met],
  ['deadline missed', (it) => it.deadlines.missed],
  ['deadline cannot be told', (it) => it.deadlines.unknown],
  ['start-by missed', (it) => it.deadlines.startedTooLate],
  ['snow stood without a call', (it) => it.standing.missed],
  ['hours judged', (it) => it.judgedHours],
  ['hours unknown', (it) => it.unknownHours],
]

/** A replay, or two side by side, for a terminal. */
export function replayText(replays: readonly Labelled[], report: string | undefined): string {
  const labels = replays.map((it) => it.label)
  const total = ROWS.map(([name, of]) => [name, ...replays.map((it) => String(of(it.result.total)))])
  const routes = (replays[0]?.result.routes ?? []).map(({ route }) => [
    route.id,
    ...replays.flatMap(({ result }) => {
      const tally = result.routes.find((it) => it.route.id === route.id)?.tally
      return tally === undefined ? ['-', '-'] : [String(tally.calls.dispatch), String(tally.plowHours)]
    }),
  ])
  const heads = replays.flatMap(({ label }) => (replays.length > 1 ? [`${label} calls`, 'hours'] : ['calls', 'hours']))
  const lines = [table(['', ...labels], total, ''), '', table(['route', ...heads], routes, 'no route is concerned')]
  for (const { label, result } of replays) {
    if (result.routes.every((it) => it.orders.length === 0)) continue
    const { same, earlier, later, onlyRecorded, onlyReplayed } = result.differences
    lines.push(
      '',
      `${label}, against what happened: ${same} at the same time, ${earlier} earlier, ${later} later, ${onlyRecorded} only on record, ${onlyReplayed} only replayed`,
    )
  }
  if (report !== undefined) lines.push('', `report: ${report}`)
  return lines.join('\n')
}
