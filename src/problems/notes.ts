import type { Words } from './words.ts'

/**
 * What schemas say of a field beside its form, in Japanese. A schema with a pattern is told by this note alone, so each of
 * those must stand here (a test goes through them all); of the rest, those that help to fill the field in.
 */
export const NOTES_JA: Readonly<Record<string, string>> = {
  'an id of 1 to 64 letters, digits, dots, dashes or underscores, beginning with a letter or digit':
    '半角の英数字と . - _ で1〜64文字、英数字で始まるID',
  '1 to 64 letters, digits, dots, dashes or underscores': '半角の英数字と . - _ で1〜64文字',
  'the id of a device': '機器のID',
  "a DevEUI of 16 hexadecimal digits, as on the device's label": '機器のラベルにある16桁の DevEUI（0〜9、A〜F）',
  'a road class of 1 to 64 characters such as bus or residential': 'bus や residential のような道路種別（64文字まで）',
  'authority, road-class:CLASS, block:ID or route:ID, or the same as an object with kind':
    'authority、road-class:道路種別、block:工区ID、route:路線ID のどれか',
  'why, in 1 to 500 characters': '1〜500文字の理由',
  'what else is worth knowing, in 1 to 500 characters': '1〜500文字のひとこと',
  'whose it is, in 1 to 100 characters on one line': '1行、1〜100文字の名前',
  'whose phone it is': '1行の、電話の持ち主の名前',
  'an e-mail address': 'メールアドレス',
  'a telephone number in quotes, as text': '電話番号（数字と + - ( ) など）',
  'a date YYYY-MM-DD': 'YYYY-MM-DD の日付',
  'a date such as 2026-01-01': '2026-01-01 のような日付',
  'a time of day HH:MM from 00:00 to 23:59': '00:00〜23:59 の時刻',
  'deadline, a time of day HH:MM from 00:00 to 23:59, or 1h to 12h from now':
    '期限（00:00〜23:59 の時刻か、今から 1h〜12h）',
  'a time of day HH:MM on the wall clock from which the officer is on duty; a window may pass midnight':
    '当番が始まる時刻（00:00〜23:59。夜中をまたいでもかまいません）',
  'a time of day HH:MM until which the officer is on duty': '当番が終わる時刻（00:00〜23:59）',
  'the public key of the subscription, base64url': '登録の公開鍵（base64url）',
  'the secret of the subscription, base64url': '登録の秘密の値（base64url）',
  'SHA-256, hex.': 'SHA-256 の16進表記',
  'length of the route, metres': 'm',
  'time one crew needs for it, minutes': '1班での除雪時間、分',
  'sensor face above bare ground, mm': 'mm、地面からセンサー面まで',
  'degrees north': '度',
  'degrees east': '度',
  'seconds between readings': '秒',
  'how many routes it can carry at a time': '同時に担当できる路線数',
  '1 is asked first': '1が最初',
  'depth: the device sends depth_mm itself': '積雪深をじかに送る機器は depth',
}

/** A schema's note in both languages; one that has no Japanese says where the form is described. */
export function noteWords(note: string): Words {
  return { en: note, ja: NOTES_JA[note] ?? '決められた形の文字（/docs にあります）' }
}

/** A schema's note in brackets, where Japanese has it. */
export function bracketed(note: string): Words {
  const ja = NOTES_JA[note]
  return { en: ` (${note})`, ja: ja === undefined ? '' : `（${ja}）` }
}
