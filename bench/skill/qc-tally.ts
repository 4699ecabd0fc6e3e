import { median } from 'simple-statistics'
import { HOUR_MS, MINUTE_MS } from '../../src/domain/time.ts'
import type { FaultySeries, LabelledSample } from './faults.ts'
import type { Found } from './qc-methods.ts'
import type { QcSample } from './qc-series.ts'

/** Shares in per cent. Null: nothing of the kind was there. */
export interface MethodSkill {
  /** Of samples that are clean beyond doubt, as recorded. */
  readonly cleanRejectedPct: number | null
  /** Of samples in true snowfall of 5–12 cm/h. */
  readonly heavySnowRejectedPct: number | null
  readonly spikesCaughtPct: number | null
  readonly burstsCaughtPct: number | null
  readonly obstaclesCaughtPct: number | null
  /** Of the newest accepted depth against the truth, at every sample of the runs with faults, cm. */
  readonly rmseCm: number | null
}

/** Counts for one method, over any number of series. */
export class MethodTally {
  readonly #counts = new Map<string, { all: number; accepted: number }>()
  #squaresCm2 = 0
  #scored = 0

  /** Takes in a series without added faults. */
  addClean(samples: readonly QcSample[], found: readonly Found[]): void {
    for (const [index, sample] of samples.entries())
      if (sample.clean) this.#count('recorded', found[index]?.accepted ?? false)
  }

  /** Takes in a series with labelled faults. */
  addFaulty(samples: readonly LabelledSample[], found: readonly Found[]): void {
    let levelCm: number | undefined
    for (const [index, sample] of samples.entries()) {
      const accepted = found[index]?.accepted ?? false
      this.#count(sample.label, accepted)
      if (accepted) levelCm = Math.max(sample.depthCm, 0)
      if (levelCm === undefined) continue
      this.#squaresCm2 += (levelCm - sample.truthCm) ** 2
      this.#scored++
    }
  }

  skill(): MethodSkill {
    return {
      cleanRejectedPct: this.#rejectedPct('recorded'),
      heavySnowRejectedPct: this.#rejectedPct('heavy-snow'),
      spikesCaughtPct: this.#rejectedPct('spike'),
      burstsCaughtPct: this.#rejectedPct('burst'),
      obstaclesCaughtPct: this.#rejectedPct('obstacle'),
      rmseCm: this.#scored === 0 ? null : rounded(Math.sqrt(this.#squaresCm2 / this.#scored)),
    }
  }

  #count(label: string, accepted: boolean): void {
    const counts = this.#counts.get(label) ?? { all: 0, accepted: 0 }
    this.#counts.set(label, { all: counts.all + 1, accepted: counts.accepted + (accepted ? 1 : 0) })
  }

  #rejectedPct(label: string): number | null {
    const counts = this.#counts.get(label)
    return counts === undefined ? null : rounded((100 * (counts.all - counts.accepted)) / counts.all)
  }
}

export interface EventSkill {
  readonly events: number
  readonly found: number
  /** From the event's first sample to the finding, over those found. */
  readonly medianDelayMin: number | null
  readonly falsePer1000h: number | null
}

/** Counts findings of events that are told once each. */
export class EventTally {
  #events = 0
  #false = 0
  #hours = 0
  readonly #delaysMin: number[] = []

  /**
   * Takes in a run.
   * @param told whether a sample's finding tells the event. @param graceMs after an event's end in which it still counts.
   */
  add(series: FaultySeries, found: readonly Found[], told: (found: Found) => boolean, graceMs: number): void {
    const times = series.samples.flatMap((it, index) => (told(found[index] ?? NOTHING) ? [it.atMs] : []))
    const used = new Set<number>()
    for (const { fromMs, toMs } of series.events) {
      const within = times.filter((it) => it >= fromMs && it <= toMs + graceMs)
      for (const one of within) used.add(one)
      this.#events++
      if (within[0] !== undefined) this.#delaysMin.push((within[0] - fromMs) / MINUTE_MS)
    }
    this.#false += times.filter((it) => !used.has(it)).length
    this.#hours += hoursOf(series.samples)
  }

  skill(): EventSkill {
    return {
      events: this.#events,
      found: this.#delaysMin.length,
      medianDelayMin: this.#delaysMin.length === 0 ? null : rounded(median(this.#delaysMin)),
      falsePer1000h: this.#hours === 0 ? null : rounded((1000 * this.#false) / this.#hours),
    }
  }
}

const NOTHING: Found = { accepted: false, plowPass: false, stuck: false }
/** A longer gap is no time in which anything could be told. */
const MAX_GAP_H = 3

function hoursOf(samples: readonly QcSample[]): number {
  let hours = 0
  for (const [index, one] of samples.entries())
    hours += Math.min((one.atMs - (samples[index - 1] ?? one).atMs) / HOUR_MS, MAX_GAP_H)
  return hours
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100
}
