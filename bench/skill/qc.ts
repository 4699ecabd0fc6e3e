import { HOUR_MS } from '../../src/domain/time.ts'
import { NO_WITNESS, type Witness } from '../../src/domain/witness.ts'
import { type FaultKind, type FaultySeries, withFaults } from './faults.ts'
import { madFilter, ours, type QcMethod, rateTest } from './qc-methods.ts'
import { cleanOnly, everyTenMinutes, type QcSeries, qcSeries } from './qc-series.ts'
import { type EventSkill, EventTally, type MethodSkill, MethodTally } from './qc-tally.ts'
import type { Station } from './stations.ts'

export type { EventSkill, MethodSkill } from './qc-tally.ts'

export interface QcSkill {
  readonly ours: MethodSkill
  /** Accepts what changes by at most 20 cm/h. */
  readonly rateTest: MethodSkill
  /** Accepts what lies within three scaled MAD of the median of six hours. */
  readonly madFilter: MethodSkill
  /** Falls of 5–20 cm by plow. */
  readonly plow: EventSkill
  /** Sensors that stand still in snowfall which a witness without error reports. */
  readonly stuck: EventSkill
  /** Ours, by series: as recorded, and `@10min`. */
  readonly bySeries: Readonly<Record<string, MethodSkill>>
  readonly samples: number
  /** Of these, clean beyond doubt. */
  readonly cleanSamples: number
}

const FAULTS: readonly FaultKind[] = ['spike', 'burst', 'obstacle', 'heavy-snow']
/** Each run of a series has other faults; the figures are over all runs. */
const SEEDS = [11, 12, 13]
const EVENT_SEED = 21
const UPSAMPLE_SEED = 7
/** The confirming samples of an hourly device come up to this long after the fall. */
const PLOW_GRACE_MS = 4 * HOUR_MS

/**
 * How well quality control tells faults from snow, beside two common rules, over recorded series: each as recorded, and
 * its clean part as a device that measures every ten minutes would send it. No witness takes part except for stuck
 * sensors, which are not to be found without one. Deterministic.
 */
export function evaluateQc(stations: readonly Station[]): QcSkill {
  const recorded = stations.map(qcSeries).filter((it) => it.samples.length > 0)
  const all = recorded.flatMap((it) => [it, everyTenMinutes(it, UPSAMPLE_SEED)])
  const [own, rate, mad] = [new MethodTally(), new MethodTally(), new MethodTally()]
  const [plow, stuck] = [new EventTally(), new EventTally()]
  const bySeries: Record<string, MethodSkill> = {}
  for (const series of all) {
    const alone = new MethodTally()
    score(series, ours, [own, alone])
    score(series, rateTest, [rate])
    score(series, madFilter, [mad])
    bySeries[series.name] = alone.skill()
    const base = cleanOnly(series).samples
    const plowed = withFaults(base, ['plow'], EVENT_SEED)
    plow.add(plowed, ours(plowed.samples, NO_WITNESS), (it) => it.plowPass, PLOW_GRACE_MS)
    const standing = withFaults(base, ['stuck'], EVENT_SEED)
    stuck.add(standing, ours(standing.samples, trueWitness(standing)), (it) => it.stuck, 0)
  }
  return {
    ours: own.skill(),
    rateTest: rate.skill(),
    madFilter: mad.skill(),
    plow: plow.skill(),
    stuck: stuck.skill(),
    bySeries,
    samples: all.reduce((sum, it) => sum + it.samples.length, 0),
    cleanSamples: all.reduce((sum, it) => sum + cleanOnly(it).samples.length, 0),
  }
}

function score(series: QcSeries, method: QcMethod, tallies: readonly MethodTally[]): void {
  const asRecorded = method(series.samples, NO_WITNESS)
  for (const tally of tallies) tally.addClean(series.samples, asRecorded)
  for (const seed of SEEDS) {
    const { samples } = withFaults(cleanOnly(series).samples, FAULTS, seed)
    const found = method(samples, NO_WITNESS)
    for (const tally of tallies) tally.addFaulty(samples, found)
  }
}

/** A weather station beside the sensor that knows all the snow put in, and no other. */
function trueWitness({ snow }: FaultySeries): Witness {
  const snowfallCm = (fromMs: number, toMs: number) =>
    snow.reduce((sum, it) => sum + (it.atMs >= fromMs && it.atMs < toMs ? it.cm : 0), 0)
  return { airTempC: () => null, snowfallCm }
}
