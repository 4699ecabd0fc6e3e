import { type Static, Type } from 'typebox'
import { isDoubt } from '../criteria/is-doubt.ts'
import { reasonText } from '../criteria/reason-text.ts'
import type { Decision, Reason } from '../domain/decision.ts'
import { toIso } from '../domain/time.ts'
import { AnyObject, nullableText, oneOf, record, ref, Time } from './schema.ts'
import { SensorSchema, sensorView } from './sensor-view.ts'

const ReasonSchema = record(
  {
    code: Type.String(),
    figures: AnyObject,
    ja: Type.String(),
    en: Type.String(),
    doubt: Type.Boolean({ description: 'It tells of what is not known, or not well enough.' }),
  },
  { $id: 'Reason', description: 'Why, by code with its figures, and as a sentence in Japanese and English.' },
)

export const DecisionSchema = record(
  {
    id: Type.String(),
    routeId: Type.String(),
    criterionId: Type.String(),
    criterionVersion: Type.Integer(),
    level: oneOf(['standby', 'dispatch']),
    at: Time,
    result: oneOf(['fire', 'hold', 'release', 'unknown']),
    reasons: Type.Array(ref(ReasonSchema)),
    evidence: record({
      sensors: Type.Array(ref(SensorSchema)),
      forecastRun: nullableText('Forecast run used; null: none was.'),
    }),
    orderId: nullableText('Order it raised or concerned.'),
  },
  { $id: 'Decision' },
)

export const DECISION_SCHEMAS = [ReasonSchema, DecisionSchema]

/** A decision as the API shows it, its reasons in both languages. */
export function decisionView(decision: Decision): Static<typeof DecisionSchema> {
  const { id, routeId, criterionId, criterionVersion, level, atMs, result, reasons, evidence, orderId } = decision
  return {
    id,
    routeId,
    criterionId,
    criterionVersion,
    level,
    at: toIso(atMs),
    result,
    reasons: reasons.map(reasonView),
    evidence: { sensors: evidence.sensors.map(sensorView), forecastRun: evidence.forecastRun },
    orderId,
  }
}

function reasonView(reason: Reason): Static<typeof ReasonSchema> {
  const { code, ...figures } = reason
  return { code, figures, ja: reasonText(reason, 'ja'), en: reasonText(reason, 'en'), doubt: isDoubt(code) }
}
