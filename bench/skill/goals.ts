import { THRESHOLDS_CM } from './dataset.ts'
import type { OldTownProof } from './old-town.ts'
import type { Pooled } from './pool.ts'
import type { QcSkill } from './qc.ts'

/** A figure, what it should be, and whether it is. */
export interface Goal {
  readonly value: number | null
  readonly goal: string
  readonly holds: boolean
}

type Goals = Record<string, Goal>

const FAR_GOALS = [0.45, 0.35]
/** The damped trend looked at three and at six hours ahead: prediction is held against the better one. */
const TREND_RULES = ['D + damped trend 3 h', 'D + damped trend 6 h']

/** The goals of prediction, under forecasts of medium skill. */
export function skillGoals(pooled: Pooled): Goals {
  const goals: Goals = {
    mae_all_vs_persistence_worst_lead: atMost(Math.max(...pooled.allToPersistence), 1.03),
    mae_active_6h_vs_persistence: atMost(pooled.activeToPersistence6h, 0.85),
    mae_active_6h_vs_forecast_alone: atMost(pooled.activeToForecast6h, 0.95),
    crps_active_vs_rate_only: atMost(pooled.crpsRatio, 0.8),
    coverage_p10_p90_active: within(pooled.coverage, 0.75, 0.85),
  }
  for (const [index, cm] of THRESHOLDS_CM.entries()) {
    const ours = pooled.events[index]?.['P(cross)']
    const trend = Math.max(...TREND_RULES.map((it) => pooled.events[index]?.[it]?.csi ?? 0))
    const gain = ours?.csi == null ? null : ours.csi - trend
    goals[`events_${cm}cm_csi_gain_over_damped_trend`] = atLeast(gain, 0.1)
    goals[`events_${cm}cm_pod`] = atLeast(ours?.pod ?? null, 0.85)
    goals[`events_${cm}cm_far`] = atMost(ours?.far ?? null, FAR_GOALS[index] ?? 0)
    goals[`events_${cm}cm_median_lead_h`] = atLeast(ours?.medianLeadH ?? null, 2)
  }
  return goals
}

/** The goals of quality control, on samples with labelled faults put in. */
export function qcGoals({ ours }: QcSkill): Goals {
  return {
    qc_clean_rejected_pct: atMost(ours.cleanRejectedPct, 0.5),
    qc_heavy_snow_rejected_pct: atMost(ours.heavySnowRejectedPct, 1),
    qc_spikes_caught_pct: atLeast(ours.spikesCaughtPct, 99),
  }
}

/** The proofs on Old Town's raw distances and stake readings. */
export function oldTownGoals(proof: OldTownProof): Goals {
  return {
    old_town_compensation_max_error_cm: atMost(proof.compensationMaxErrorCm, 0.1),
    old_town_mae_cm_vs_raw_good: {
      value: proof.maeCm,
      goal: `<= ${proof.rawGoodMaeCm}, of good raw samples`,
      holds: proof.maeCm <= proof.rawGoodMaeCm,
    },
    old_town_false_summer_new_snow_cm: atMost(proof.falseSummerNewSnowCm, 0),
  }
}

function atMost(value: number | null, limit: number): Goal {
  return { value, goal: `<= ${limit}`, holds: value !== null && value <= limit }
}

function atLeast(value: number | null, limit: number): Goal {
  return { value, goal: `>= ${limit}`, holds: value !== null && value >= limit }
}

function within(value: number, low: number, high: number): Goal {
  return { value, goal: `${low} to ${high}`, holds: value >= low && value <= high }
}
