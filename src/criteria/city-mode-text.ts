import type { CityModeTest } from '../domain/city-mode.ts'
import type { CityModeReason, TestVerdict } from './city-mode.ts'
import type { Language } from './reason-text.ts'

/** A reason of a city-wide mode as a sentence for officers. Depths in cm with one decimal, times in hours. */
export function cityModeText(reason: CityModeReason, language: Language): string {
  return language === 'ja' ? japanese(reason) : english(reason)
}

function english(reason: CityModeReason): string {
  switch (reason.code) {
    case 'mode-test': {
      const { voting, usable, needed, unknown } = reason
      const highest = reason.highestCm === null ? 'nothing is known' : `the highest value is ${cm(reason.highestCm)} cm`
      const silent = unknown.length === 0 ? '' : `; not known: ${some(unknown, ', ', 'more')}`
      const votes = `${voting} of ${usable} points say so, ${needed} are needed`
      return `${testEnglish(reason.test)} ${VERDICTS[reason.verdict].en}: ${votes}; ${highest}${silent}`
    }
    case 'mode-clearing':
      return `no test has held for ${hours(reason.clearH)} h; it ends after ${hours(reason.releaseH)} h`
    case 'mode-declared':
      return reason.active ? 'an officer has declared it on' : 'an officer has declared it off'
    case 'mode-declaration-over':
      return 'the officer’s declaration is over; the measured snow decides again'
  }
}

function japanese(reason: CityModeReason): string {
  switch (reason.code) {
    case 'mode-test': {
      const { voting, usable, needed, unknown } = reason
      const highest = reason.highestCm === null ? '測定値なし' : `最大 ${cm(reason.highestCm)} cm`
      const silent = unknown.length === 0 ? '' : `、不明の観測点: ${some(unknown, '、', '点')}`
      const votes = `有効な ${usable} 点のうち ${voting} 点（必要 ${needed} 点）`
      return `${testJapanese(reason.test)}${VERDICTS[reason.verdict].ja}：${votes}、${highest}${silent}`
    }
    case 'mode-clearing':
      return `どの条件も満たさない状態が ${hours(reason.clearH)} 時間続いています（${hours(reason.releaseH)} 時間で解除）`
    case 'mode-declared':
      return reason.active ? '職員が発令しています' : '職員が解除を宣言しています'
    case 'mode-declaration-over':
      return '職員の宣言は終了し、測定値による判定に戻りました'
  }
}

const VERDICTS: Readonly<Record<TestVerdict, Readonly<Record<Language, string>>>> = {
  yes: { ja: 'を満たす', en: 'holds' },
  no: { ja: 'を満たさない', en: 'does not hold' },
  unknown: { ja: 'を満たすか不明', en: 'may hold, which is not known' },
}

function testEnglish(test: CityModeTest): string {
  const least = `${test.comparison === 'above' ? 'above' : 'at least'} ${cm(test.triggerCm)} cm`
  return test.kind === 'depth' ? `snow depth ${least}` : `snowfall of ${test.windowH} h ${least}`
}

function testJapanese(test: CityModeTest): string {
  const least = `${cm(test.triggerCm)} cm ${test.comparison === 'above' ? '超' : '以上'}`
  return test.kind === 'depth' ? `積雪深 ${least}` : `${test.windowH} 時間降雪量 ${least}`
}

/** Points named in a sentence; the rest are counted. */
const NAMED = 5

function some(points: readonly string[], separator: string, more: string): string {
  const rest = points.length - NAMED
  return [...points.slice(0, NAMED), ...(rest > 0 ? [`+${rest} ${more}`] : [])].join(separator)
}

function cm(value: number): string {
  return value.toFixed(1)
}

function hours(value: number): string {
  return String(Math.round(value * 10) / 10)
}
