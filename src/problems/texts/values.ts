import type { FieldText } from '../words.ts'

/** What a single value, or one value beside another, is refused for, whatever it belongs to. */
export const VALUE_TEXTS = {
  'must-be': { en: 'must be {what}', ja: '{what}でなければなりません', remedy: 'correct' },
  missing: { en: 'is missing: it must be {what}', ja: '入力がありません（{what}）', remedy: 'fill' },
  'not-an-object': {
    en: 'must be an object with {fields}',
    ja: '項目の組（{ }）でなければなりません（{fields}）',
    remedy: 'correct',
  },
  'not-a-list': { en: 'must be a list', ja: '一覧（[ ]）でなければなりません', remedy: 'correct' },
  'too-few-one': {
    en: 'must have at least 1 entry, not {given}',
    ja: '1個以上が要ります（今は{given}）',
    remedy: 'fill',
  },
  'too-few': {
    en: 'must have at least {count} entries, not {given}',
    ja: '{count}個以上が要ります（今は{given}）',
    remedy: 'fill',
  },
  'too-many-one': { en: 'must have at most 1 entry, not {given}', ja: '1個までです（今は{given}）', remedy: 'correct' },
  'too-many': {
    en: 'must have at most {count} entries, not {given}',
    ja: '{count}個までです（今は{given}）',
    remedy: 'correct',
  },
  'unknown-field-near': {
    en: 'is not a known field; did you mean {near}?',
    ja: '知らない項目です。「{near}」のことですか',
    remedy: 'remove',
  },
  'unknown-field': {
    en: 'is not a known field; known are {known}',
    ja: '知らない項目です。使える項目: {known}',
    remedy: 'remove',
  },
  'not-as-described': {
    en: '{what}',
    ja: 'API の仕様（/docs）に合いません: {what}',
    remedy: 'correct',
  },
  'not-a-calendar-day': {
    en: 'must be a day of the calendar, YYYY-MM-DD',
    ja: '暦にある日（YYYY-MM-DD）でなければなりません',
    remedy: 'correct',
  },
  'not-an-instant': {
    en: 'must be ISO 8601 with zone, such as 2026-01-20T01:00:00Z, or epoch milliseconds',
    ja: '時間帯つきの ISO 8601（2026-01-20T01:00:00Z など）か、エポックからのミリ秒でなければなりません',
    remedy: 'correct',
  },
  'not-a-time-of-day': {
    en: 'must be a time of day HH:MM from 00:00 to 23:59',
    ja: '00:00〜23:59 の時刻でなければなりません',
    remedy: 'correct',
  },
  'not-a-time-zone': {
    en: 'is not a known time zone; use an IANA name such as Asia/Tokyo',
    ja: '知らない時間帯です。Asia/Tokyo のように書いてください',
    remedy: 'correct',
  },
  'not-an-email': { en: 'must be an e-mail address', ja: 'メールアドレスでなければなりません', remedy: 'correct' },
  'not-a-telephone': {
    en: 'must be a telephone number such as +81 90-1234-5678',
    ja: '+81 90-1234-5678 のような電話番号でなければなりません',
    remedy: 'correct',
  },
  'not-after-from': { en: 'must be after from', ja: '始まりより後でなければなりません', remedy: 'span' },
  'not-after-from-within': {
    en: 'must be after from, by {days} days at most',
    ja: '始まりより後、{days}日以内でなければなりません',
    remedy: 'span',
  },
  'not-before-to': { en: 'must be before to', ja: '終わりより前でなければなりません', remedy: 'span' },
  'not-before-to-within': {
    en: 'must be before `to`, by at most {days} days',
    ja: '終わりより前、{days}日以内でなければなりません',
    remedy: 'span',
  },
  'too-long-before-to': {
    en: 'must be at most {days} days before to',
    ja: '終わりの{days}日前までです',
    remedy: 'span',
  },
  'not-past': { en: 'must lie in the past', ja: '過去でなければなりません', remedy: 'span' },
  'is-past': { en: 'must not lie in the past', ja: '過去にはできません', remedy: 'correct' },
  'not-ahead': { en: 'must lie ahead', ja: 'これからの時刻でなければなりません', remedy: 'correct' },
  'not-ahead-after-from': {
    en: 'must lie ahead, and after from',
    ja: 'これからの時刻で、始まりより後でなければなりません',
    remedy: 'correct',
  },
  'not-ahead-within': {
    en: 'must lie ahead, within {days} days; now is {now}',
    ja: 'これから{days}日以内でなければなりません（今は {now}）',
    remedy: 'correct',
  },
  'in-future': { en: 'is in the future; now is {now}', ja: '未来の時刻です（今は {now}）', remedy: 'correct' },
  'named-twice': { en: 'is named twice', ja: '2回書かれています', remedy: 'unique' },
  'id-not-of-path': {
    en: 'must be {id}, as in the path, or absent',
    ja: 'アドレスにある {id} と同じか、空でなければなりません',
    remedy: 'correct',
  },
  'id-reserved': {
    en: 'is kept for the API itself; choose another',
    ja: 'この名前はサービス自身が使います',
    remedy: 'other',
  },
  'not-yours': {
    en: 'must be the id of one of your {things}',
    ja: '自分の組織にある{things}のIDではありません',
    remedy: 'refer',
  },
  'names-none': { en: 'names no {thing} visible to you', ja: 'このIDの{thing}はありません', remedy: 'refer' },
} as const satisfies Record<string, FieldText>
