import type { Comparison, Measure } from '../../domain/criterion.ts'
import type { ByMoment, NotKnown, SuppressedBy } from '../../domain/reason.ts'
import type { SensorFault } from '../../domain/sensor-fault.ts'
import { cm, minutes, percent, plain, type Sentences, type SuppressorSentences } from './sentences.ts'

const MEASURES: Readonly<Record<Measure, string>> = {
  depth: '積雪深',
  'depth-since-pass': '前回除雪後の積雪',
  'new-snow': '新雪',
}

const FAULTS: Readonly<Record<SensorFault, string>> = {
  stuck: '降雪があるのに値が変わらない',
  'zero-drift': '地面の高さ（ゼロ点）がずれている',
  scatter: '値がばらついている',
  'no-echo': '反射波を受信できない',
}

const UNKNOWN: Readonly<Record<NotKnown, string>> = {
  'no-forecast': '予報がない',
  'stale-forecast': '予報が古い',
  'incomplete-forecast': '予報が必要な時間に足りない',
  'no-sensor': '使えるセンサーがない',
}

const SUPPRESSOR_NAMES: Readonly<Record<SuppressedBy['kind'], string>> = {
  warming: '気温上昇',
  rain: '降雨',
  'too-late': '時間切れ',
  compacted: '圧雪',
}

const SUPPRESSORS: SuppressorSentences = {
  warming: (it) =>
    `今後 ${plain(it.withinH)} 時間の平均気温の予報 ${plain(it.meanAirTempC)} ℃（基準 ${plain(it.limitC)} ℃）`,
  rain: (it) => `今後 ${plain(it.withinH)} 時間の雨量の予報 ${plain(it.rainMm)} mm（基準 ${plain(it.limitMm)} mm）`,
  'too-late': (it) =>
    `今から出動しても完了は早くて ${it.finishLocal}（作業 ${minutes(it.plowMinutes)} 分）、期限 ${it.deadlineLocal} に余裕 ${minutes(it.marginMin)} 分で間に合わない`,
  compacted: (it) =>
    `圧雪：新雪 ${cm(it.newSnowCm)} cm のうち残るのは ${cm(it.depthSincePassCm)} cm（${percent(it.share)} % 以下）`,
}

/** Reasons in Japanese. */
export const JAPANESE: Sentences = {
  'at-or-above-trigger': (it) =>
    `${MEASURES[it.measure]} ${cm(it.valueCm)} cm：基準 ${cm(it.triggerCm)} cm 以上が ${minutes(it.sustainedMin)} 分継続（センサー ${it.usable} 台中 ${it.voting} 台）`,
  'above-trigger': (it) =>
    `${MEASURES[it.measure]} ${cm(it.valueCm)} cm：基準 ${cm(it.triggerCm)} cm 超が ${minutes(it.sustainedMin)} 分継続（センサー ${it.usable} 台中 ${it.voting} 台）`,
  'not-yet-sustained': (it) =>
    `${MEASURES[it.measure]} ${cm(it.valueCm)} cm：基準 ${cm(it.triggerCm)} cm に達したが、継続 ${minutes(it.sustainedMin)} 分（必要 ${minutes(it.sustainMin)} 分）`,
  'below-trigger': (it) => `${MEASURES[it.measure]} ${cm(it.valueCm)} cm：基準 ${cm(it.triggerCm)} cm 未満`,
  'not-above-trigger': (it) => `${MEASURES[it.measure]} ${cm(it.valueCm)} cm：基準 ${cm(it.triggerCm)} cm を超えない`,
  'still-above-release': (it) =>
    `${MEASURES[it.measure]} ${cm(it.valueCm)} cm：解除値 ${cm(it.releaseCm)} cm をまだ下回らない`,
  'below-release': (it) => `${MEASURES[it.measure]} ${cm(it.valueCm)} cm：解除値 ${cm(it.releaseCm)} cm を下回った`,
  'plowed-since': (it) => `発動後に除雪済み：${MEASURES[it.measure]} ${cm(it.valueCm)} cm は改めて数える`,
  'snowfall-reached': (it) =>
    `${it.windowH} 時間降雪量 ${cm(it.valueCm)} cm：基準 ${cm(it.triggerCm)} cm ${atLeast(it.comparison)}（センサー ${it.usable} 台中 ${it.voting} 台）`,
  'snowfall-short': (it) =>
    `${it.windowH} 時間降雪量 ${cm(it.valueCm)} cm：基準 ${cm(it.triggerCm)} cm ${short(it.comparison)}`,
  'snowfall-above-release': (it) =>
    `${it.windowH} 時間降雪量 ${cm(it.valueCm)} cm：解除値 ${cm(it.releaseCm)} cm をまだ下回らない`,
  'snowfall-below-release': (it) =>
    `${it.windowH} 時間降雪量 ${cm(it.valueCm)} cm：解除値 ${cm(it.releaseCm)} cm を下回った`,
  'rate-reached': (it) =>
    `${rate(it)}：基準 ${cm(it.triggerCmPerH)} cm/h ${atLeast(it.comparison)}が ${minutes(it.sustainedMin)} 分継続（センサー ${it.usable} 台中 ${it.voting} 台）`,
  'rate-not-yet-sustained': (it) =>
    `${rate(it)}：基準 ${cm(it.triggerCmPerH)} cm/h に達したが、継続 ${minutes(it.sustainedMin)} 分（必要 ${minutes(it.sustainMin)} 分）`,
  'rate-short': (it) => `${rate(it)}：基準 ${cm(it.triggerCmPerH)} cm/h ${short(it.comparison)}`,
  'rate-above-release': (it) => `${rate(it)}：解除値 ${cm(it.releaseCmPerH)} cm/h をまだ下回らない`,
  'rate-below-release': (it) => `${rate(it)}：解除値 ${cm(it.releaseCmPerH)} cm/h を下回った`,
  'forecast-reached': (it) => `${expected(it)}：基準 ${cm(it.triggerCm)} cm ${atLeast(it.comparison)}`,
  'forecast-short': (it) => `${expected(it)}：基準 ${cm(it.triggerCm)} cm ${short(it.comparison)}`,
  'forecast-above-release': (it) => `${expected(it)}：解除値 ${cm(it.releaseCm)} cm をまだ下回らない`,
  'forecast-below-release': (it) => `${expected(it)}：解除値 ${cm(it.releaseCm)} cm を下回った`,
  'probability-reached': (it) => `${likely(it)}：${needed(it)} 以上${money(it.costLoss)}`,
  'probability-short': (it) => `${likely(it)}：${needed(it)} 未満${money(it.costLoss)}`,
  'probability-above-release': (it) => `${likely(it)}：解除値 ${percent(it.releaseProbability)} % をまだ下回らない`,
  'probability-below-release': (it) => `${likely(it)}：解除値 ${percent(it.releaseProbability)} % を下回った`,
  'no-forecast': () => '使える気象予報がなく、今後は観測の傾向だけで判断',
  'stale-forecast': () => '気象予報が古い',
  'no-deadline': () => 'この路線には完了期限がなく、予測の時刻が決まらない（期限か時刻の設定が必要）',
  'no-outlook': (it) => `${by(it)}までの予測ができない：起点となる観測値がない`,
  'beyond-horizon': (it) => `${by(it)}は予測できる 12 時間より先：時間が近づいてから判断`,
  'vote-not-reached': (it) => `基準に達したセンサーは ${it.usable} 台中 ${it.voting} 台（必要 ${it.needed} 台）`,
  'too-few-sensors': (it) => `使えるセンサーが ${it.usable} 台のみ（必要 ${it.needed} 台）：状態は不明`,
  'sensor-suspect': (it) => `センサー ${it.device}：最新の観測値が疑わしい`,
  'sensor-clock': (it) => `センサー ${it.device}：時計が信頼できないため受信時刻を使用`,
  'sensor-maintenance': (it) => `センサー ${it.device}：保守作業中のため判断に加えない`,
  'sensor-stale': (it) =>
    it.silentMin === null
      ? `センサー ${it.device}：有効な観測値をまだ受信していない`
      : `センサー ${it.device}：${minutes(it.silentMin)} 分間、有効な観測値なし`,
  'sensor-fault': (it) => `センサー ${it.device} の異常：${FAULTS[it.fault]}`,
  'neighbours-disagree': (it) =>
    `センサー ${it.device}：${cm(it.riseCm)} cm の急な上昇を裏付ける観測・予報がない（周辺センサー ${it.neighbours} 台）`,
  'window-not-covered': (it) =>
    `センサー ${it.device}：過去 ${it.windowH} 時間のうち記録は ${cm(it.coveredH)} 時間のみで、判断に加えない`,
  'sensors-disagree': (it) => `センサー間の差 ${cm(it.spreadCm)} cm が許容 ${cm(it.limitCm)} cm を超える`,
  suppressed: ({ by: it }) => `出動を見合わせ：${suppressed(it)}`,
  'suppressor-unknown': (it) =>
    `${SUPPRESSOR_NAMES[it.suppressor]}による見合わせを判断できない：${UNKNOWN[it.because]}`,
  'waits-for-decision-time': (it) =>
    it.nextLocal === null
      ? '基準に達しているが、今後の判断時刻がない'
      : `基準に達しているが、判断時刻まで待つ（次は ${it.nextLocal}）`,
  clearing: (it) => `基準を外れて ${minutes(it.clearingMin)} 分（${minutes(it.sustainMin)} 分続けば解除）`,
  'fallback-to-support': () => '証拠が十分でないため自動出動せず、職員の承認が必要',
  silenced: (it) => `職員が出動を止めている：${it.why}`,
  'order-already-open': (it) => `指令 ${it.orderId} がすでに出ている`,
}

function atLeast(comparison: Comparison): string {
  return comparison === 'above' ? '超' : '以上'
}

function short(comparison: Comparison): string {
  return comparison === 'above' ? '以下' : '未満'
}

function rate(it: { valueCmPerH: number; windowH: number }): string {
  return `降雪の強さ ${cm(it.valueCmPerH)} cm/h（${it.windowH} 時間平均）`
}

function by(it: ByMoment): string {
  return it.by === 'deadline' ? `期限 ${it.byLocal} ` : `${it.byLocal} `
}

type Expected = Parameters<Sentences['forecast-reached' | 'forecast-above-release']>[0]

function expected(it: Pick<Expected, keyof ByMoment | 'measure' | 'quantity' | 'quantile' | 'valueCm'>): string {
  const what = it.quantity === 'added' ? '今後の増加' : MEASURES[it.measure]
  return `${by(it)}までの${what}の予測 ${cm(it.valueCm)} cm（${it.quantile.toUpperCase()}）`
}

function likely(it: ByMoment & { probability: number; measure: Measure; triggerCm: number }): string {
  return `${MEASURES[it.measure]}が ${by(it)}までに ${cm(it.triggerCm)} cm に達する確率 ${percent(it.probability)} %`
}

function needed(it: { neededProbability: number; costLoss: object | null }): string {
  return `${it.costLoss === null ? '基準' : '費用に見合う'} ${percent(it.neededProbability)} %`
}

function money(costLoss: { cost: number; loss: number } | null): string {
  return costLoss === null ? '' : `（費用 ${costLoss.cost} ÷ 損失 ${costLoss.loss}）`
}

function suppressed<K extends SuppressedBy['kind']>(it: Extract<SuppressedBy, { kind: K }>): string {
  return (SUPPRESSORS[it.kind] as (one: SuppressedBy) => string)(it)
}
