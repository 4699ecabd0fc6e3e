import type { RouteUnknown } from '../decide/route-prediction.ts'
import type { SensorUnknown } from '../decide/sensor-prediction.ts'
import type { DegradedMode } from '../predict/predict.ts'

/** A sentence for officers and contractors, in both languages. */
export interface Sentence {
  readonly ja: string
  readonly en: string
}

/** What each degraded mode means for a reader. */
export const DEGRADED_TEXT: Readonly<Record<DegradedMode, Sentence>> = {
  'no-forecast': {
    ja: '降雪予報がないため、これまでの積もり方だけから予測しています。',
    en: 'There is no snowfall forecast for the hours ahead: predicted from the course of the snow alone.',
  },
  'stale-forecast': {
    ja: '降雪予報が古く、新しい予報を受信できていません。',
    en: 'The snowfall forecast is old: no newer one has been received.',
  },
  'no-temperature': {
    ja: '気温が分かりません。雨か雪かの判別と積雪深の補正ができません。',
    en: 'Nobody knows the air temperature: rain cannot be told from snow, nor distances be compensated.',
  },
}

/** Why there is no prediction. */
export const UNKNOWN_TEXT: Readonly<Record<SensorUnknown | RouteUnknown, Sentence>> = {
  'no-depth': { ja: 'この機器は積雪深を計測しません。', en: 'This device measures no snow depth.' },
  'no-data': {
    ja: 'このセンサーからは有効な観測値をまだ受信していません。',
    en: 'This sensor has not yet sent a reading that could be accepted.',
  },
  silent: {
    ja: 'このセンサーからは2時間以上、有効な観測値がありません。',
    en: 'This sensor has had no accepted reading for more than two hours.',
  },
  'no-sensors': { ja: 'この路線にはセンサーがありません。', en: 'This route has no sensor.' },
  'no-usable-sensor': {
    ja: 'この路線には今使えるセンサーがありません（無応答・疑義・異常）。',
    en: 'No sensor of this route can be used now: all are silent, suspect or faulty.',
  },
}

/** What it means that a single sensor is not `ok`; the prediction is given all the same. */
export const SENSOR_TEXT: Readonly<Record<'suspect' | 'stale' | 'no-data', Sentence>> = {
  suspect: {
    ja: 'このセンサーの値には疑義があります。最後に採用した値からの予測です。単独の根拠にしないでください。',
    en: 'What this sensor says is in doubt: predicted from what was last accepted. Do not act on it alone.',
  },
  stale: {
    ja: 'このセンサーはしばらく無応答です。最後に採用した値からの予測です。',
    en: 'This sensor has been silent for a while: predicted from what was last accepted.',
  },
  'no-data': UNKNOWN_TEXT['no-data'],
}

/** Why a probability is not given. */
export const BEYOND_HORIZON_TEXT: Sentence = {
  ja: '12時間より先のため予測しません。',
  en: 'More than 12 hours ahead: not predicted.',
}
