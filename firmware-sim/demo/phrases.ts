import type { Language } from '../../src/criteria/reason-text.ts'
import type { Level } from '../../src/domain/criterion.ts'
import type { OrderState } from '../../src/domain/order.ts'

/** What the account says, in one language. Times are `HH:MM`; `why` is reason text. */
export interface Phrases {
  readonly level: Readonly<Record<Level, string>>
  readonly state: Readonly<Record<OrderState, string>>
  /** Between reasons. */
  readonly and: string
  /** Between sentences. */
  readonly gap: string
  requested(level: Level, why: string): string
  proposed(level: Level, why: string): string
  /** Automatic mode that does not trust its evidence. */
  fellBack(level: Level, why: string): string
  approved(level: Level, minutes: number): string
  due(finishBy: string, startBy: string): string
  dueTooLate(finishBy: string, startBy: string): string
  alreadyOpen(level: Level, why: string): string
  asked(contractor: string, level: Level, rank: number, respondBy: string): string
  askedUndelivered(contractor: string): string
  accepted(contractor: string, level: Level, minutes: number): string
  declined(contractor: string, reason: string): string
  expired(contractor: string): string
  started(contractor: string): string
  completed(contractor: string): string
  completedBefore(contractor: string, duration: string, deadline: string): string
  completedAfter(contractor: string, duration: string, deadline: string): string
  withdrawn(level: Level, why: string): string
  /** Levels that the criteria no longer ask for, and those whose order was withdrawn with it. */
  released(levels: readonly Level[], withdrawn: readonly Level[], why: string): string
  rejected(why: string): string
  alarm(level: Level, asked: number): string
  unknown(why: string): string
  nothingKnown(routes: number): string
  doubt(why: string): string
  trusted(device: string): string
  webhookOff(contractor: string): string
  /** Snow that a forecast speaks of, cm. */
  forecast(issuedAt: string, cm: string, hours: number): string
  /** How probable a depth is by a deadline, and the depth then, cm. */
  predicted(thresholdCm: number, deadline: string, percent: string, p10: string, p90: string): string
  duration(minutes: number): string
  tomorrow(time: string): string
}

const EN: Phrases = {
  level: { standby: 'Stand-by', dispatch: 'Dispatch' },
  state: {
    proposed: 'proposed',
    requested: 'requested',
    accepted: 'accepted',
    started: 'plowing',
    completed: 'completed',
    rejected: 'rejected',
    withdrawn: 'withdrawn',
  },
  and: '; ',
  gap: ' ',
  requested: (level, why) => `${EN.level[level].toUpperCase()} requested: ${why}.`,
  proposed: (level, why) => `${EN.level[level].toUpperCase()} proposed, an officer must approve: ${why}.`,
  fellBack: (level, why) => `${EN.level[level].toUpperCase()} proposed instead of requested: ${why}.`,
  approved: (level, minutes) =>
    `The officer approved after ${minutes} min (REST API): ${EN.level[level].toLowerCase()} requested.`,
  due: (finishBy, startBy) => `Finish by ${finishBy}, so start by ${startBy}.`,
  dueTooLate: (finishBy, startBy) => `Start by ${startBy} has passed: ${finishBy} can no longer be met.`,
  alreadyOpen: (level, why) => `${EN.level[level]} criterion fired: ${why}.`,
  asked: (contractor, level, rank, respondBy) =>
    `Asked ${rank === 1 ? contractor : `no. ${rank}, ${contractor}`}${level === 'standby' ? ' to stand by' : ''}: webhook delivered, signature verified; answer by ${respondBy}.`,
  askedUndelivered: (contractor) => `Asked ${contractor}, but the webhook has not arrived.`,
  accepted: (contractor, level, minutes) =>
    `${contractor} accepted after ${minutes} min${level === 'standby' ? ' and stands by' : ''}.`,
  declined: (contractor, reason) => `${contractor} declined${reason === '' ? '' : ` (${reason})`}: on to the next.`,
  expired: (contractor) => `No answer from ${contractor} in time: on to the next.`,
  started: (contractor) => `${contractor} has begun to plow.`,
  completed: (contractor) => `Plowed by ${contractor}.`,
  completedBefore: (contractor, duration, deadline) => `Plowed by ${contractor}, ${duration} before ${deadline}.`,
  completedAfter: (contractor, duration, deadline) =>
    `Plowed by ${contractor}, ${duration} AFTER the ${deadline} deadline.`,
  withdrawn: (level, why) => `${EN.level[level]} order withdrawn: ${why}.`,
  released: (levels, withdrawn, why) =>
    `No longer needed: ${levels.map((it) => EN.level[it].toLowerCase() + (withdrawn.includes(it) ? ' (order withdrawn)' : '')).join(', ')}; ${why}.`,
  rejected: (why) => `The officer turned it down: ${why}.`,
  alarm: (level, asked) =>
    `ALARM: nobody took the ${EN.level[level].toLowerCase()} (${asked} asked). An officer must act.`,
  unknown: (why) => `Cannot be judged, which is not taken for "no snow": ${why}.`,
  nothingKnown: (routes) => `${routes} routes: no readings yet, so their state is unknown.`,
  doubt: (why) => `In doubt: ${why}.`,
  trusted: (device) => `Sensor ${device} is trusted again.`,
  webhookOff: (contractor) => `The endpoint of ${contractor} is switched off.`,
  forecast: (issuedAt, cm, hours) => `Simulated forecast of ${issuedAt}: ${cm} cm of snow in the next ${hours} h.`,
  predicted: (thresholdCm, deadline, percent, p10, p90) =>
    `Most at risk: ${percent}\u00a0% to reach ${thresholdCm} cm by ${deadline}; ${p10} to ${p90} cm then if nobody plows (p10–p90).`,
  tomorrow: (time) => `${time} tomorrow`,
  duration: (minutes) => (minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`),
}

const JA: Phrases = {
  level: { standby: '待機', dispatch: '出動' },
  state: {
    proposed: '承認待ち',
    requested: '要請中',
    accepted: '受諾',
    started: '除雪中',
    completed: '完了',
    rejected: '却下',
    withdrawn: '解除',
  },
  and: '、',
  gap: '',
  requested: (level, why) => `【${JA.level[level]}要請】${why}。`,
  proposed: (level, why) => `【${JA.level[level]}案】職員の承認待ち：${why}。`,
  fellBack: (level, why) => `【${JA.level[level]}案】自動要請を見合わせ：${why}。`,
  approved: (level, minutes) => `職員が ${minutes} 分後に承認（REST API）：${JA.level[level]}を要請。`,
  due: (finishBy, startBy) => `${finishBy} までに完了（${startBy} までに着手）。`,
  dueTooLate: (finishBy, startBy) => `着手期限 ${startBy} を過ぎており、${finishBy} には間に合わない。`,
  alreadyOpen: (level, why) => `${JA.level[level]}基準に到達：${why}。`,
  asked: (contractor, level, rank, respondBy) =>
    `${rank === 1 ? '' : `第 ${rank} 順位の`}${contractor}に${JA.level[level]}を打診：Webhook 到達、署名確認済み。回答期限 ${respondBy}。`,
  askedUndelivered: (contractor) => `${contractor}に打診したが、Webhook が届いていない。`,
  accepted: (contractor, level, minutes) =>
    `${contractor}が ${minutes} 分後に受諾${level === 'standby' ? '、待機に入る' : ''}。`,
  declined: (contractor, reason) => `${contractor}が辞退${reason === '' ? '' : `（${reason}）`}：次の順位へ。`,
  expired: (contractor) => `${contractor}から期限内の回答なし：次の順位へ。`,
  started: (contractor) => `${contractor}が除雪に着手。`,
  completed: (contractor) => `除雪完了（${contractor}）。`,
  completedBefore: (contractor, duration, deadline) => `除雪完了（${contractor}）：期限 ${deadline} の ${duration}前。`,
  completedAfter: (contractor, duration, deadline) =>
    `除雪完了（${contractor}）：期限 ${deadline} を ${duration}超過。`,
  withdrawn: (level, why) => `${JA.level[level]}指示を取り下げ：${why}。`,
  released: (levels, withdrawn, why) =>
    `${levels.map((it) => JA.level[it] + (withdrawn.includes(it) ? '（指示取り下げ）' : '')).join('・')}は不要に：${why}。`,
  rejected: (why) => `職員が却下：${why}。`,
  alarm: (level, asked) => `【警報】${JA.level[level]}の引き受け手なし（打診 ${asked} 社）。職員の対応が必要。`,
  unknown: (why) => `判断不能（「雪なし」とは扱わない）：${why}。`,
  nothingKnown: (routes) => `${routes} 路線：観測値がまだなく、状態は不明。`,
  doubt: (why) => `要確認：${why}。`,
  trusted: (device) => `センサー ${device} は正常に復帰。`,
  webhookOff: (contractor) => `${contractor}の Webhook 送信先を停止。`,
  forecast: (issuedAt, cm, hours) => `${issuedAt} 発表の予報（模擬）：今後 ${hours} 時間の降雪 ${cm} cm。`,
  predicted: (thresholdCm, deadline, percent, p10, p90) =>
    `最も要注意：${deadline} までに ${thresholdCm} cm に達する確率 ${percent}\u00a0%、除雪しなければその時点で ${p10}〜${p90} cm（p10〜p90）。`,
  tomorrow: (time) => `翌日 ${time}`,
  duration: (minutes) => (minutes < 60 ? `${minutes} 分` : `${Math.floor(minutes / 60)} 時間 ${minutes % 60} 分`),
}

/** The phrases of a language. */
export function phrasesOf(language: Language): Phrases {
  return language === 'ja' ? JA : EN
}
