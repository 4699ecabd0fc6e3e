import type { FieldText, Text } from '../words.ts'

/** Criteria, city-wide modes and silences: their fields. */
export const CRITERIA_FIELD_TEXTS = {
  'release-not-below': {
    en: 'must be below {trigger} ({value}): a criterion that releases where it fires would flicker',
    ja: '{trigger}（{value}）より小さくなければなりません。同じ値で始まって終わると、出動の判断が揺れます',
    remedy: 'correct',
  },
  'sustain-too-long': {
    en: 'must be at most {longest} with windowH {windowH}; take a shorter windowH or a lower sustainMin',
    ja: 'windowH が {windowH} のとき {longest} 以下でなければなりません。windowH か sustainMin を小さくしてください',
    remedy: 'correct',
  },
  'cost-loss-out-of-range': {
    en: 'must give a probability from 0.01 to 0.99: acting must cost less than is lost',
    ja: '費用÷損失が 0.01〜0.99 でなければなりません。出動の費用は、出なかったときの損失より小さいはずです',
    remedy: 'correct',
  },
  'cost-loss-contradicts': {
    en: 'gives {share}, not probability {probability}; leave one out',
    ja: '費用÷損失は {share} で、確率 {probability} と合いません。どちらかを空けてください',
    remedy: 'correct',
  },
  'probability-missing': {
    en: 'is missing: give probability, or costLoss from which it follows',
    ja: '入力がありません。確率か、それを導く費用と損失を書いてください',
    remedy: 'fill',
  },
  'vote-above-sensors': {
    en: 'asks for more sensors than minSensors ({minSensors}) makes sure of; raise minSensors to {vote}',
    ja: '確かめるセンサーの数（minSensors {minSensors}）より多くなっています。minSensors を {vote} にしてください',
    remedy: 'correct',
  },
  'rule-too-deep': {
    en: 'stands too deep: rules go at most {levels} levels deep',
    ja: '条件の入れ子が深すぎます（{levels}段まで）',
    remedy: 'correct',
  },
  'rule-too-many-parts': {
    en: 'must have at most {most} entries',
    ja: '条件は{most}個までです',
    remedy: 'correct',
  },
  'ends-before-beginning': {
    en: 'must not be before from ({from}): it would never hold',
    ja: '始まり（{from}）より前にはできません。一度も有効になりません',
    remedy: 'correct',
  },
  'stands-twice': { en: 'stands twice; keep one of them', ja: '2回書かれています', remedy: 'unique' },
  'not-answer-minutes': {
    en: 'must be a number of minutes from 1 to 180',
    ja: '1〜180の分でなければなりません',
    remedy: 'correct',
  },
  'point-named-twice': {
    en: 'is named twice; name each point once',
    ja: '同じ地点が2回書かれています',
    remedy: 'unique',
  },
  'vote-above-points': {
    en: 'asks for more points than devices names ({points}): it could never hold',
    ja: '書かれた地点の数（{points}）より多く、一度も成り立ちません',
    remedy: 'correct',
  },
  'not-a-priority': {
    en: 'must be a whole number from 1 (first) to 9 (last)',
    ja: '1（最初）〜9（最後）の整数でなければなりません',
    remedy: 'correct',
  },
  'no-mode-of-yours': {
    en: 'must be the id of one of your city-wide modes (GET /api/v1/modes)',
    ja: '自分の組織にある全市モードのIDではありません',
    remedy: 'refer',
  },
  'no-snow-sensor-of-yours': {
    en: 'must be the id of one of your snow sensors',
    ja: '自分の組織にある積雪センサーのIDではありません',
    remedy: 'refer',
  },
  'step-needs-reason': {
    en: 'is missing: say why, for whoever wrote it and for the record',
    ja: '理由がありません。書いた人と記録のために、理由を書いてください',
    remedy: 'fill',
  },
  'silence-too-long': {
    en: 'must be at most {hours} h after from; set it again when it is still needed ({setting})',
    ja: '始まりから{hours}時間までです。まだ要るときは、そのときもう一度始めてください（設定 {setting}）',
    remedy: 'correct',
  },
  'criterion-id-twice': {
    en: 'is the id of an earlier one; give each its own',
    ja: '前の出動基準と同じIDです。それぞれ別のIDにしてください',
    remedy: 'other',
  },
  'criteria-none': {
    en: 'must name at least one criterion',
    ja: '出動基準が1つ以上要ります',
    remedy: 'fill',
  },
  'not-a-replay-time': {
    en: 'must be an ISO 8601 time, or a date or time on the clock of {timeZone} such as 2026-01-20T18:00',
    ja: 'ISO 8601 の時刻か、{timeZone} の時計での日付・時刻（2026-01-20T18:00 など）でなければなりません',
    remedy: 'correct',
  },
} as const satisfies Record<string, FieldText>

/** What cannot be done with a criterion, a mode, a silence or a replay as it is. */
export const CRITERIA_TEXTS = {
  'criteria-have-problems': { en: 'the criteria have {count}', ja: '出動基準に{count}' },
  'criteria-unreadable': {
    en: 'the criteria are neither JSON nor YAML: {why}',
    ja: '出動基準を JSON・YAML として読めません（{why}）',
  },
  'criterion-unpublished': {
    en: 'criterion {id} has no published version; see /api/v1/criteria/{id}/versions',
    ja: '出動基準 {id} に公開中の版はありません',
  },
  'criterion-not-outright': {
    en: 'criterion {id} is not published outright: POST /api/v1/criteria/{id}/drafts, submit the draft, and let somebody else publish it',
    ja: '出動基準 {id} はじかには公開できません。下書きを作って審査に出し、ほかの人に公開してもらってください',
  },
  'criterion-not-at-version': {
    en: 'criterion {id} {is}, not at version {expected}',
    ja: '出動基準 {id} は{is}。もとにした版は {expected} です',
  },
  'version-none-published': { en: 'has no published version', ja: 'まだ公開されていません' },
  'version-none': { en: 'does not exist', ja: 'まだありません' },
  'version-at': { en: 'is at version {version}', ja: '今は版 {version} です' },
  'version-moved-on': {
    en: 'version {version} of criterion {id} is now {etag} ({status}), not {given}; read it again',
    ja: '出動基準 {id} の版 {version} は、読んだあとに変わりました（今は {etag}、{status}。送られたのは {given}）。読み直してください',
  },
  'version-changed': {
    en: 'version {version} of criterion {id} was changed in between; read it again',
    ja: '出動基準 {id} の版 {version} は、その間に変わりました。読み直してください',
  },
  'version-not-editable': {
    en: 'version {version} of criterion {id} is {status}; write a new draft',
    ja: '出動基準 {id} の版 {version} は{status}なので変えられません。新しい下書きを作ってください',
  },
  'version-not-in-review': {
    en: 'version {version} of criterion {id} is a {status}: submit it, and let somebody else publish it',
    ja: '出動基準 {id} の版 {version} は{status}です。審査に出し、ほかの人に公開してもらってください',
  },
  'version-own-work': {
    en: 'version {version} of criterion {id} was written by you ({actor}): somebody else must publish it',
    ja: '出動基準 {id} の版 {version} は自分（{actor}）が書いたものです。ほかの人が公開しなければなりません',
  },
  'version-last': {
    en: 'version {version} is the only published one of criterion {id}: to end it, draft one with enabled: false and have it published',
    ja: '出動基準 {id} で公開中の版は {version} だけです。終えるには、無効にした下書きを公開してもらってください',
  },
  'version-outdated': {
    en: 'version {version} of criterion {id} was written {based}, but now {now}: compare the two and draft the change anew',
    ja: '出動基準 {id} の版 {version} は{based}書かれましたが、{now}。二つを見比べ、下書きを作り直してください',
  },
  'based-on-none': { en: 'before any was published', ja: '公開された版がないときに' },
  'based-on': { en: 'against version {version}', ja: '版 {version} をもとに' },
  'now-none-published': { en: 'none is published', ja: '今は公開中の版がありません' },
  'now-published': { en: 'version {version} is the newest published', ja: '今公開中の最新は版 {version} です' },
  'version-step-refused': {
    en: 'version {version} of criterion {id} is {status} and cannot be {step}: {instead}',
    ja: '出動基準 {id} の版 {version} は{status}なので、{step}ことはできません。{instead}',
  },
  'to-submit': { en: 'submitted', ja: '審査に出す' },
  'to-publish': { en: 'published', ja: '公開する' },
  'to-reject': { en: 'rejected', ja: '差し戻す' },
  'to-withdraw': { en: 'withdrawn', ja: '取り下げる' },
  'step-final': { en: 'that is final; write a new draft', ja: 'もう変えられません。新しい下書きを作ってください' },
  'step-instead': { en: 'it allows {steps}', ja: '今できるのは {steps} です' },
  'mode-not-declared': {
    en: 'mode {id} is not declared by an officer: the measured snow decides already',
    ja: '全市モード {id} は職員が宣言したものではありません。すでに測った雪で決まっています',
  },
  'silence-over': { en: 'silence {id} is over already', ja: '停止 {id} はすでに終わっています' },
  'replay-queue-full': {
    en: '{count} replays wait or run already',
    ja: '試算がすでに{count}件、待っているか計算中です',
  },
  'replay-no-report': {
    en: 'replay {id} is {state}: there is no report',
    ja: '試算 {id} は{state}なので、報告がありません',
  },
  'replay-over': { en: 'replay {id} has ended already', ja: '試算 {id} はすでに終わっています' },
  'replay-too-large': {
    en: '{routes} routes over {days} days are {routeDays} route-days; at most {most} are allowed',
    ja: '{routes}路線×{days}日は{routeDays}路線日です。{most}路線日まで試算できます',
  },
} as const satisfies Record<string, Text>
