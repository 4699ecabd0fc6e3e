import type { ForecastRule, PlainRule, ProbabilityRule, Suppressor } from '../../domain/criterion.ts'
import { type ComparisonNames, figure, type MeasureNames, type Phrases, percentage } from './phrases.ts'

const MEASURES: MeasureNames = {
  depth: '積雪深',
  'depth-since-pass': '前回除雪後の積雪',
  'new-snow': '新雪',
}
const COMPARISONS: ComparisonNames = { 'at-least': '以上', above: '超' }

/** A criterion in Japanese. */
export const JAPANESE: Phrases = {
  holds,
  ceases,
  quorum,
  suppressor,
  join(kind, phrases, within) {
    const text = phrases.join(kind === 'all' ? '、かつ' : '、または')
    return within ? `（${text}）` : text
  },
}

function holds(rule: PlainRule): string {
  switch (rule.kind) {
    case 'threshold':
      return `${MEASURES[rule.measure]}が ${figure(rule.triggerCm)} cm ${COMPARISONS[rule.comparison]}${lasting(rule.sustainMin)}`
    case 'snowfall':
      return `過去 ${rule.windowH} 時間の降雪量が ${figure(rule.triggerCm)} cm ${COMPARISONS[rule.comparison]}`
    case 'rate':
      return `降雪強度（${rule.windowH} 時間平均）が ${figure(rule.triggerCmPerH)} cm/h ${COMPARISONS[rule.comparison]}${lasting(rule.sustainMin)}`
    case 'forecast':
      return `${expected(rule)}が ${figure(rule.triggerCm)} cm ${COMPARISONS[rule.comparison]}`
    case 'probability':
      return `${likely(rule)}が ${percentage(rule.probability)} % 以上${money(rule)}`
  }
}

function lasting(sustainMin: number): string {
  return sustainMin === 0 ? '' : `で ${figure(sustainMin)} 分継続`
}

function ceases(rule: PlainRule): string {
  switch (rule.kind) {
    case 'threshold':
      return `使えるすべてのセンサーで${MEASURES[rule.measure]}が ${figure(rule.releaseCm)} cm 未満`
    case 'snowfall':
      return `使えるすべてのセンサーで ${rule.windowH} 時間の降雪量が ${figure(rule.releaseCm)} cm 未満`
    case 'rate':
      return `使えるすべてのセンサーで降雪強度（${rule.windowH} 時間平均）が ${figure(rule.releaseCmPerH)} cm/h 未満`
    case 'forecast':
      return `${expected(rule)}が ${figure(rule.releaseCm)} cm 未満`
    case 'probability':
      return `${likely(rule)}が ${percentage(rule.releaseProbability)} % 未満`
  }
}

function by(text: string): string {
  if (text === 'deadline') return '路線の完了期限までに'
  return text.endsWith('h') ? `今後 ${text.slice(0, -1)} 時間以内に` : `${text} までに`
}

function expected({ measure, quantity, by: moment, quantile }: ForecastRule): string {
  const what = quantity === 'added' ? `さらに増える${MEASURES[measure]}` : `見込まれる${MEASURES[measure]}`
  return `${by(moment)}${what}（予測の${quantile === 'p50' ? '中央値' : quantile.toUpperCase()}）`
}

function likely({ measure, by: moment, triggerCm }: ProbabilityRule): string {
  return `${by(moment)}${MEASURES[measure]}が ${figure(triggerCm)} cm に達する確率`
}

function money({ costLoss }: ProbabilityRule): string {
  return costLoss === null ? '' : `（費用 ${figure(costLoss.cost)} ÷ 損失 ${figure(costLoss.loss)}）`
}

function quorum(rule: PlainRule, points: 'route' | 'block'): string {
  const whose = points === 'route' ? '路線' : '工区'
  const asked = rule.kind === 'forecast' || rule.kind === 'probability'
  const votes =
    rule.vote === 'majority'
      ? `${whose}の使えるセンサーの過半数が達したとき成立`
      : `${whose}の使えるセンサーのうち ${rule.vote} 台が達したとき成立`
  const said = asked ? `${whose}の使えるセンサー全体で 1 つの予測` : votes
  const least = `使えるセンサーが ${rule.minSensors} 台に満たなければ「不明」`
  const silent = `${figure(rule.staleMin)} 分を超えて途絶えたセンサーは加えない`
  const apart = `センサー間の差が ${figure(rule.disagreeCm)} cm を超えれば根拠が弱い`
  return [said, least, silent, apart].join('、')
}

function suppressor(one: Suppressor): string {
  switch (one.kind) {
    case 'warming':
      return `今後 ${figure(one.withinH)} 時間の平均気温の予報が ${figure(one.airTempC)} ℃ 以上`
    case 'rain':
      return `今後 ${figure(one.withinH)} 時間の雨量の予報が ${figure(one.rainMm)} mm 以上`
    case 'too-late':
      return one.marginMin === 0
        ? '今から出動しても完了期限に間に合わない'
        : `今から出動しても完了期限の ${figure(one.marginMin)} 分前までに終わらない`
    case 'compacted':
      return `新雪のうち残るのが ${percentage(one.share)} % 以下（圧雪）`
  }
}
