import type { By, Measure, Quorum } from '../../domain/criterion.ts'
import type { Reason } from '../../domain/decision.ts'
import type { ByMoment } from '../../domain/reason.ts'
import { byMoment } from '../by.ts'
import type { Facts, Memory, Outlook } from '../facts.ts'
import { panelOf, plowedSince, spread, tooFew } from '../quorum.ts'
import { measuredNow } from '../sensor-view.ts'
import { type Verdict, verdict } from '../verdict.ts'

/** What a rule that looks ahead may rest on. */
export interface Ahead {
  readonly outlook: Outlook
  readonly moment: ByMoment
  /** The measure at the usable sensors now, cm; not empty. */
  readonly valuesCm: readonly number[]
}

interface LooksAhead extends Quorum {
  readonly measure: Measure
  readonly by: By
}

/**
 * Judges a rule that looks ahead by `judge`, once its sensors, its moment and an outlook are there; what is missing is
 * unknown and never "no snow to come". Without a forecast, or with a stale one, the answer stands but is weak.
 * @param endsWithPass the measure begins anew with a plow pass, and so the rule ceases to hold.
 * @param judge answers null when the moment lies beyond what is predicted.
 */
export function lookAhead(
  rule: LooksAhead,
  facts: Facts,
  memory: Memory,
  endsWithPass: boolean,
  judge: (ahead: Ahead) => Verdict | null,
): Verdict {
  const panel = panelOf(rule, facts, false)
  const few = tooFew(rule, panel)
  if (few !== undefined) return few
  const valuesCm = panel.usable.map((it) => measuredNow(it, rule.measure))
  const sensors = { doubts: [...panel.doubts, ...spread(valuesCm, rule)], notes: panel.notes }
  if (endsWithPass && plowedSince(panel, memory)) {
    const reason: Reason = { code: 'plowed-since', measure: rule.measure, valueCm: Math.max(...valuesCm) }
    return verdict('no', reason, { ...sensors, plowed: true })
  }
  const moment = byMoment(rule.by, facts)
  if (moment === null) return verdict('unknown', { code: 'no-deadline' }, sensors)
  const outlook = facts.outlook()
  if (outlook === null) return verdict('unknown', { code: 'no-outlook', ...moment }, sensors)
  const answer = judge({ outlook, moment, valuesCm })
  // Too early to ask is no lack of evidence; only what has fired already must not release because of it.
  if (answer === null) {
    return verdict(memory.activeSinceMs === null ? 'no' : 'unknown', { code: 'beyond-horizon', ...moment }, sensors)
  }
  const doubts = [...sensors.doubts, ...forecastDoubts(outlook)]
  return { ...answer, doubts, notes: sensors.notes, weak: doubts.length > 0, forecastRunId: outlook.runId }
}

/** An unknown air temperature only widens the prediction, which its quantiles and probabilities show. */
function forecastDoubts({ degraded }: Outlook): Reason[] {
  return degraded.filter((it) => it !== 'no-temperature').map((code) => ({ code }))
}
