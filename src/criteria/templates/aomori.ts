import type { RuleInput } from '../rule-schema.ts'
import { type CriterionTemplate, EVERYWHERE, ofClass, PROPOSED } from './template.ts'

/** Aomori prefecture: national roads, Noheji, Hirosaki. Source: the table of rules in docs/criteria.md. */

function national(triggerCm: 5 | 10): CriterionTemplate {
  const id = `aomori-national-${triggerCm}`
  return {
    id,
    title: { ja: `青森の国道：新雪 ${triggerCm} cm`, en: `National roads in Aomori: ${triggerCm} cm of new snow` },
    authority: { ja: '青森の国道', en: 'National roads in Aomori' },
    says: { ja: '新雪 5～10 cm。', en: '5 to 10 cm of new snow.' },
    note: {
      ja: '基準は 5～10 cm の幅。5 cm と 10 cm のひな形があり、路線に合う方を使う。',
      en: 'The source gives a range; there is a template for either end. Take the one that fits the road.',
    },
    criterion: {
      id,
      ...PROPOSED,
      scope: EVERYWHERE,
      rule: { kind: 'threshold', measure: 'new-snow', triggerCm },
    },
  }
}

/** 10 cm at once; from 5 cm on when at least MORE_CM more are expected by the time the roads must be done. */
const MORE_CM = 3

function nohejiRule(by: string): RuleInput {
  return {
    kind: 'any',
    of: [
      { kind: 'threshold', measure: 'new-snow', triggerCm: 10 },
      {
        kind: 'all',
        of: [
          { kind: 'threshold', measure: 'new-snow', triggerCm: 5 },
          { kind: 'forecast', measure: 'new-snow', quantity: 'added', by, triggerCm: MORE_CM, releaseCm: 1 },
        ],
      },
    ],
  }
}

const NOHEJI = {
  authority: { ja: '野辺地町', en: 'Noheji' },
  says: {
    ja: '降雪が続く予報なら 5～10 cm。バス路線は 6 時、その他は 7 時までに完了。',
    en: '5 to 10 cm when more is forecast; bus routes done by 06:00, others by 07:00.',
  },
  note: {
    ja: `10 cm で出動。5 cm 以上なら、期限までにさらに ${MORE_CM} cm 以上の増加が予測される（中央値）とき出動。予報がなければ 10 cm の部分だけが働く。路線の期限も設定すること。`,
    en: `10 cm calls in any case; 5 cm calls when at least ${MORE_CM} cm more are expected by then (median). Without a forecast the 10 cm part still works. Give the routes their deadline too.`,
  },
} as const

const HIROSAKI_NOTE = {
  ja: '判断は定時のみ、1 時間有効。定時に基準に達しなければ、その夜は出動しない。',
  en: 'It is decided at one fixed time, open for an hour; what falls later is the next night’s matter.',
}

export const AOMORI_TEMPLATES: readonly CriterionTemplate[] = [
  national(5),
  national(10),
  {
    id: 'noheji-bus',
    title: { ja: '野辺地：バス路線（06:00 まで）', en: 'Noheji: bus routes, done by 06:00' },
    ...NOHEJI,
    criterion: { id: 'noheji-bus', ...PROPOSED, scope: ofClass('bus'), rule: nohejiRule('06:00') },
  },
  {
    id: 'noheji-other',
    title: { ja: '野辺地：その他の路線（07:00 まで）', en: 'Noheji: other routes, done by 07:00' },
    ...NOHEJI,
    criterion: { id: 'noheji-other', ...PROPOSED, scope: EVERYWHERE, rule: nohejiRule('07:00') },
  },
  {
    id: 'hirosaki-carriageway',
    title: { ja: '弘前：車道（0 時判断）', en: 'Hirosaki: carriageways, decided at midnight' },
    authority: { ja: '弘前市', en: 'Hirosaki' },
    says: { ja: '0 時に 10 cm 以上。作業は 1～6 時。', en: 'At least 10 cm at 00:00; works from 01:00 to 06:00.' },
    note: HIROSAKI_NOTE,
    criterion: {
      id: 'hirosaki-carriageway',
      ...PROPOSED,
      scope: EVERYWHERE,
      rule: { kind: 'threshold', measure: 'new-snow', triggerCm: 10 },
      decideAt: { cron: ['0 0 * * *'], windowMin: 60 },
    },
  },
  {
    id: 'hirosaki-sidewalk',
    title: { ja: '弘前：歩道（5 時判断）', en: 'Hirosaki: sidewalks, decided at 05:00' },
    authority: { ja: '弘前市', en: 'Hirosaki' },
    says: { ja: '歩道は 10 cm 以上。作業は 5～7 時。', en: 'Sidewalks at least 10 cm, worked from 05:00 to 07:00.' },
    note: HIROSAKI_NOTE,
    criterion: {
      id: 'hirosaki-sidewalk',
      ...PROPOSED,
      scope: ofClass('sidewalk'),
      rule: { kind: 'threshold', measure: 'new-snow', triggerCm: 10 },
      decideAt: { cron: ['0 5 * * *'], windowMin: 60 },
    },
  },
]
