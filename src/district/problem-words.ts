/**
 * What the checks of a district file say, in Japanese too, and what to do about it. The checks speak English sentences
 * without a subject ("must be …"); each kind of sentence stands here once. What no kind fits is shown as it is, beside a
 * Japanese sentence that says so.
 */

export interface Words {
  readonly ja: string
  readonly en: string
}

export interface ProblemWords {
  readonly message: Words
  readonly remedy: Words
}

const REMEDIES = {
  fill: { ja: 'その項目を入力してください。', en: 'Fill the field in.' },
  correct: { ja: '値を直してください。', en: 'Correct the value.' },
  remove: { ja: 'その項目を消すか、名前を直してください。', en: 'Remove the field, or correct its name.' },
  unique: {
    ja: 'どちらかを別の値にするか、行を1つにしてください。',
    en: 'Give one of them another value, or keep one row.',
  },
  refer: { ja: 'IDを直すか、先にそれを登録してください。', en: 'Correct the id, or register it first.' },
  other: { ja: '別のIDにしてください。', en: 'Choose another id.' },
  ask: { ja: '管理者に頼むか、その行を除いてください。', en: 'Ask an administrator, or leave the row out.' },
  file: { ja: 'ファイルを直して、もう一度選んでください。', en: 'Correct the file and choose it again.' },
  authority: {
    ja: 'ファイルの authority を自分の組織に直すか、その部分を消してください。',
    en: 'Put your own authority into the file, or remove that section.',
  },
  draft: {
    ja: '基準の画面で下書きを作り、審査を受けてください。ここでは除いて取り込めます。',
    en: 'Write a draft and have it reviewed; leave it out here.',
  },
} as const satisfies Record<string, Words>

type Remedy = keyof typeof REMEDIES

interface Kind {
  readonly en: RegExp
  /** `$1` … are what the expression caught, put into Japanese where it can be. */
  readonly ja: string
  readonly remedy: Remedy
  /** Says it without what a caller must not learn. */
  readonly plain?: string
}

const KINDS: readonly Kind[] = [
  { en: /^is missing: it must be (.+)$/, ja: '入力がありません（$1）', remedy: 'fill' },
  {
    en: /^is missing: depth is mounting height/,
    ja: '入力がありません。積雪深は設置高さから距離を引いて求めます。積雪深をじかに送る機器なら、測定値を depth（積雪深）にします',
    remedy: 'fill',
  },
  {
    en: /^is missing: a position needs both/,
    ja: '入力がありません。位置には緯度と経度の両方が要ります',
    remedy: 'fill',
  },
  {
    en: /^is missing: (\S+) hands on the device's bytes as they are; name their format, one of (.+)$/,
    ja: '入力がありません。$1 は機器のデータをそのまま渡すので、データ形式を選んでください（$2）',
    remedy: 'fill',
  },
  {
    en: /^is missing: (\S+) names the device by it; it must be (.+)$/,
    ja: '入力がありません。$1 は機器をこの番号で呼びます（$2）',
    remedy: 'fill',
  },
  {
    en: /^is missing: give both times of day/,
    ja: '入力がありません。時刻は両方を書くか、終日なら両方を空けてください',
    remedy: 'fill',
  },
  {
    en: /^is missing: give probability/,
    ja: '入力がありません。確率か、それを導く費用と損失を書いてください',
    remedy: 'fill',
  },
  {
    en: /^belongs to the codecs .+, not to (\S+);/,
    ja: 'LoRaWAN のネットワークサーバーを通す機器の項目です。通信形式が $1 の機器には書けません',
    remedy: 'correct',
  },
  {
    en: /^belongs to the authority \S+; ids are unique/,
    ja: 'ほかの組織が使っているIDです',
    remedy: 'other',
    plain: 'is taken by another authority; ids are unique across authorities',
  },
  { en: /^belongs to a device of another authority/, ja: 'ほかの組織の機器の番号です', remedy: 'correct' },
  {
    en: /^belongs to device (\S+); take it/,
    ja: '機器 $1 の番号です。先にそちらから外してください',
    remedy: 'correct',
  },
  {
    en: /^is not a known (?:field|column); did you mean (.+)\?$/,
    ja: '知らない項目です。「$1」のことですか',
    remedy: 'remove',
  },
  { en: /^is not a known (?:field|column); known are (.+)$/, ja: '知らない項目です。使える項目: $1', remedy: 'remove' },
  { en: /^names a column twice/, ja: '同じ列が2つあります', remedy: 'unique' },
  { en: /^is used twice, first by ([^;]+)/, ja: '$1 と同じ値です', remedy: 'unique' },
  { en: /^is given twice, first by (.+)$/, ja: '$1 と同じ日です', remedy: 'unique' },
  {
    en: /^is taken at the same place and time by ([^;]+)/,
    ja: '同じ場所と時間帯で、$1 と順番が同じです',
    remedy: 'unique',
  },
  { en: /^stands twice/, ja: '2回書かれています', remedy: 'unique' },
  { en: /^there is no (.+) of this id/, ja: 'このIDの$1は、ファイルにも登録済みの中にもありません', remedy: 'refer' },
  { en: /^must name either a block or a route/, ja: '工区か路線のどちらか一方を書いてください', remedy: 'fill' },
  { en: /^must be after from \((.+)\)/, ja: '始まり（$1）より後でなければなりません', remedy: 'correct' },
  { en: /^must not be before from \((.+)\)/, ja: '始まり（$1）より前にはできません', remedy: 'correct' },
  {
    en: /^must lie from (\d+) to (\d+); leave it out/,
    ja: '$1年から$2年まででなければなりません。終わり（始まり）がなければ空けてください',
    remedy: 'correct',
  },
  { en: /^is no day of the calendar/, ja: '暦にない日です', remedy: 'correct' },
  { en: /^is not a known time zone/, ja: '知らない時間帯です。Asia/Tokyo のように書いてください', remedy: 'correct' },
  {
    en: /^must be a point \[longitude, latitude\]/,
    ja: '点は［経度, 緯度］の2つの数でなければなりません',
    remedy: 'correct',
  },
  {
    en: /^has its latitude above 90/,
    ja: '緯度が90度を超えています。GeoJSON は［経度, 緯度］の順です',
    remedy: 'correct',
  },
  { en: /^must have a longitude from/, ja: '経度は-180〜180、緯度は-90〜90でなければなりません', remedy: 'correct' },
  { en: /^must be an http or https URL/, ja: 'http か https の URL でなければなりません', remedy: 'correct' },
  { en: /^is not your authority, which is (.+)$/, ja: '自分の組織（$1）ではありません', remedy: 'authority' },
  { en: /^needs the scope (\S+), which/, ja: 'これを変える権限（$1）がありません', remedy: 'ask' },
  { en: /^is not published outright/, ja: '出動基準は審査を受けてから公開する設定です', remedy: 'draft' },
  {
    en: /^has (\d+) cells under (\d+) columns/,
    ja: '列は$2なのに、セルが$1あります。カンマを含むセルは " で囲んでください',
    remedy: 'file',
  },
  { en: /^is empty; the first line/, ja: '空のファイルです。1行目に列の名前が要ります', remedy: 'file' },
  { en: /^names neither the columns/, ja: '路線・機器・事業者のどの列の名前とも合いません', remedy: 'file' },
  { en: /^is not text in/, ja: '文字を読めません。UTF-8 か、CSV なら Shift_JIS で保存してください', remedy: 'file' },
  { en: /^is not valid (?:JSON|YAML): (.+)$/, ja: 'JSON・YAML として読めません（$1）', remedy: 'file' },
  {
    en: /^is nested too deeply, or contains itself; (\d+) levels/,
    ja: '入れ子が深すぎるか、自分自身を含んでいます（$1段まで）',
    remedy: 'file',
  },
  {
    en: /^has (\d+) bytes of YAML; at most (\d+)/,
    ja: 'YAML が長すぎます（$1バイト、$2まで）。JSON ならもっと長くても読めます',
    remedy: 'file',
  },
  { en: /^names (\d+) columns; at most (\d+)/, ja: '列が$1あります。読めるのは$2までです', remedy: 'file' },
  { en: /^is not GeoJSON/, ja: 'GeoJSON の FeatureCollection ではありません', remedy: 'file' },
  { en: /^opens a quote that is never closed/, ja: '" で始まるセルが閉じられていません', remedy: 'file' },
  {
    en: /^has a quote inside an unquoted cell/,
    ja: 'セルの途中に " があります。セル全体を " で囲んでください',
    remedy: 'file',
  },
  { en: /^has text after a closing quote/, ja: '閉じた " の後に文字があります', remedy: 'file' },
  { en: /^must have at least (\d+) entr/, ja: '$1個以上でなければなりません', remedy: 'correct' },
  { en: /^must have at most (\d+) entr/, ja: '$1個以下でなければなりません', remedy: 'correct' },
  {
    en: /^must be the reading in kana \(.+\); (.+) is no kana$/,
    ja: '読みはひらがなかカタカナで書いてください。「$1」は使えません',
    remedy: 'correct',
  },
  { en: /^must be a list/, ja: '一覧（[ ]）でなければなりません', remedy: 'file' },
  { en: /^must be an object with (.+)$/, ja: '項目の組（{ }）でなければなりません（$1）', remedy: 'file' },
  { en: /^must be (.+)$/, ja: '$1でなければなりません', remedy: 'correct' },
]

/** What a value must be. Applied one after the other: a range and its unit are two parts of one text. */
const EXPECTATIONS: readonly (readonly [RegExp, string])[] = [
  [
    /an id of 1 to 64 letters, digits, dots, dashes or underscores, beginning with a letter or digit/,
    '半角の英数字と . - _ で1〜64文字',
  ],
  [/a time of day HH:MM from 00:00 to 23:59/, '00:00〜23:59 の時刻'],
  [
    /a road class of 1 to 64 characters such as bus or residential/,
    'bus や residential のような道路種別（64文字まで）',
  ],
  [/an e-mail address/, 'メールアドレス'],
  [/a telephone number in quotes, as text/, '電話番号（数字と + - ( ) など）'],
  [/a DevEUI of 16 hexadecimal digits, as on the device's label/, '機器のラベルにある16桁の DevEUI（0〜9、A〜F）'],
  [/a date such as 2026-11-15 or an ISO 8601 time with zone/, '2026-11-15 のような日付か、ISO 8601 の時刻'],
  [/a date such as (\S+)/, '$1 のような日付'],
  [/a date YYYY-MM-DD/, 'YYYY-MM-DD の日付'],
  [/a date or ISO 8601 time/, '日付か ISO 8601 の時刻'],
  [/an IANA time zone such as (\S+)/, '$1 のような時間帯の名前'],
  [/one of (.+)$/, '次のどれか（$1）'],
  [/a whole number from (\S+) to (\S+)/, '$1〜$2の整数'],
  [/a number from (\S+) to (\S+)/, '$1〜$2の数'],
  [/a (?:whole )?number above (\S+) and at most (\S+)/, '$1より大きく$2以下の数'],
  [/a (?:whole )?number of at least (\S+)/, '$1以上の数'],
  [/a (?:whole )?number of at most (\S+)/, '$1以下の数'],
  [/text of 1 to (\d+) characters/, '1〜$1文字'],
  [/true or false/, 'true（はい）か false（いいえ）'],
  [/an object with /, '次の項目の組: '],
  [/ ?\(length of the route, metres\)/, '（m）'],
  [/ ?\(time one crew needs for it, minutes\)/, '（分）'],
  [/ ?\(sensor face above bare ground, mm\)/, '（mm、地面からセンサー面まで）'],
  [/ ?\(degrees (?:north|east)\)/, '（度）'],
  [/ ?\(seconds between readings\)/, '（秒）'],
  [/ ?\(how many routes it can carry at a time\)/, '（同時に担当できる路線数）'],
  [/ ?\(1 is asked first\)/, '（1が最初）'],
  [/ ?\(depth: the device sends depth_mm itself\)/, ''],
  [/^block$/, '工区'],
  [/^route$/, '路線'],
  [/^device$/, '機器'],
  [/^contractor$/, '事業者'],
  [/^criterion$/, '出動基準'],
  [/^city-wide mode$/, '全市モード'],
]

/** @param message a check's sentence, rows in it already named as people find them. */
export function problemWords(message: { readonly ja: string; readonly en: string }): ProblemWords {
  for (const { en, ja, remedy, plain } of KINDS) {
    const caught = en.exec(message.ja)
    if (caught === null) continue
    const text = ja.replaceAll(/\$(\d)/g, (_all, nth: string) => inJapanese(caught[Number(nth)] ?? ''))
    return { message: { ja: text, en: plain ?? message.en }, remedy: REMEDIES[remedy] }
  }
  return { message: { ja: `正しくありません: ${message.ja}`, en: message.en }, remedy: REMEDIES.correct }
}

function inJapanese(text: string): string {
  return EXPECTATIONS.reduce((known, [en, ja]) => known.replace(en, ja), text)
}
