import { changePaths } from '../../src/predict/analogs.ts'
import { calibrated } from '../../src/predict/isotonic.ts'
import type { Model } from '../../src/predict/model.ts'
import { MODEL } from '../../src/predict/shipped-model.ts'
import type { Case } from './cases.ts'
import type { Dataset } from './dataset.ts'
import { ALERT_RULES, type Chance, type EventCounts, rawChance, runRule } from './events.ts'
import { learn } from './learn.ts'
import { RateEnsemble } from './rate-ensemble.ts'
import { add, BASELINES, crps, emptyScores, isCovered, membersAt, type StationScores, VERIFIED } from './scores.ts'

/** Scores of one station; events by threshold and rule. */
export interface StationResult {
  readonly name: string
  readonly hours: number
  readonly activeHours: number
  readonly scores: StationScores
  readonly events: readonly Readonly<Record<string, EventCounts>>[]
}

/** What is learnt for judging each station: always without that station. */
export type Folds = readonly { readonly model: Model; readonly rate: RateEnsemble }[]

/**
 * For each station what is learnt from all others, so that no figure rests on a model that saw its station. A folder of
 * one station is judged by the model that comes with the code.
 */
export function learnFolds(dataset: Dataset): Folds {
  return dataset.casesOf.map((_, station) => {
    const others = dataset.cases.filter((it) => it.station !== station)
    if (others.length === 0) return { model: MODEL, rate: new RateEnsemble(dataset.cases) }
    const courses = dataset.courses.map((it, index) => (index === station ? [] : it))
    return { model: learn(others, courses), rate: new RateEnsemble(others) }
  })
}

/** Judges every station by its fold. */
export function verify(dataset: Dataset, folds: Folds, names: readonly string[]): StationResult[] {
  return names.map((name, station) => {
    const cases = dataset.casesOf[station] ?? new Map<number, Case>()
    const courses = dataset.courses[station] ?? []
    const fold = folds[station]
    const scores = emptyScores()
    const chances = courses.map(() => new Map<number, Chance>())
    for (const one of fold === undefined ? [] : cases.values()) {
      const paths = changePaths(one.situation, fold?.model.withForecast ?? MODEL.withForecast)
      score(one, paths, fold?.rate, scores)
      for (const [index, course] of courses.entries()) {
        const depthCm = course.depthSincePassCm[one.index] ?? null
        if (depthCm === null || fold === undefined) continue
        const raw = rawChance(one, paths, course.thresholdCm - depthCm)
        const chance = (it: number) => calibrated(fold.model.crossing, it)
        chances[index]?.set(one.index, { within3h: chance(raw.within3h), within6h: chance(raw.within6h) })
      }
    }
    const events = courses.map((course, index) =>
      Object.fromEntries(
        Object.entries(ALERT_RULES).map(([rule, it]) => [
          rule,
          runRule(it, course, cases, chances[index] ?? new Map()),
        ]),
      ),
    )
    const activeHours = [...cases.values()].filter((it) => it.active).length
    return { name, hours: cases.size, activeHours, scores, events }
  })
}

/** The name prediction goes by among the rules. */
export const OURS = 'prediction'
export const RATE_ONLY = 'rate-only ensemble'

function score(one: Case, paths: Float64Array, rate: RateEnsemble | undefined, into: StationScores): void {
  for (const lead of VERIFIED) {
    const truth = one.truthCm[lead]
    if (truth === null || truth === undefined) continue
    const members = membersAt(paths, lead, one.situation.levelCm)
    const middle = ((members[(members.length >> 1) - 1] ?? 0) + (members[members.length >> 1] ?? 0)) / 2
    const said = {
      [OURS]: middle,
      ...Object.fromEntries(Object.entries(BASELINES).map(([n, rule]) => [n, rule(one, lead)])),
    }
    for (const [name, cm] of Object.entries(said)) {
      add(into.all, name, lead, Math.abs(cm - truth))
      if (one.active) add(into.active, name, lead, Math.abs(cm - truth))
    }
    if (!one.active) continue
    add(into.crps, OURS, lead, crps(members, truth))
    if (rate !== undefined) add(into.crps, RATE_ONLY, lead, crps(rate.members(one, lead), truth))
    const covered = into.covered[lead]
    if (covered === undefined) continue
    covered.count++
    covered.sum += isCovered(members, truth) ? 1 : 0
  }
}
