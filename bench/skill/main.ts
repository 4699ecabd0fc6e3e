import { existsSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { datasetOf, replayAll } from './dataset.ts'
import { type Goal, oldTownGoals, qcGoals, skillGoals } from './goals.ts'
import { oldTownProof } from './old-town.ts'
import { bootstrap, type Pooled, pool } from './pool.ts'
import { evaluateQc, type QcSkill } from './qc.ts'
import type { Skill } from './simulated-forecast.ts'
import { evaluateSnowfall } from './snowfall.ts'
import { readStations } from './stations.ts'
import { errorLines, eventLines, goalLines, stationLines } from './table.ts'
import { learnFolds, verify } from './verify.ts'

/**
 * How good quality control, snow state and prediction are on recorded stations: replays every series in time order
 * through the code of the service, beside simple rules. docs/prediction.md says how to read it.
 */

const USAGE = `usage: npm run eval:skill -- --data DIR [--no-faults] [--json]

  --data DIR   folder of CSV files with the columns time_utc, depth_cm, air_temp_c
               and optionally distance_raw_m, mount_height_m, quality
  --no-faults  leave out the labelled faults put into the series (quality control is then not judged)
  --json       print one JSON object as the last line
`
/** Skills printed beside the one the goals are for. */
const OTHERS: readonly Skill[] = ['poor', 'good']

const values = read()
const { data } = values
if (data === undefined || !existsSync(data)) {
  process.stderr.write(data === undefined ? USAGE : `--data ${data}: there is no such folder\n${USAGE}`)
  process.exit(2)
}
function read() {
  const options = { data: { type: 'string' }, json: { type: 'boolean' }, 'no-faults': { type: 'boolean' } } as const
  try {
    return parseArgs({ options }).values
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : error}\n${USAGE}`)
    process.exit(2)
  }
}

const say = (lines: readonly string[]) => process.stdout.write(`${lines.join('\n')}\n`)

const { stations, skipped } = readStations(data)
if (stations.length === 0) {
  process.stderr.write(`--data ${data}: no CSV file there has the columns time_utc, depth_cm and air_temp_c\n${USAGE}`)
  process.exit(2)
}
say([`${stations.length} stations; not stations: ${skipped.join(', ') || 'none'}`])

const replayed = replayAll(stations)
const names = stations.map((it) => it.name)
const medium = datasetOf(replayed, 'medium')
const folds = learnFolds(medium)
const results = verify(medium, folds, names)
const pooled = pool(results)
const perStation = results.map((it) => ({ name: it.name, pooled: pool([it]) }))
say([
  '',
  `Forecasts are SIMULATED: the stations' own later snowfall, degraded to a critical success index of ${medium.csi.toFixed(2)}`,
  'for 1 cm in 6 h (medium skill).',
  stations.length > 1
    ? 'Each station is judged by what was learnt from the others.'
    : 'One station is judged by the model that comes with the code, which may have learnt from it: give more stations.',
  '',
  ...errorLines(pooled),
  '',
  ...eventLines(pooled),
  '',
  ...stationLines(perStation),
])

const others: Record<string, { csi: number; pooled: Pooled }> = {}
for (const skill of OTHERS) {
  const dataset = datasetOf(replayed, skill)
  const other = pool(verify(dataset, folds, names))
  others[skill] = { csi: dataset.csi, pooled: other }
  say([
    '',
    `Simulated forecast of ${skill} skill (index ${dataset.csi.toFixed(2)}), model as above:`,
    ...eventLines(other),
  ])
  say([
    `  6 h, active: ${other.activeToPersistence6h.toFixed(2)} × persistence, ${other.activeToForecast6h.toFixed(2)} × forecast alone`,
  ])
}

const snowfall = evaluateSnowfall(stations, data)
for (const it of snowfall.sums)
  say([
    `  ${it.station}: snowfall ${it.newSnowCm} cm; JMA hourly sum ${it.hourlySumCm}, raw positive differences ${it.rawCm}`,
  ])
for (const it of snowfall.settling)
  say([
    `  settling, ${it.leadH} h after ${it.storms} storm ends: error ${it.lawCm} cm by the law, ${it.noneCm} by none`,
  ])

const qc: QcSkill | null = values['no-faults'] === true ? null : evaluateQc(stations)
if (qc !== null)
  say([
    '',
    'Quality control, faults put in:',
    ...Object.entries(qc)
      .slice(0, 5)
      .map(([name, it]) => `  ${name}: ${JSON.stringify(it)}`),
  ])
const oldTown = oldTownProof(data)
if (oldTown !== undefined) say(['', `Old Town: ${JSON.stringify(oldTown)}`])

type Bounded = Goal & { readonly interval?: readonly [number, number] | null }
const goals: Record<string, Bounded> = {}
for (const [name, goal] of Object.entries(skillGoals(pooled)))
  goals[name] = { ...goal, interval: bootstrap(results, (it) => skillGoals(it)[name]?.value ?? null) }
if (qc !== null) Object.assign(goals, qcGoals(qc))
if (oldTown !== undefined) Object.assign(goals, oldTownGoals(oldTown))
say(['', 'Goals (5–95 % under resampling of stations):', ...goalLines(goals)])

if (values.json) {
  const forecast = { kind: 'simulated', skill: 'medium', csi: medium.csi }
  const byName = Object.fromEntries(perStation.map((it) => [it.name, it.pooled]))
  say([JSON.stringify({ goals, pooled, stations: byName, forecast, others, snowfall, qc, oldTown: oldTown ?? null })])
}
