import type { FieldText, Text } from '../words.ts'

/** Files that are imported: the file itself. */
const FILE_TEXTS = {
  'file-empty': {
    en: 'is empty; the first line must name the columns',
    ja: '空のファイルです。1行目に列の名前が要ります',
    remedy: 'file',
  },
  'file-too-many-columns': {
    en: 'names {columns} columns; at most {most} are read',
    ja: '列が{columns}あります。読めるのは{most}までです',
    remedy: 'file',
  },
  'file-no-section': {
    en: 'names neither the columns of routes nor those of devices or contractors ({named})',
    ja: '路線・機器・事業者のどの列の名前とも合いません（{named}）',
    remedy: 'file',
  },
  'unknown-column-near': {
    en: 'is not a known column; did you mean {near}?',
    ja: '知らない列です。「{near}」のことですか',
    remedy: 'remove',
  },
  'unknown-column': {
    en: 'is not a known column; known are {known}',
    ja: '知らない列です。使える列: {known}',
    remedy: 'remove',
  },
  'column-twice': { en: 'names a column twice', ja: '同じ列が2つあります', remedy: 'unique' },
  'too-many-cells': {
    en: 'has {cells} cells under {columns} columns; quote cells that hold a comma',
    ja: '列は{columns}なのに、セルが{cells}あります。カンマを含むセルは " で囲んでください',
    remedy: 'file',
  },
  'quote-inside': {
    en: 'has a quote inside an unquoted cell; quote the whole cell',
    ja: 'セルの途中に " があります。セル全体を " で囲んでください',
    remedy: 'file',
  },
  'quote-open': {
    en: 'opens a quote that is never closed',
    ja: '" で始まるセルが閉じられていません',
    remedy: 'file',
  },
  'quote-followed': { en: 'has text after a closing quote', ja: '閉じた " の後に文字があります', remedy: 'file' },
  'not-geojson': {
    en: 'is not GeoJSON: it must be a FeatureCollection',
    ja: 'GeoJSON の FeatureCollection ではありません',
    remedy: 'file',
  },
  'not-text': {
    en: 'is not text in {encodings}; save it as UTF-8',
    ja: '文字を読めません。UTF-8 か、CSV なら Shift_JIS で保存してください（{encodings}）',
    remedy: 'file',
  },
  'nested-too-deep': {
    en: 'is nested too deeply, or contains itself; {levels} levels are read',
    ja: '入れ子が深すぎるか、自分自身を含んでいます（{levels}段まで）',
    remedy: 'file',
  },
  'not-json': { en: 'is not valid JSON: {why}', ja: 'JSON として読めません（{why}）', remedy: 'file' },
  'not-yaml': { en: 'is not valid YAML: {why}', ja: 'YAML として読めません（{why}）', remedy: 'file' },
  'yaml-error': { en: '{why}', ja: 'YAML として読めません（{why}）', remedy: 'file' },
  'yaml-too-long': {
    en: 'has {bytes} bytes of YAML; at most {most} are read, JSON may be longer',
    ja: 'YAML が長すぎます（{bytes}バイト、{most}まで）。JSON ならもっと長くても読めます',
    remedy: 'file',
  },
  'text-or-base64': {
    en: 'must be given, or base64 instead; not both',
    ja: 'text か base64 のどちらか一方が要ります',
    remedy: 'fill',
  },
  'not-base64': {
    en: 'must be base64 as in RFC 4648',
    ja: 'RFC 4648 の base64 でなければなりません',
    remedy: 'correct',
  },
} as const satisfies Record<string, FieldText>

/** Files that are imported: their rows. */
const ROW_TEXTS = {
  'mount-height-missing': {
    en: 'is missing: depth is mounting height less distance; give it in mm, or measures: depth for a device that sends depth_mm',
    ja: '入力がありません。積雪深は設置高さから距離を引いて求めます。積雪深をじかに送る機器なら、測定値を depth（積雪深）にします',
    remedy: 'fill',
  },
  'position-half': {
    en: 'is missing: a position needs both lat and lon',
    ja: '入力がありません。位置には緯度と経度の両方が要ります',
    remedy: 'fill',
  },
  'authority-missing': {
    en: 'is missing: the file names none, and none is chosen; add the section or name one with --authority',
    ja: '入力がありません。ファイルに組織がなく、選ばれてもいません',
    remedy: 'fill',
  },
  'id-taken': {
    en: 'is taken by another authority; ids are unique across authorities',
    ja: 'ほかの組織が使っているIDです',
    remedy: 'other',
  },
  'not-of-codec': {
    en: "belongs to the codecs {codecs}, not to {codec}; set codec to the network server's, or leave it out",
    ja: 'LoRaWAN のネットワークサーバー（{codecs}）を通す機器の項目です。通信形式が {codec} の機器には書けません',
    remedy: 'correct',
  },
  'payload-format-missing': {
    en: "is missing: {codec} hands on the device's bytes as they are; name their format, one of {formats}",
    ja: '入力がありません。{codec} は機器のデータをそのまま渡すので、データ形式を選んでください（{formats}）',
    remedy: 'fill',
  },
  'dev-eui-missing': {
    en: 'is missing: {codec} names the device by it; it must be {what}',
    ja: '入力がありません。{codec} は機器をこの番号で呼びます（{what}）',
    remedy: 'fill',
  },
  'dev-eui-twice': {
    en: 'is used twice, first by {first}; each device has its own',
    ja: '{first} と同じ値です。番号は機器ごとに別です',
    remedy: 'unique',
  },
  'dev-eui-of': {
    en: 'belongs to device {device}; take it from there first, or correct it',
    ja: '機器 {device} の番号です。先にそちらから外してください',
    remedy: 'correct',
  },
  'dev-eui-elsewhere': {
    en: 'belongs to a device of another authority; take it from there first, or correct it',
    ja: 'ほかの組織の機器の番号です',
    remedy: 'correct',
  },
  'not-a-day': { en: 'is no day of the calendar', ja: '暦にない日です', remedy: 'correct' },
  'day-twice': { en: 'is given twice, first by {first}', ja: '{first} と同じ日です', remedy: 'unique' },
  'id-twice': { en: 'is used twice, first by {first}', ja: '{first} と同じ値です', remedy: 'unique' },
  'block-or-route': {
    en: 'must name either a block or a route',
    ja: '工区か路線のどちらか一方を書いてください',
    remedy: 'fill',
  },
  'duty-ends-first': {
    en: 'must be after from ({from})',
    ja: '始まり（{from}）より後でなければなりません',
    remedy: 'correct',
  },
  'both-times': {
    en: 'is missing: give both times of day, or neither for all day',
    ja: '入力がありません。時刻は両方を書くか、終日なら両方を空けてください',
    remedy: 'fill',
  },
  'rank-taken': {
    en: 'is taken at the same place and time by {other}; give each contractor a rank of its own',
    ja: '同じ場所と時間帯で、{other} と順番が同じです',
    remedy: 'unique',
  },
  'not-a-duty-date': {
    en: 'must be a date such as 2026-11-15 or an ISO 8601 time with zone',
    ja: '2026-11-15 のような日付か、時間帯つきの ISO 8601 の時刻でなければなりません',
    remedy: 'correct',
  },
  'duty-date-too-far': {
    en: 'must lie from 1970 to 9998; leave it out where there is no such end',
    ja: '1970年から9998年まででなければなりません。終わり（始まり）がなければ空けてください',
    remedy: 'correct',
  },
  'not-kana': {
    en: 'must be the reading in kana (hiragana or katakana); {sign} is no kana',
    ja: '読みはひらがなかカタカナで書いてください。「{sign}」は使えません',
    remedy: 'correct',
  },
  'not-a-point': {
    en: 'must be a point [longitude, latitude] of two numbers',
    ja: '点は［経度, 緯度］の2つの数でなければなりません',
    remedy: 'correct',
  },
  'point-swapped': {
    en: 'has its latitude above 90; GeoJSON puts longitude first: [longitude, latitude]',
    ja: '緯度が90度を超えています。GeoJSON は［経度, 緯度］の順です',
    remedy: 'correct',
  },
  'point-off-earth': {
    en: 'must have a longitude from -180 to 180 and a latitude from -90 to 90',
    ja: '経度は-180〜180、緯度は-90〜90でなければなりません',
    remedy: 'correct',
  },
  'no-such-thing': {
    en: 'there is no {thing} of this id, neither in the file nor in the database',
    ja: 'このIDの{thing}は、ファイルにも登録済みの中にもありません',
    remedy: 'refer',
  },
  'not-your-authority': {
    en: 'is not your authority, which is {id}',
    ja: '自分の組織（{id}）ではありません',
    remedy: 'authority',
  },
  'needs-scope': {
    en: 'needs the scope {scope}, which you do not have',
    ja: 'これを変える権限（{scope}）がありません',
    remedy: 'ask',
  },
  'not-published-outright': {
    en: 'is not published outright: write a draft and have it reviewed',
    ja: '出動基準は審査を受けてから公開する設定です',
    remedy: 'draft',
  },
  'not-a-url': {
    en: 'must be an http or https URL',
    ja: 'http か https の URL でなければなりません',
    remedy: 'correct',
  },
  'url-with-credentials': {
    en: 'must not hold a user name or password; deliveries are signed instead',
    ja: 'ユーザー名やパスワードを含められません。送信には署名がつきます',
    remedy: 'correct',
  },
  'url-with-fragment': { en: 'must not have a fragment', ja: '# から後の部分は書けません', remedy: 'correct' },
  'url-not-public': {
    en: 'must lead to a public address; if {host} is meant to be reached, add its range to YUKIBAN_WEBHOOK_ALLOW',
    ja: '公開されたアドレスでなければなりません。{host} に送るなら、その範囲を設定 YUKIBAN_WEBHOOK_ALLOW に加えてもらってください',
    remedy: 'correct',
  },
} as const satisfies Record<string, FieldText>

export const DISTRICT_FIELD_TEXTS = { ...FILE_TEXTS, ...ROW_TEXTS }

export const DISTRICT_TEXTS = {
  'file-has-problems': { en: 'the file has {count}', ja: 'ファイルに{count}' },
  'problems-one': { en: 'one problem', ja: '誤りが1件あります' },
  'problems-many': { en: '{count} problems', ja: '誤りが{count}件あります' },
  'file-too-large': {
    en: 'the file has {bytes} bytes; at most {most} are taken',
    ja: 'ファイルは{bytes}バイトあります。{most}バイトまで取り込めます',
  },
  'imports-wait': { en: '{count} imports run or wait already', ja: '取り込みがすでに{count}件、進行中か待っています' },
  'import-service-stops': { en: 'the service is stopping', ja: 'サービスが止まるところです' },
  'import-asker-gone': { en: 'whoever asked for it has gone', ja: '頼んだ人との接続が切れました' },
  'import-ended-with': { en: 'its process ended with {how}', ja: '処理が {how} で終わりました' },
  'import-not-begun': { en: 'its process could not be started or spoken to: {how}', ja: '処理を始められません: {how}' },
  'import-no-end': { en: 'it came to no end', ja: '終わりが分かりません' },
  'import-checking': { en: 'reading and checking', ja: '読み取りと確認' },
  'import-writing': { en: 'writing', ja: '書き込み' },
  'import-too-long': {
    en: '{what} took longer than {seconds} s ({setting}); split the file',
    ja: '{what}に{seconds}秒より長くかかりました（設定 {setting}）。ファイルを分けてください',
  },
  'import-too-large': {
    en: 'the file needs more memory than an import may take, {memoryMb} MiB (YUKIBAN_IMPORT_MEMORY_MB); split the file',
    ja: '取り込みに使えるメモリー（{memoryMb} MiB、設定 YUKIBAN_IMPORT_MEMORY_MB）を超えます。ファイルを分けてください',
  },
  'import-died': { en: '{why}', ja: '取り込みが途中で終わりました（{why}）' },
  'import-died-committing': {
    en: '{why}; a preview of the file shows whether it was written',
    ja: '取り込みが途中で終わりました（{why}）。書き込まれたかどうかは、もう一度確認すると分かります',
  },
  'csv-line-refused': { en: 'line {line} {what}', ja: '{line}行目: {what}' },
} as const satisfies Record<string, Text>
