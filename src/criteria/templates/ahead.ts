import { type CriterionTemplate, EVERYWHERE, PROPOSED } from './template.ts'

/** Rules that act before the snow lies. The measured threshold always stays beside them, for when there is no forecast. */

const PLAIN = { kind: 'threshold', measure: 'depth-since-pass', triggerCm: 10 } as const

export const AHEAD_TEMPLATES: readonly CriterionTemplate[] = [
  {
    id: 'cost-loss',
    title: {
      ja: '費用対損失：期限までに 10 cm に達する確率',
      en: 'Cost and loss: probability of 10 cm by the deadline',
    },
    authority: { ja: '雪番', en: 'Yukiban' },
    says: { ja: '確率が「費用 ÷ 損失」に達したら出動。', en: 'Act when the probability reaches cost / loss.' },
    note: {
      ja: '費用 1、損失 4 は例。出動 1 回の費用と、間に合わなかったときの損失を同じ単位で入れる。10 cm の実測でも出動する。',
      en: 'Cost 1 and loss 4 are an example: put what a call-out costs and what is lost without one, in one unit. Measured 10 cm call as well.',
    },
    criterion: {
      id: 'cost-loss',
      ...PROPOSED,
      scope: EVERYWHERE,
      rule: {
        kind: 'any',
        of: [PLAIN, { kind: 'probability', by: 'deadline', triggerCm: 10, costLoss: { cost: 1, loss: 4 } }],
      },
    },
  },
  {
    id: 'standby-ahead',
    title: {
      ja: '待機：3 時間以内 30 % または 6 時間以内 50 %',
      en: 'Stand-by ahead of dispatch: 30 % in 3 h or 50 % in 6 h',
    },
    authority: { ja: '雪番', en: 'Yukiban' },
    says: {
      ja: '3 時間以内に 30 %、または 6 時間以内に 50 % の確率で待機をかける。',
      en: 'Begin with a probability of 0.3 within 3 h, or of 0.5 within 6 h.',
    },
    note: {
      ja: '出動基準（10 cm）に達する確率で待機をかける。予報がなければ 6 cm の実測で待機。',
      en: 'Stand-by on the probability of the dispatch trigger (10 cm); without a forecast at 6 cm measured.',
    },
    criterion: {
      id: 'standby-ahead',
      mode: 'support',
      level: 'standby',
      scope: EVERYWHERE,
      rule: {
        kind: 'any',
        of: [
          { kind: 'probability', by: '3h', triggerCm: 10, probability: 0.3 },
          { kind: 'probability', by: '6h', triggerCm: 10, probability: 0.5 },
          { ...PLAIN, triggerCm: 6 },
        ],
      },
    },
  },
]
