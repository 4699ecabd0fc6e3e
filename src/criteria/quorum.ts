import { median } from 'simple-statistics'
import type { Quorum } from '../domain/criterion.ts'
import type { Reason } from '../domain/decision.ts'
import { doubtsOf, driftReasons, maintenanceNotes } from './doubts.ts'
import type { Facts, Memory } from './facts.ts'
import { type SensorView, sensorStatus } from './sensor-view.ts'
import { type Verdict, verdict } from './verdict.ts'

/** The sensors behind one plain rule: those that take part, and what speaks against resting on them alone. */
export interface Panel {
  readonly usable: readonly SensorView[]
  readonly doubts: readonly Reason[]
  readonly notes: readonly Reason[]
}

/** Who takes part by a rule's quorum. @param driftMatters the rule looks at a depth itself, not a difference. */
export function panelOf(quorum: Quorum, facts: Facts, driftMatters: boolean): Panel {
  const { sensors, nowMs } = facts
  const doubts = sensors.flatMap((it) => doubtsOf(it, quorum.staleMin, nowMs))
  const drifted = driftReasons(sensors)
  return {
    usable: sensors.filter((it) => !it.maintenance && sensorStatus(it, quorum.staleMin, nowMs) === 'ok'),
    doubts: driftMatters ? [...doubts, ...drifted] : doubts,
    notes: [...(driftMatters ? [] : drifted), ...maintenanceNotes(sensors)],
  }
}

/** The answer when too few sensors take part; undefined when there are enough. @param usable how many do. */
export function tooFew(quorum: Quorum, panel: Panel, usable = panel.usable.length): Verdict | undefined {
  const needed = Math.max(quorum.minSensors, quorum.vote === 'majority' ? 1 : quorum.vote)
  if (usable >= needed) return undefined
  return verdict('unknown', { code: 'too-few-sensors', usable, needed }, { doubts: panel.doubts, notes: panel.notes })
}

/** Votes that carry a rule: their number, or more than half of the usable sensors. */
export function votesNeeded(vote: Quorum['vote'], usable: number): number {
  return vote === 'majority' ? Math.floor(usable / 2) + 1 : vote
}

/** Whether the sensors are too far apart, cm each. @param valuesCm not empty. */
export function spread(valuesCm: readonly number[], quorum: Quorum): Reason[] {
  const spreadCm = Math.max(...valuesCm) - Math.min(...valuesCm)
  return spreadCm > quorum.disagreeCm ? [{ code: 'sensors-disagree', spreadCm, limitCm: quorum.disagreeCm }] : []
}

/** All have been plowed under since it fired: what has fallen after that is a new matter. */
export function plowedSince(panel: Panel, { activeSinceMs }: Memory): boolean {
  return (
    activeSinceMs !== null &&
    panel.usable.length > 0 &&
    panel.usable.every((it) => it.passAtMs !== null && it.passAtMs > activeSinceMs)
  )
}

/** The middle value. @param values not empty. */
export function middle(values: readonly number[]): number {
  return median([...values])
}
