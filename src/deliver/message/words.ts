import type { Language } from '../../criteria/reason-text.ts'
import type { Level } from '../../domain/criterion.ts'
import type { OrderState } from '../../domain/order.ts'
import { type EpochMs, localHhMm, wallTime } from '../../domain/time.ts'

/** Words that messages of several kinds share. */

export interface Reader {
  readonly language: Language
  /** IANA zone of the authority's wall clock. */
  readonly timeZone: string
}

type Texts = Readonly<Record<Language, string>>

export const LEVEL_TEXTS: Readonly<Record<Level, Texts>> = {
  standby: { ja: '待機', en: 'stand-by' },
  dispatch: { ja: '出動', en: 'dispatch' },
}

export const STATE_TEXTS: Readonly<Record<OrderState, Texts>> = {
  proposed: { ja: '提案中', en: 'proposed' },
  requested: { ja: '依頼中', en: 'requested' },
  accepted: { ja: '受諾済み', en: 'accepted' },
  started: { ja: '作業中', en: 'under way' },
  completed: { ja: '完了', en: 'completed' },
  rejected: { ja: '却下', en: 'rejected' },
  withdrawn: { ja: '取消', en: 'withdrawn' },
}

/** Why an officer is told, by the code the journal has. */
export const WHY_TEXTS: Readonly<Record<string, Texts>> = {
  'no-roster': { ja: '名簿に依頼できる事業者がいません', en: 'nobody on the roster can be asked' },
  'nobody-on-duty': { ja: '当番の事業者がいません', en: 'no contractor is on duty' },
  'all-at-capacity': { ja: '当番の事業者は全て受注上限です', en: 'every contractor on duty is at capacity' },
  'roster-exhausted': { ja: '名簿の全事業者が受けられませんでした', en: 'nobody on the roster took it' },
  'no-longer-needed': {
    ja: '基準を下回りました。着手前のため、取消の要否を判断してください',
    en: 'the criterion no longer holds and work has not begun: decide whether to withdraw it',
  },
  'not-accepted': { ja: '受諾がありません', en: 'nobody has accepted it' },
  'not-started': { ja: '着手の報告がありません', en: 'no start has been reported' },
  'not-completed': { ja: '完了期限を過ぎて作業中です', en: 'work goes on beyond the deadline' },
  'completed-late': { ja: '完了が期限より遅れました', en: 'it was completed after the deadline' },
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const JAPANESE_DAYS = ['日', '月', '火', '水', '木', '金', '土']
const ENGLISH_DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']

/** A time with its day: `1月21日(水) 02:10`, `Wed 21 Jan 02:10`. */
export function timeText(atMs: EpochMs, { language, timeZone }: Reader): string {
  const { year, month, day } = wallTime(atMs, timeZone)
  const weekday = new Date(Date.UTC(year, month - 1, day)).getUTCDay()
  const time = localHhMm(atMs, timeZone)
  return language === 'ja'
    ? `${month}月${day}日(${JAPANESE_DAYS[weekday]}) ${time}`
    : `${ENGLISH_DAYS[weekday]} ${day} ${MONTHS[month - 1]} ${time}`
}

/** As timeText, as short as can be: `1/21 02:10`, `21 Jan 02:10`. */
export function shortTimeText(atMs: EpochMs, { language, timeZone }: Reader): string {
  const { month, day } = wallTime(atMs, timeZone)
  const time = localHhMm(atMs, timeZone)
  return language === 'ja' ? `${month}/${day} ${time}` : `${day} ${MONTHS[month - 1]} ${time}`
}

/** The first `most` names and how many more there are. */
export function nameList(names: readonly string[], most: number, language: Language): string {
  const shown = names.slice(0, most)
  const more = names.length - shown.length
  if (language === 'ja') return `${shown.join('、')}${more === 0 ? '' : ` 他${more}路線`}`
  return `${shown.join(', ')}${more === 0 ? '' : ` +${more}`}`
}

/** `3路線`, `3 routes`. */
export function routeCount(count: number, language: Language): string {
  if (language === 'ja') return `${count}路線`
  return count === 1 ? '1 route' : `${count} routes`
}

/** Someone's own words on one line: no control characters, no line breaks, no more than a message can carry. */
export function oneLine(text: string, mostCharacters = 200): string {
  const plain = [...text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, ' ').trim()]
  return plain.length <= mostCharacters ? plain.join('') : `${plain.slice(0, mostCharacters - 1).join('')}…`
}
