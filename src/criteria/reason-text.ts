import type { Measure } from '../domain/criterion.ts'
import type { Reason } from '../domain/decision.ts'
import type { SensorFault } from '../domain/sensor-fault.ts'

export type Language = 'ja' | 'en'

const MEASURES: Readonly<Record<Measure, Readonly<Record<Language, string>>>> = {
  depth: { ja: '積雪深', en: 'snow depth' },
  'depth-since-pass': { ja: '前回除雪後の積雪', en: 'depth since the last pass' },
  'new-snow': { ja: '新雪', en: 'new snow' },
}

const FAULTS: Readonly<Record<SensorFault, Readonly<Record<Language, string>>>> = {
  stuck: { ja: '降雪があるのに値が変わらない', en: 'repeats one value while snow falls' },
  'zero-drift': { ja: '地面の高さ（ゼロ点）がずれている', en: 'does not read 0 over bare ground' },
  scatter: { ja: '値がばらついている', en: 'gives readings that do not agree with one another' },
  'no-echo': { ja: '反射波を受信できない', en: 'gets no echo' },
}

/** A reason as a sentence for officers and contractors. Depths in cm with one decimal, times in minutes. */
export function reasonText(reason: Reason, language: Language): string {
  return language === 'ja' ? japanese(reason) : english(reason)
}

function cm(value: number): string {
  return value.toFixed(1)
}

function minutes(value: number): string {
  return value.toFixed(0)
}

function english(reason: Reason): string {
  switch (reason.code) {
    case 'at-or-above-trigger':
      return `${MEASURES[reason.measure].en} ${cm(reason.valueCm)} cm, at or above ${cm(reason.triggerCm)} cm for ${minutes(reason.sustainedMin)} min (${reason.voting} of ${reason.usable} sensors)`
    case 'not-yet-sustained':
      return `${MEASURES[reason.measure].en} ${cm(reason.valueCm)} cm is at or above ${cm(reason.triggerCm)} cm, but only for ${minutes(reason.sustainedMin)} of ${minutes(reason.sustainMin)} min`
    case 'below-trigger':
      return `${MEASURES[reason.measure].en} ${cm(reason.valueCm)} cm is below ${cm(reason.triggerCm)} cm`
    case 'vote-not-reached':
      return `${reason.voting} of ${reason.usable} sensors are at or above the trigger; ${reason.needed} are needed`
    case 'still-above-release':
      return `${MEASURES[reason.measure].en} ${cm(reason.valueCm)} cm has not fallen below ${cm(reason.releaseCm)} cm yet`
    case 'below-release':
      return `${MEASURES[reason.measure].en} ${cm(reason.valueCm)} cm has fallen below ${cm(reason.releaseCm)} cm`
    case 'plowed-since':
      return `plowed since it fired; ${MEASURES[reason.measure].en} ${cm(reason.valueCm)} cm counts anew`
    case 'too-few-sensors':
      return `usable sensors: ${reason.usable} of the ${reason.needed} needed; the state is unknown`
    case 'sensor-stale':
      return reason.silentMin === null
        ? `sensor ${reason.device} has never given a usable reading`
        : `sensor ${reason.device} has given no usable reading for ${minutes(reason.silentMin)} min`
    case 'sensor-suspect':
      return `the latest readings of sensor ${reason.device} are suspect`
    case 'sensor-fault':
      return `sensor ${reason.device} is faulty: it ${FAULTS[reason.fault].en}`
    case 'neighbours-disagree':
      return `the quick rise of ${cm(reason.riseCm)} cm at sensor ${reason.device} is borne out by nothing else (sensors around it: ${reason.neighbours})`
    case 'sensor-clock':
      return `the clock of sensor ${reason.device} cannot be believed; the time of arrival is used`
    case 'sensors-disagree':
      return `sensors differ by ${cm(reason.spreadCm)} cm, more than ${cm(reason.limitCm)} cm`
    case 'fallback-to-support':
      return 'the evidence is not good enough to act alone: an officer must approve'
    case 'order-already-open':
      return `order ${reason.orderId} is already open`
  }
}

function japanese(reason: Reason): string {
  switch (reason.code) {
    case 'at-or-above-trigger':
      return `${MEASURES[reason.measure].ja} ${cm(reason.valueCm)} cm：基準 ${cm(reason.triggerCm)} cm 以上が ${minutes(reason.sustainedMin)} 分継続（センサー ${reason.usable} 台中 ${reason.voting} 台）`
    case 'not-yet-sustained':
      return `${MEASURES[reason.measure].ja} ${cm(reason.valueCm)} cm：基準 ${cm(reason.triggerCm)} cm 以上だが、継続 ${minutes(reason.sustainedMin)} 分（必要 ${minutes(reason.sustainMin)} 分）`
    case 'below-trigger':
      return `${MEASURES[reason.measure].ja} ${cm(reason.valueCm)} cm：基準 ${cm(reason.triggerCm)} cm 未満`
    case 'vote-not-reached':
      return `基準以上のセンサーは ${reason.usable} 台中 ${reason.voting} 台（必要 ${reason.needed} 台）`
    case 'still-above-release':
      return `${MEASURES[reason.measure].ja} ${cm(reason.valueCm)} cm：解除値 ${cm(reason.releaseCm)} cm をまだ下回らない`
    case 'below-release':
      return `${MEASURES[reason.measure].ja} ${cm(reason.valueCm)} cm：解除値 ${cm(reason.releaseCm)} cm を下回った`
    case 'plowed-since':
      return `発動後に除雪済み：${MEASURES[reason.measure].ja} ${cm(reason.valueCm)} cm は改めて数える`
    case 'too-few-sensors':
      return `使えるセンサーが ${reason.usable} 台のみ（必要 ${reason.needed} 台）：状態は不明`
    case 'sensor-stale':
      return reason.silentMin === null
        ? `センサー ${reason.device}：有効な観測値をまだ受信していない`
        : `センサー ${reason.device}：${minutes(reason.silentMin)} 分間、有効な観測値なし`
    case 'sensor-suspect':
      return `センサー ${reason.device}：最新の観測値が疑わしい`
    case 'sensor-fault':
      return `センサー ${reason.device} の異常：${FAULTS[reason.fault].ja}`
    case 'neighbours-disagree':
      return `センサー ${reason.device}：${cm(reason.riseCm)} cm の急な上昇を裏付ける観測・予報がない（周辺センサー ${reason.neighbours} 台）`
    case 'sensor-clock':
      return `センサー ${reason.device}：時計が信頼できないため受信時刻を使用`
    case 'sensors-disagree':
      return `センサー間の差 ${cm(reason.spreadCm)} cm が許容 ${cm(reason.limitCm)} cm を超える`
    case 'fallback-to-support':
      return '証拠が十分でないため自動出動せず、担当者の承認が必要'
    case 'order-already-open':
      return `指示 ${reason.orderId} がすでに出ている`
  }
}
