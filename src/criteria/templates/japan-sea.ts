import { type CriterionTemplate, EVERYWHERE, ofClass, PROPOSED } from './template.ts'

/** Akita, Niigata, Myoko, Joetsu, Ishikawa. Source: the table of rules in docs/criteria.md. */

const NIIGATA = {
  authority: { ja: '新潟', en: 'Niigata' },
  says: {
    ja: '1 日 2 万台以上は 5 cm、その他は 10 cm、歩道は 20 cm（路面の積雪深）。',
    en: '20,000 vehicles a day and more: 5 cm; others 10 cm; sidewalks 20 cm (depth on the road).',
  },
  note: {
    ja: '積雪深で判断する。除雪しても深さは残るため、夜中の再出動には「前回除雪後の積雪」の方が適する。',
    en: 'Read as depth on the road, which does not begin anew with a pass; for repeated call-outs of a night depth since the last pass serves better.',
  },
} as const

const ISHIKAWA = {
  authority: { ja: '石川', en: 'Ishikawa' },
  says: { ja: '最優先路線は 5 cm、第 1～3 種は 10 cm。', en: 'Priority routes 5 cm; classes 1 to 3 10 cm.' },
  note: {
    ja: '新雪で判断する。最優先路線の種別を priority とする。',
    en: 'Read as new snow since the last pass; priority routes carry the road class `priority`.',
  },
} as const

function depthOnRoad(id: string, scope: CriterionTemplate['criterion']['scope'], triggerCm: number) {
  return { id, ...PROPOSED, scope, rule: { kind: 'threshold', measure: 'depth', triggerCm } as const }
}

function newSnow(id: string, scope: CriterionTemplate['criterion']['scope'], triggerCm: number) {
  return { id, ...PROPOSED, scope, rule: { kind: 'threshold', measure: 'new-snow', triggerCm } as const }
}

export const JAPAN_SEA_TEMPLATES: readonly CriterionTemplate[] = [
  {
    id: 'akita-block',
    title: { ja: '秋田：工区の過半数（21 時判断）', en: 'Akita: majority of a block’s points at 21:00' },
    authority: { ja: '秋田市', en: 'Akita' },
    says: {
      ja: '約 30 工区の 147 地点で 21 時に計測し、過半数が 10 cm 以上の工区から出動。後に「超える見込み」も追加。',
      en: 'Measured at 21:00 at 147 points in about 30 blocks; a block starts when the majority of its points is at least 10 cm; later also "or about to exceed".',
    },
    note: {
      ja: '工区の全センサーの過半数、21 時から 1 時間。「超える見込み」は 3 時間後の予測（中央値）とした。予報がなければ実測だけで判断する。',
      en: 'All sensors of the block vote, for an hour from 21:00. "About to exceed" is read as expected within 3 h (median); without a forecast the measured part still works.',
    },
    criterion: {
      id: 'akita-block',
      ...PROPOSED,
      scope: EVERYWHERE,
      points: 'block',
      rule: {
        kind: 'any',
        of: [
          {
            kind: 'threshold',
            measure: 'new-snow',
            triggerCm: 10,
            sustainMin: 0,
            vote: 'majority',
            minSensors: 3,
            disagreeCm: 15,
          },
          {
            kind: 'forecast',
            measure: 'new-snow',
            by: '3h',
            triggerCm: 10,
            vote: 'majority',
            minSensors: 3,
            disagreeCm: 15,
          },
        ],
      },
      decideAt: { cron: ['0 21 * * *'], windowMin: 60 },
    },
  },
  {
    id: 'niigata-heavy-traffic',
    title: { ja: '新潟：2 万台/日以上', en: 'Niigata: 20,000 vehicles a day and more' },
    ...NIIGATA,
    criterion: depthOnRoad('niigata-heavy-traffic', ofClass('heavy-traffic'), 5),
  },
  {
    id: 'niigata-other',
    title: { ja: '新潟：その他の車道', en: 'Niigata: other carriageways' },
    ...NIIGATA,
    criterion: depthOnRoad('niigata-other', EVERYWHERE, 10),
  },
  {
    id: 'niigata-sidewalk',
    title: { ja: '新潟：歩道', en: 'Niigata: sidewalks' },
    ...NIIGATA,
    criterion: depthOnRoad('niigata-sidewalk', ofClass('sidewalk'), 20),
  },
  {
    id: 'myoko',
    title: { ja: '妙高：新雪 10 cm', en: 'Myoko: 10 cm of new snow' },
    authority: { ja: '妙高市', en: 'Myoko' },
    says: { ja: '10 cm。7 時までに完了。', en: '10 cm; done by 07:00.' },
    note: {
      ja: '07:00 は路線の期限として設定する。間に合わないときは見合わせず、警告する。',
      en: 'Give the routes 07:00 as their deadline: a start that comes too late is warned of, not held back.',
    },
    criterion: newSnow('myoko', EVERYWHERE, 10),
  },
  {
    id: 'joetsu-fixed-times',
    title: { ja: '上越：定時判断・除雪ごとに起点を更新', en: 'Joetsu: fixed times, counted anew after each pass' },
    authority: { ja: '上越市', en: 'Joetsu' },
    says: {
      ja: '一晩に 2 回目の「10 cm」はあいまいになるため、除雪ごとに起点を改め、定時に判断する。',
      en: '"10 cm" is ambiguous for the second call-out of a night: reset the baseline after each pass, and decide at fixed times.',
    },
    note: {
      ja: '前回除雪後の積雪で判断。時刻（21・0・2・4 時）は例であり、各地に合わせる。',
      en: 'Depth since the last pass, so that a second call needs 10 cm of its own. The times 21:00, 00:00, 02:00 and 04:00 are an example.',
    },
    criterion: {
      id: 'joetsu-fixed-times',
      ...PROPOSED,
      scope: EVERYWHERE,
      rule: { kind: 'threshold', measure: 'depth-since-pass', triggerCm: 10 },
      decideAt: { cron: ['0 21,0,2,4 * * *'], windowMin: 30 },
    },
  },
  {
    id: 'ishikawa-priority',
    title: { ja: '石川：最優先路線', en: 'Ishikawa: priority routes' },
    ...ISHIKAWA,
    criterion: newSnow('ishikawa-priority', ofClass('priority'), 5),
  },
  {
    id: 'ishikawa-classes',
    title: { ja: '石川：第 1～3 種', en: 'Ishikawa: classes 1 to 3' },
    ...ISHIKAWA,
    criterion: newSnow('ishikawa-classes', EVERYWHERE, 10),
  },
]
