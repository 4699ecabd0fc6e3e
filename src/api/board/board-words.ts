import type { AlarmWhy, PassedOver } from '../../dispatch/roster.ts'
import type { DeadlineState } from '../../domain/order.ts'
import type { Sentence } from './board-schema.ts'

/** What the board says beside the reasons of decisions, in both languages. */

const ALARMS: Readonly<Record<AlarmWhy, Sentence>> = {
  'no-roster': { ja: '当番表に事業者がいない', en: 'No contractor is on the roster' },
  'nobody-on-duty': { ja: '当番の事業者がいない', en: 'No contractor is on duty' },
  'all-at-capacity': { ja: '事業者の受け持ちがいっぱい', en: 'Every contractor has all it can carry' },
  'roster-exhausted': {
    ja: '当番の事業者すべてに打診したが引き受けがない',
    en: 'Everybody on the roster was asked; nobody took it',
  },
}

/** Why nobody could be asked. */
export function alarmSentence(why: AlarmWhy): Sentence {
  return ALARMS[why]
}

/** Why a contractor of the roster is not asked. */
export function passedOverSentence(passed: PassedOver): Sentence {
  switch (passed.why) {
    case 'already-asked':
      return { ja: '打診済み', en: 'Asked already' }
    case 'off-duty':
      return { ja: '当番外', en: 'Off duty' }
    case 'at-capacity': {
      const { routes, capacity } = passed
      return {
        ja: `受け持ちがいっぱい（${routes}/${capacity}路線）`,
        en: `Has all it can carry (${routes} of ${capacity} routes)`,
      }
    }
  }
}

/** How the deadline stands; undefined while it can be met. */
export function deadlineSentence(deadlineState: DeadlineState): Sentence | undefined {
  switch (deadlineState) {
    case 'on-time':
      return undefined
    case 'at-risk':
      return { ja: '期限に間に合わないおそれ', en: 'The deadline is at risk' }
    case 'missed':
      return { ja: '期限に間に合わない', en: 'The deadline can no longer be met' }
  }
}

/** Of an order whose criterion was released before it was done. */
export const NO_LONGER_NEEDED: Sentence = {
  ja: '出動基準を下回った。続けるか取り消すか決めてください',
  en: 'Its criterion no longer asks for it: keep it or take it back',
}

const TROUBLES: Readonly<Record<string, Sentence>> = {
  late: { ja: '観測が遅れている', en: 'It reports late' },
  offline: { ja: '通信が途絶えている', en: 'It is not heard any more' },
  'never-seen': { ja: '一度も受信していない', en: 'It has never been heard' },
  'sensor-suspect': { ja: '観測値を確認中', en: 'What it says is being checked' },
  'sensor-clock': { ja: '時計がずれている', en: 'Its clock is off' },
  'sensor-fault': { ja: '観測値に異常の疑い', en: 'What it says looks faulty' },
  'neighbours-disagree': { ja: '周囲の観測と合わない', en: 'What it says is not borne out around it' },
  quarantined: { ja: '読み取れない電文を送っている', en: 'It sends what cannot be read' },
}

/** What is wrong with a sensor, by code; undefined for a code that is no trouble of one. */
export function troubleSentence(code: string): Sentence | undefined {
  return TROUBLES[code]
}
