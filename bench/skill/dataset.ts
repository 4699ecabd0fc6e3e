import type { Case } from './cases.ts'
import { casesOf } from './cases.ts'
import { type Course, courseOf } from './events.ts'
import { type Hour, replay } from './replay.ts'
import { hindsightSnowfall, SKILLS, type Skill, simulateAll } from './simulated-forecast.ts'
import type { Station } from './stations.ts'

/** Depths since pass whose crossings are foretold, cm. */
export const THRESHOLDS_CM = [5, 10] as const
const FORECAST_SEED = 7

/** Stations replayed once; forecasts of any skill can be laid over them. */
export interface Replayed {
  readonly stations: readonly Station[]
  readonly plain: readonly { readonly hours: readonly Hour[]; readonly snow: readonly number[] }[]
  /** By station and threshold: the same with a contractor who plows at it. */
  readonly plowed: readonly (readonly (readonly Hour[])[])[]
}

/** The predictions to make under forecasts of one skill. */
export interface Dataset {
  readonly skill: Skill
  /** Critical success index the simulated forecasts have. */
  readonly csi: number
  readonly cases: readonly Case[]
  readonly casesOf: readonly ReadonlyMap<number, Case>[]
  /** By station and threshold. */
  readonly courses: readonly (readonly Course[])[]
}

export function replayAll(stations: readonly Station[]): Replayed {
  const plain = stations.map((station) => {
    const hours = replay(station)
    return { hours, snow: hindsightSnowfall(hours) }
  })
  const plowed = stations.map((station) => THRESHOLDS_CM.map((passAtCm) => replay(station, { passAtCm })))
  return { stations, plain, plowed }
}

export function datasetOf(replayed: Replayed, skill: Skill): Dataset {
  const simulated = simulateAll(replayed.plain, SKILLS[skill], FORECAST_SEED)
  const cases = casesOf(simulated.stations)
  const byStation = replayed.stations.map(
    (_, station) => new Map(cases.filter((it) => it.station === station).map((it) => [it.index, it])),
  )
  const courses = replayed.plowed.map((tracks, station) =>
    tracks.map((hours, index) =>
      courseOf(hours, new Set(byStation[station]?.keys()), THRESHOLDS_CM[index] ?? THRESHOLDS_CM[0]),
    ),
  )
  return { skill, csi: simulated.csi, cases, casesOf: byStation, courses }
}
