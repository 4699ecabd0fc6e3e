import { changePaths } from '../../src/predict/analogs.ts'
import { fitIsotonic, type Isotonic } from '../../src/predict/isotonic.ts'
import type { Model } from '../../src/predict/model.ts'
import type { Case } from './cases.ts'
import { type Course, crossesBy, rawChance } from './events.ts'
import { fitAnalogs } from './fit.ts'
import { seeded } from './random.ts'

const ROWS_WITH = 3000
const ROWS_WITHOUT = 1500
const SEED = 5
/** Cases whose crossing probabilities are held against what came. */
const CALIBRATION_CASES = 2500
/** A case is not judged by analogs of its own storm: those of its station this near in time are left out, h. */
const OWN_STORM_H = 48
/** Below this expected share of the way to the threshold nothing is learnt. */
const NEAR_SHARE = 0.3

/** Learns everything from the cases given: weights, analogs, calibration of crossings. Deterministic. */
export function learn(cases: readonly Case[], courses: readonly (readonly Course[])[]): Model {
  const withForecast = fitAnalogs(cases, { withForecast: true, rows: ROWS_WITH, seed: SEED })
  const { analogs } = fitAnalogs(cases, { withForecast: false, rows: ROWS_WITHOUT, seed: SEED })
  return {
    withForecast: withForecast.analogs,
    withoutForecast: analogs,
    crossing: calibrate(cases, courses, withForecast),
  }
}

function calibrate(
  cases: readonly Case[],
  courses: readonly (readonly Course[])[],
  fitted: ReturnType<typeof fitAnalogs>,
): Isotonic {
  const random = seeded(SEED)
  const open = cases.flatMap((one) =>
    (courses[one.station] ?? []).flatMap((course) => {
      const depthCm = course.depthSincePassCm[one.index]
      const over = course.over[one.index] ?? true
      if (depthCm === null || depthCm === undefined || over) return []
      const reach = depthCm + (one.situation.forecastCm?.[5] ?? 0) + one.situation.riseCmPerH * 3
      return reach >= NEAR_SHARE * course.thresholdCm ? [{ one, course, depthCm, order: random() }] : []
    }),
  )
  const drawn = open.sort((a, b) => a.order - b.order).slice(0, CALIBRATION_CASES)
  const pairs = drawn.flatMap(({ one, course, depthCm }) => {
    const own = (row: number) => {
      const other = fitted.rows[row]
      return other?.station === one.station && Math.abs(other.index - one.index) <= OWN_STORM_H
    }
    const paths = changePaths(one.situation, fitted.analogs, own)
    const chance = rawChance(one, paths, course.thresholdCm - depthCm)
    return [
      { raw: chance.within3h, outcome: crossesBy(course, one.index, one.index + 3) ? 1 : 0 },
      { raw: chance.within6h, outcome: crossesBy(course, one.index, one.index + 6) ? 1 : 0 },
    ]
  })
  return fitIsotonic(pairs)
}
