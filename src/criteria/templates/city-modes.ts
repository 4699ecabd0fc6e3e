import type { CityModeInput } from '../city-mode-schema.ts'
import type { Bilingual } from './template.ts'

/** A city-wide mode as an authority has it, to begin one's own from. */
export interface CityModeTemplate {
  readonly id: string
  readonly title: Bilingual
  readonly authority: Bilingual
  readonly says: Bilingual
  readonly note: Bilingual
  readonly cityMode: CityModeInput
}

export const CITY_MODE_TEMPLATES: readonly CityModeTemplate[] = [
  {
    id: 'aomori-concentrated-snow',
    title: { ja: '青森市：集中降雪', en: 'Aomori City: concentrated snow' },
    authority: { ja: '青森市', en: 'Aomori City' },
    says: {
      ja: '72 時間降雪量 55 cm 以上、または 24 時間 25 cm 以上。緊急路線を優先。',
      en: 'Snowfall of 72 h at least 55 cm, or of 24 h at least 25 cm; emergency routes come first.',
    },
    note: {
      ja: '全センサーの過半数で判断し、24 時間達しなければ終わる。緊急路線の種別を emergency とする。',
      en: 'The majority of all sensors decides; it ends after 24 h without. Emergency routes carry the road class `emergency`.',
    },
    cityMode: {
      id: 'aomori-concentrated-snow',
      name: '集中降雪',
      vote: 'majority',
      any: [
        { kind: 'snowfall', windowH: 72, comparison: 'at-least', triggerCm: 55 },
        { kind: 'snowfall', windowH: 24, comparison: 'at-least', triggerCm: 25 },
      ],
      releaseH: 24,
      priorities: { emergency: 1 },
    },
  },
  {
    id: 'aomori-snow-damage',
    title: { ja: '青森市：豪雪災害', en: 'Aomori City: snow damage' },
    authority: { ja: '青森市', en: 'Aomori City' },
    says: { ja: '積雪深 100 cm 超。緊急路線を優先。', en: 'Depth above 100 cm; emergency routes come first.' },
    note: {
      ja: 'ちょうど 100 cm では始まらない。観測点は除雪されない地点のセンサーを選ぶ。',
      en: 'Exactly 100 cm is not enough. Name reference points that are not plowed.',
    },
    cityMode: {
      id: 'aomori-snow-damage',
      name: '豪雪災害',
      vote: 'majority',
      any: [{ kind: 'depth', comparison: 'above', triggerCm: 100 }],
      releaseH: 24,
      priorities: { emergency: 1 },
    },
  },
]
