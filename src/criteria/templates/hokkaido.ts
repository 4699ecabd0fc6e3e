import { type CriterionTemplate, EVERYWHERE, ofClass, PROPOSED } from './template.ts'

/** Hakodate, Sapporo, Asahikawa. Source: the table of rules in docs/criteria.md. */

const ASAHIKAWA = {
  authority: { ja: '旭川市', en: 'Asahikawa' },
  says: { ja: '幹線 10 cm、生活道路 15 cm。', en: 'Arterial roads 10 cm, residential roads 15 cm.' },
  note: {
    ja: '新雪で判断する。種別ごとにひな形を分けた。',
    en: 'Read as new snow since the last pass; one template for each class of road.',
  },
} as const

function asahikawa(id: string, roadClass: string, triggerCm: number): CriterionTemplate['criterion'] {
  return { id, ...PROPOSED, scope: ofClass(roadClass), rule: { kind: 'threshold', measure: 'new-snow', triggerCm } }
}

export const HOKKAIDO_TEMPLATES: readonly CriterionTemplate[] = [
  {
    id: 'hakodate',
    title: { ja: '函館：10 cm または 7 時までに 10 cm の見込み', en: 'Hakodate: 10 cm, or 10 cm expected by 07:00' },
    authority: { ja: '函館市', en: 'Hakodate' },
    says: {
      ja: '10 cm 以上、または 7 時までに約 10 cm の予報。雨や昇温が見込まれるときは見合わせ。',
      en: 'At least 10 cm, or about 10 cm forecast by 07:00; hold when rain or warmth is expected.',
    },
    note: {
      ja: '予報がなければ実測だけで判断する。降雨・気温の見合わせは今後 6 時間の予報による（3 mm、平均 1.5 ℃）。出典に数値はない。',
      en: 'Without a forecast the measured part still works. Rain (3 mm) and warmth (mean 1.5 °C) within 6 h are our figures: the source names none.',
    },
    criterion: {
      id: 'hakodate',
      ...PROPOSED,
      scope: EVERYWHERE,
      rule: {
        kind: 'any',
        of: [
          { kind: 'threshold', measure: 'new-snow', triggerCm: 10, releaseCm: 7 },
          { kind: 'forecast', measure: 'new-snow', by: '07:00', triggerCm: 10, releaseCm: 7 },
        ],
      },
      suppressors: [
        { kind: 'rain', rainMm: 3, withinH: 6 },
        { kind: 'warming', airTempC: 1.5, withinH: 6 },
      ],
    },
  },
  {
    id: 'sapporo',
    title: {
      ja: '札幌：10 cm 超（圧雪・昇温・時間切れは見合わせ）',
      en: 'Sapporo: above 10 cm, unless packed, warm or too late',
    },
    authority: { ja: '札幌市', en: 'Sapporo' },
    says: {
      ja: '10 cm 超。圧雪や昇温のとき、または 2～3 時ごろの降り始めで間に合わないときは見合わせ。',
      en: 'Above 10 cm; suppressed if compacted or warm, or when snow starts at about 02:00 to 03:00, too late to finish.',
    },
    note: {
      ja: 'ちょうど 10 cm では出動しない。時間切れは路線の期限と作業時間から計算する。圧雪は新雪の 4 割以下しか残らない場合とした。',
      en: 'Exactly 10 cm is not enough. Too late is worked out from the route’s deadline and plowing time. Compacted is read as 40 % or less of the new snow still lying.',
    },
    criterion: {
      id: 'sapporo',
      ...PROPOSED,
      scope: EVERYWHERE,
      rule: { kind: 'threshold', measure: 'new-snow', comparison: 'above', triggerCm: 10 },
      suppressors: [
        { kind: 'compacted', share: 0.4 },
        { kind: 'warming', airTempC: 1.5, withinH: 6 },
        { kind: 'too-late', marginMin: 0 },
      ],
    },
  },
  {
    id: 'asahikawa-arterial',
    title: { ja: '旭川：幹線', en: 'Asahikawa: arterial roads' },
    ...ASAHIKAWA,
    criterion: asahikawa('asahikawa-arterial', 'arterial', 10),
  },
  {
    id: 'asahikawa-residential',
    title: { ja: '旭川：生活道路', en: 'Asahikawa: residential roads' },
    ...ASAHIKAWA,
    criterion: asahikawa('asahikawa-residential', 'residential', 15),
  },
]
