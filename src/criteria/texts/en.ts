import type { Comparison, Measure } from '../../domain/criterion.ts'
import type { ByMoment, NotKnown, SuppressedBy } from '../../domain/reason.ts'
import type { SensorFault } from '../../domain/sensor-fault.ts'
import { cm, minutes, percent, plain, type Sentences, type SuppressorSentences } from './sentences.ts'

const MEASURES: Readonly<Record<Measure, string>> = {
  depth: 'snow depth',
  'depth-since-pass': 'depth since the last pass',
  'new-snow': 'new snow',
}

const FAULTS: Readonly<Record<SensorFault, string>> = {
  stuck: 'repeats one value while snow falls',
  'zero-drift': 'does not read 0 over bare ground',
  scatter: 'gives readings that do not agree with one another',
  'no-echo': 'gets no echo',
}

const UNKNOWN: Readonly<Record<NotKnown, string>> = {
  'no-forecast': 'there is no forecast',
  'stale-forecast': 'the forecast is out of date',
  'incomplete-forecast': 'the forecast does not cover its hours',
  'no-sensor': 'no sensor is usable',
}

const SUPPRESSOR_NAMES: Readonly<Record<SuppressedBy['kind'], string>> = {
  warming: 'warm air ahead',
  rain: 'rain ahead',
  'too-late': 'too late to finish',
  compacted: 'packed snow',
}

const SUPPRESSORS: SuppressorSentences = {
  warming: (it) =>
    `a mean of ${plain(it.meanAirTempC)} °C is forecast for the next ${plain(it.withinH)} h (limit ${plain(it.limitC)} °C)`,
  rain: (it) =>
    `${plain(it.rainMm)} mm of rain is forecast for the next ${plain(it.withinH)} h (limit ${plain(it.limitMm)} mm)`,
  'too-late': (it) =>
    `a crew that starts now finishes at ${it.finishLocal} at the earliest (${minutes(it.plowMinutes)} min), too late for ${it.deadlineLocal} with ${minutes(it.marginMin)} min to spare`,
  compacted: (it) =>
    `traffic has packed it: of ${cm(it.newSnowCm)} cm of new snow ${cm(it.depthSincePassCm)} cm lies, no more than ${percent(it.share)} %`,
}

/** Reasons in English. */
export const ENGLISH: Sentences = {
  'at-or-above-trigger': (it) =>
    `${MEASURES[it.measure]} ${cm(it.valueCm)} cm, at or above ${cm(it.triggerCm)} cm for ${minutes(it.sustainedMin)} min (${it.voting} of ${it.usable} sensors)`,
  'above-trigger': (it) =>
    `${MEASURES[it.measure]} ${cm(it.valueCm)} cm, above ${cm(it.triggerCm)} cm for ${minutes(it.sustainedMin)} min (${it.voting} of ${it.usable} sensors)`,
  'not-yet-sustained': (it) =>
    `${MEASURES[it.measure]} ${cm(it.valueCm)} cm has reached the trigger of ${cm(it.triggerCm)} cm, but only for ${minutes(it.sustainedMin)} of ${minutes(it.sustainMin)} min`,
  'below-trigger': (it) => `${MEASURES[it.measure]} ${cm(it.valueCm)} cm is below ${cm(it.triggerCm)} cm`,
  'not-above-trigger': (it) => `${MEASURES[it.measure]} ${cm(it.valueCm)} cm is not above ${cm(it.triggerCm)} cm`,
  'still-above-release': (it) =>
    `${MEASURES[it.measure]} ${cm(it.valueCm)} cm has not fallen below ${cm(it.releaseCm)} cm yet`,
  'below-release': (it) => `${MEASURES[it.measure]} ${cm(it.valueCm)} cm has fallen below ${cm(it.releaseCm)} cm`,
  'plowed-since': (it) => `plowed since it fired; ${MEASURES[it.measure]} ${cm(it.valueCm)} cm counts anew`,
  'snowfall-reached': (it) =>
    `${cm(it.valueCm)} cm fell in ${it.windowH} h, ${atLeast(it.comparison)} ${cm(it.triggerCm)} cm (${it.voting} of ${it.usable} sensors)`,
  'snowfall-short': (it) =>
    `${cm(it.valueCm)} cm fell in ${it.windowH} h, ${short(it.comparison)} ${cm(it.triggerCm)} cm`,
  'snowfall-above-release': (it) =>
    `${cm(it.valueCm)} cm fell in ${it.windowH} h, not yet below ${cm(it.releaseCm)} cm again`,
  'snowfall-below-release': (it) => `only ${cm(it.valueCm)} cm fell in ${it.windowH} h, below ${cm(it.releaseCm)} cm`,
  'rate-reached': (it) =>
    `it snows ${cm(it.valueCmPerH)} cm/h (over ${it.windowH} h), ${atLeast(it.comparison)} ${cm(it.triggerCmPerH)} cm/h for ${minutes(it.sustainedMin)} min (${it.voting} of ${it.usable} sensors)`,
  'rate-not-yet-sustained': (it) =>
    `it snows ${cm(it.valueCmPerH)} cm/h (over ${it.windowH} h), past the trigger of ${cm(it.triggerCmPerH)} cm/h, but only for ${minutes(it.sustainedMin)} of ${minutes(it.sustainMin)} min`,
  'rate-short': (it) =>
    `it snows ${cm(it.valueCmPerH)} cm/h (over ${it.windowH} h), ${short(it.comparison)} ${cm(it.triggerCmPerH)} cm/h`,
  'rate-above-release': (it) =>
    `it still snows ${cm(it.valueCmPerH)} cm/h (over ${it.windowH} h), not below ${cm(it.releaseCmPerH)} cm/h`,
  'rate-below-release': (it) =>
    `it snows only ${cm(it.valueCmPerH)} cm/h (over ${it.windowH} h), below ${cm(it.releaseCmPerH)} cm/h`,
  'forecast-reached': (it) => `${expected(it)}, ${atLeast(it.comparison)} ${cm(it.triggerCm)} cm`,
  'forecast-short': (it) => `${expected(it)}, ${short(it.comparison)} ${cm(it.triggerCm)} cm`,
  'forecast-above-release': (it) => `${expected(it)}, not below ${cm(it.releaseCm)} cm yet`,
  'forecast-below-release': (it) => `${expected(it)}, now below ${cm(it.releaseCm)} cm`,
  'probability-reached': (it) =>
    `${likely(it)}, at or above the ${percent(it.neededProbability)} % ${needed(it.costLoss)}`,
  'probability-short': (it) => `${likely(it)}, short of the ${percent(it.neededProbability)} % ${needed(it.costLoss)}`,
  'probability-above-release': (it) => `${likely(it)}, not below ${percent(it.releaseProbability)} % yet`,
  'probability-below-release': (it) => `${likely(it)}, now below ${percent(it.releaseProbability)} %`,
  'no-forecast': () => 'no weather forecast could be used: what is to come is judged by the trend alone',
  'stale-forecast': () => 'the weather forecast is out of date',
  'no-deadline': () => 'the route has no deadline by which snow could be foretold; set one, or name a time in the rule',
  'no-outlook': (it) => `nothing can be foretold for ${by(it)}: no sensor has readings to begin from`,
  'beyond-horizon': (it) => `${by(it)} lies further ahead than is foretold (12 h); it is asked again later`,
  'vote-not-reached': (it) => `${it.voting} of ${it.usable} sensors have reached the trigger; ${it.needed} are needed`,
  'too-few-sensors': (it) => `usable sensors: ${it.usable} of the ${it.needed} needed; the state is unknown`,
  'sensor-suspect': (it) => `the latest readings of sensor ${it.device} are suspect`,
  'sensor-clock': (it) => `the clock of sensor ${it.device} cannot be believed; the time of arrival is used`,
  'sensor-maintenance': (it) => `sensor ${it.device} is under maintenance and takes no part`,
  'sensor-stale': (it) =>
    it.silentMin === null
      ? `sensor ${it.device} has never given a usable reading`
      : `sensor ${it.device} has given no usable reading for ${minutes(it.silentMin)} min`,
  'sensor-fault': (it) => `sensor ${it.device} is faulty: it ${FAULTS[it.fault]}`,
  'neighbours-disagree': (it) =>
    `the quick rise of ${cm(it.riseCm)} cm at sensor ${it.device} is borne out by nothing else (sensors around it: ${it.neighbours})`,
  'window-not-covered': (it) =>
    `sensor ${it.device} knows only ${cm(it.coveredH)} of the last ${it.windowH} h and takes no part`,
  'sensors-disagree': (it) => `sensors differ by ${cm(it.spreadCm)} cm, more than ${cm(it.limitCm)} cm`,
  suppressed: ({ by: it }) => `held back: ${suppressed(it)}`,
  'suppressor-unknown': (it) =>
    `whether ${SUPPRESSOR_NAMES[it.suppressor]} should hold it back cannot be told: ${UNKNOWN[it.because]}`,
  'waits-for-decision-time': (it) =>
    it.nextLocal === null
      ? 'it holds, but no decision time is to come'
      : `it holds, but is decided at fixed times only; the next is ${it.nextLocal}`,
  clearing: (it) =>
    `it no longer holds, but only for ${minutes(it.clearingMin)} of the ${minutes(it.sustainMin)} min after which it is released`,
  'fallback-to-support': () => 'the evidence is not good enough to act alone: an officer must approve',
  silenced: (it) => `silenced by an officer: ${it.why}`,
  'order-already-open': (it) => `order ${it.orderId} is already open`,
}

function atLeast(comparison: Comparison): string {
  return comparison === 'above' ? 'above' : 'at or above'
}

function short(comparison: Comparison): string {
  return comparison === 'above' ? 'not above' : 'below'
}

function by(it: ByMoment): string {
  return it.by === 'deadline' ? `the deadline at ${it.byLocal}` : it.byLocal
}

type Expected = Parameters<Sentences['forecast-reached' | 'forecast-above-release']>[0]

function expected(it: Pick<Expected, keyof ByMoment | 'measure' | 'quantity' | 'quantile' | 'valueCm'>): string {
  const what = it.quantity === 'added' ? 'more snow' : MEASURES[it.measure]
  return `${cm(it.valueCm)} cm (${what}, ${it.quantile.toUpperCase()}) expected by ${by(it)}`
}

function likely(it: ByMoment & { probability: number; measure: Measure; triggerCm: number }): string {
  return `probability ${percent(it.probability)} % that ${MEASURES[it.measure]} reaches ${cm(it.triggerCm)} cm by ${by(it)}`
}

function needed(costLoss: { cost: number; loss: number } | null): string {
  if (costLoss === null) return 'that are asked for'
  return `from which a call pays (cost ${costLoss.cost} / loss ${costLoss.loss})`
}

function suppressed<K extends SuppressedBy['kind']>(it: Extract<SuppressedBy, { kind: K }>): string {
  return (SUPPRESSORS[it.kind] as (one: SuppressedBy) => string)(it)
}
