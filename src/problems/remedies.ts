import type { Words } from './words.ts'

/** What to do about a field that is refused; each text of a field names one of these. */
export const REMEDIES = {
  fill: { ja: 'その項目を入力してください。', en: 'Fill the field in.' },
  correct: { ja: '値を直してください。', en: 'Correct the value.' },
  remove: { ja: 'その項目を消すか、名前を直してください。', en: 'Remove the field, or correct its name.' },
  unique: {
    ja: 'どちらかを別の値にするか、1つにしてください。',
    en: 'Give one of them another value, or keep one of them.',
  },
  refer: { ja: 'IDを直すか、先にそれを登録してください。', en: 'Correct the id, or register it first.' },
  other: { ja: '別のIDにしてください。', en: 'Choose another id.' },
  ask: { ja: '管理者に頼むか、その行を除いてください。', en: 'Ask an administrator, or leave the row out.' },
  file: { ja: 'ファイルを直して、もう一度選んでください。', en: 'Correct the file and choose it again.' },
  span: { ja: '期間を直してください。', en: 'Correct the span.' },
  restart: { ja: '一覧を初めから読み直してください。', en: 'Read the list again from its beginning.' },
  password: { ja: '別のパスワードにしてください。', en: 'Choose another password.' },
  authority: {
    ja: 'ファイルの authority を自分の組織に直すか、その部分を消してください。',
    en: 'Put your own authority into the file, or remove that section.',
  },
  draft: {
    ja: '基準の画面で下書きを作り、審査を受けてください。ここでは除いて取り込めます。',
    en: 'Write a draft and have it reviewed; leave it out here.',
  },
} as const satisfies Record<string, Words>

export type Remedy = keyof typeof REMEDIES
