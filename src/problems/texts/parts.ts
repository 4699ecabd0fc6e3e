import type { Text } from '../words.ts'

/** Parts of sentences: what a value must be, and nouns. */
export const PART_TEXTS = {
  'a-number': { en: 'a number', ja: '数' },
  'a-number-above': { en: 'a number above {low}', ja: '{low}より大きい数' },
  'a-number-above-to': { en: 'a number above {low} and at most {high}', ja: '{low}より大きく{high}以下の数' },
  'a-number-from-to': { en: 'a number from {low} to {high}', ja: '{low}〜{high}の数' },
  'a-number-from': { en: 'a number of at least {low}', ja: '{low}以上の数' },
  'a-number-to': { en: 'a number of at most {high}', ja: '{high}以下の数' },
  'a-whole-number': { en: 'a whole number', ja: '整数' },
  'a-whole-number-above': { en: 'a whole number above {low}', ja: '{low}より大きい整数' },
  'a-whole-number-above-to': {
    en: 'a whole number above {low} and at most {high}',
    ja: '{low}より大きく{high}以下の整数',
  },
  'a-whole-number-from-to': { en: 'a whole number from {low} to {high}', ja: '{low}〜{high}の整数' },
  'a-whole-number-from': { en: 'a whole number of at least {low}', ja: '{low}以上の整数' },
  'a-whole-number-to': { en: 'a whole number of at most {high}', ja: '{high}以下の整数' },
  'a-text': { en: 'text', ja: '文字' },
  'a-text-to': { en: 'text of 1 to {longest} characters', ja: '1〜{longest}文字' },
  'true-or-false': { en: 'true or false', ja: 'true（はい）か false（いいえ）' },
  'a-list': { en: 'a list', ja: '一覧（[ ]）' },
  nothing: { en: 'null', ja: 'null（空）' },
  'an-object': { en: 'an object', ja: '項目の組（{ }）' },
  'one-of': { en: 'one of {values}', ja: '次のどれか（{values}）' },
  exactly: { en: '{value}', ja: '{value}' },
  either: { en: '{one}, or {other}', ja: '{one}、または{other}' },
  'with-note': { en: '{what}{note}', ja: '{what}{note}' },
  'and-also': { en: '{one}; {other}', ja: '{one}。{other}' },
  'one-field': { en: '{field} {what}', ja: '{field}: {what}' },
  'one-field-given': { en: '{field} "{value}" {what}', ja: '{field}「{value}」: {what}' },
  'a-cron': {
    en: 'a cron expression of five fields: minute, hour, day of month, month, weekday, such as 0 21 * 12,1-3 *',
    ja: '分・時・日・月・曜日の5項目の cron 式（0 21 * 12,1-3 * など）',
  },
  'a-cron-but': {
    en: 'a cron expression of five fields: minute, hour, day of month, month, weekday, such as 0 21 * 12,1-3 * ({fields})',
    ja: '分・時・日・月・曜日の5項目の cron 式（0 21 * 12,1-3 * など。誤りのある項目: {fields}）',
  },
  'a-cron-without-signs': {
    en: 'a cron expression without L, W or #: name days by number or weekday',
    ja: 'L・W・# を使わない cron 式（日は数か曜日で書きます）',
  },
  'a-cron-of-one-kind': {
    en: 'a cron expression with either days of the month or weekdays, not both; write two expressions',
    ja: '日と曜日の片方だけを使う cron 式（両方が要るときは2つに分けて書きます）',
  },
} as const satisfies Record<string, Text>

/** Nouns of things that have ids. */
export const THINGS = {
  authority: { en: 'authority', ja: '組織' },
  block: { en: 'block', ja: '工区' },
  route: { en: 'route', ja: '路線' },
  device: { en: 'device', ja: '機器' },
  contractor: { en: 'contractor', ja: '事業者' },
  criterion: { en: 'criterion', ja: '出動基準' },
  mode: { en: 'mode', ja: '全市モード' },
  'city-wide mode': { en: 'city-wide mode', ja: '全市モード' },
  order: { en: 'order', ja: '出動指令' },
  offer: { en: 'offer', ja: '打診' },
  'call-out': { en: 'call-out', ja: '呼び出し' },
  command: { en: 'command', ja: '機器への命令' },
  'contact point': { en: 'contact point', ja: '連絡先' },
  subscription: { en: 'subscription', ja: '通知の登録' },
  decision: { en: 'decision', ja: '判断' },
  delivery: { en: 'delivery', ja: '送信' },
  event: { en: 'event', ja: '記録' },
  'forecast run': { en: 'forecast run', ja: '予報' },
  'quarantined message': { en: 'quarantined message', ja: '隔離されたデータ' },
  replay: { en: 'replay', ja: '再計算' },
  silence: { en: 'silence', ja: '停止' },
  user: { en: 'user', ja: '利用者' },
  version: { en: 'version', ja: '版' },
  configuration: { en: 'configuration', ja: '機器の設定' },
  session: { en: 'session', ja: 'サインイン' },
} as const satisfies Record<string, Text>
export type Thing = keyof typeof THINGS

/** The same where several are meant: Japanese has one word for both. */
export const PLURALS = {
  block: { en: 'blocks', ja: '工区' },
  route: { en: 'routes', ja: '路線' },
  device: { en: 'devices', ja: '機器' },
} as const satisfies Partial<Record<Thing, Text>>
