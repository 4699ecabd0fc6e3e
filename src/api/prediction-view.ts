import { type Static, type TObject, type TProperties, Type } from 'typebox'
import { CROSSING_HOURS, type Crossing, type Deadline } from '../decide/crossings.ts'
import type { KnownPrediction, SensorPrediction } from '../decide/sensor-prediction.ts'
import { SENSOR_FAULTS } from '../domain/sensor-fault.ts'
import { toIso } from '../domain/time.ts'
import type { DegradedMode, LeadForecast } from '../predict/predict.ts'
import { LEADS_H } from '../predict/situation.ts'
import { BEYOND_HORIZON_TEXT, DEGRADED_TEXT, SENSOR_TEXT, type Sentence } from './prediction-text.ts'
import { nullableNumber, nullableText, nullableTime, oneOf, record, ref, Time } from './schema.ts'
import { isoOrNull } from './times.ts'

/** An object of these fields, all required, or null. */
export function nullableRecord<P extends TProperties>(properties: P, description: string) {
  return Type.Unsafe<Static<TObject<P>> | null>({
    type: ['object', 'null'],
    description,
    additionalProperties: false,
    required: Object.keys(properties),
    properties,
  })
}

/** A sentence in both languages. */
export const SENTENCE = { ja: Type.String(), en: Type.String() } as const

const QuantilesSchema = record(
  { p10: Type.Number(), p25: Type.Number(), p50: Type.Number(), p75: Type.Number(), p90: Type.Number() },
  { $id: 'Quantiles', description: 'cm; one in ten outcomes stays at or below `p10`, nine in ten at or below `p90`.' },
)

const LeadSchema = record(
  {
    leadH: Type.Integer({ description: `Hours from now, 1 to ${LEADS_H.length}.` }),
    at: Time,
    depthCm: ref(QuantilesSchema),
    depthSincePassCm: ref(QuantilesSchema),
  },
  { $id: 'PredictedDepth', description: 'Depths at one moment ahead, cm, if nobody plows until then.' },
)

const CrossingSchema = record(
  {
    thresholdCm: Type.Number({ description: 'cm' }),
    measure: oneOf(['depth', 'depth-since-pass', 'new-snow']),
    criteria: Type.Array(Type.String(), { description: 'Criteria in force that fire at it; empty: asked for.' }),
    by: oneOf([...CROSSING_HOURS.map((it) => `${it}h` as const), 'deadline']),
    byAt: Time,
    probability: nullableNumber(
      '0 to 1: that the threshold is reached at some time until `byAt`; 1 where it has been reached already.',
    ),
    reason: nullableRecord({ code: oneOf(['beyond-horizon']), text: record(SENTENCE) }, 'Why there is no probability.'),
  },
  { $id: 'Crossing' },
)

const ForecastInput = nullableRecord(
  {
    runId: Type.String(),
    issuedAt: Time,
    receivedAt: Time,
    snowfallCm: Type.Array(Type.Number(), { description: 'Snow forecast from now to each lead hour, cm.' }),
  },
  'The forecast run used; null: none.',
)

const SensorInputSchema = record(
  {
    device: Type.String(),
    sensor: record({
      status: oneOf(
        ['ok', 'suspect', 'stale', 'no-data'],
        'A prediction that rests on any but `ok` needs an eye on it.',
      ),
      faults: Type.Array(record({ fault: oneOf(SENSOR_FAULTS), since: Time })),
      text: nullableRecord(SENTENCE, 'What the status means for the prediction; null: it is ok.'),
    }),
    readingAt: nullableTime('Newest accepted reading.'),
    readingIdentity: nullableText('`boot:seq` of that reading, or `@` and its time.'),
    samples: Type.Integer({ description: 'Accepted samples of the surface that lies now, of the last 6 h.' }),
    firstSampleAt: nullableTime(),
    levelCm: nullableNumber('Published level, cm: newest sample and filter blended.'),
    depthSincePassCm: nullableNumber('Now, cm.'),
    riseCmPerH: nullableNumber('Rise now, never negative, cm/h.'),
    scatterCm: nullableNumber('How far samples lie from the line between their neighbours, cm.'),
    youngLayerCm: nullableNumber('Snow younger than 72 h, which still settles, cm.'),
    airTempC: nullableNumber('°C, of the sensor or else of the forecast.'),
    forecast: ForecastInput,
  },
  { $id: 'PredictionInput', description: 'What the prediction rests on.' },
)

/** Fields of every prediction, of a route or of a device. */
export const PREDICTION_FIELDS = {
  status: oneOf(['known', 'unknown'], '`unknown` is never taken for "no snow".'),
  degraded: Type.Array(
    record({ mode: oneOf(['no-forecast', 'stale-forecast', 'no-temperature']), text: record(SENTENCE) }),
    {
      description: 'Why the prediction is worse than it could be; empty: it is not.',
    },
  ),
  deadline: nullableRecord(
    {
      at: Type.Unsafe<string>({ ...Time, description: 'By when the route must be plowed next.' }),
      startBy: Type.Unsafe<string>({
        ...Time,
        description: 'Latest start that makes it: less the time to plow it once.',
      }),
      canStillBeMet: Type.Boolean({ description: 'False: the latest start has passed.' }),
    },
    'Null: the route has no deadline.',
  ),
  leads: Type.Array(ref(LeadSchema), { description: 'Hour by hour; empty when the prediction is unknown.' }),
  crossings: Type.Array(ref(CrossingSchema), {
    description:
      'The triggers of the criteria in force and what was asked for, each by 1, 3, 6, 12 h and the deadline.',
  }),
} as const

export const PREDICTION_SCHEMAS = [QuantilesSchema, LeadSchema, CrossingSchema, SensorInputSchema]
export const SENSOR_INPUT = ref(SensorInputSchema)

export function degradedView(modes: readonly DegradedMode[]): { mode: DegradedMode; text: Sentence }[] {
  return modes.map((mode) => ({ mode, text: DEGRADED_TEXT[mode] }))
}

export function deadlineView(
  deadline: Deadline | null,
): { at: string; startBy: string; canStillBeMet: boolean } | null {
  if (deadline === null) return null
  return { at: toIso(deadline.atMs), startBy: toIso(deadline.startByMs), canStillBeMet: deadline.canStillBeMet }
}

export function leadView({ leadH, atMs, depthCm, depthSincePassCm }: LeadForecast): Static<typeof LeadSchema> {
  return { leadH, at: toIso(atMs), depthCm: { ...depthCm }, depthSincePassCm: { ...depthSincePassCm } }
}

export function crossingView(it: Crossing): Static<typeof CrossingSchema> {
  const { thresholdCm, measure, criteria, by, byAtMs, probability } = it
  return {
    thresholdCm,
    measure,
    criteria: [...criteria],
    by,
    byAt: toIso(byAtMs),
    probability: probability === null ? null : rounded(probability, 1000),
    reason: probability === null ? { code: 'beyond-horizon', text: BEYOND_HORIZON_TEXT } : null,
  }
}

/** What one sensor put in; figures it could not give are null. */
export function sensorInputView(it: SensorPrediction): Static<typeof SensorInputSchema> {
  const { inputs } = it
  const known = it.status === 'known' ? it : undefined
  const situation = known?.prediction.situation
  return {
    device: it.device.id,
    sensor: {
      status: it.sensor,
      faults: it.faults.map(({ fault, sinceMs }) => ({ fault, since: toIso(sinceMs) })),
      text: it.sensor === 'ok' ? null : SENSOR_TEXT[it.sensor],
    },
    readingAt: isoOrNull(inputs.readingAtMs),
    readingIdentity: inputs.readingIdentity,
    samples: inputs.samples,
    firstSampleAt: isoOrNull(inputs.firstSampleAtMs),
    levelCm: hundredth(situation?.levelCm),
    depthSincePassCm: hundredth(known?.prediction.depthSincePassCm),
    riseCmPerH: hundredth(situation?.riseCmPerH),
    scatterCm: hundredth(situation?.scatterCm),
    youngLayerCm: hundredth(situation?.youngLayerCm),
    airTempC: inputs.airTempC,
    forecast: known === undefined ? null : forecastView(known),
  }
}

function forecastView({ forecast, prediction }: KnownPrediction) {
  const { forecastCm } = prediction.situation
  if (forecast === null || forecastCm === null) return null
  const { runId, issuedAtMs, receivedAtMs } = forecast
  const snowfallCm = forecastCm.map((it) => rounded(it, 100))
  return { runId, issuedAt: toIso(issuedAtMs), receivedAt: toIso(receivedAtMs), snowfallCm }
}

function hundredth(value: number | undefined): number | null {
  return value === undefined ? null : rounded(value, 100)
}

function rounded(value: number, steps: number): number {
  return Math.round(value * steps) / steps
}
