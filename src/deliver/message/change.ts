import type { ChangedRoute, ChangeNotice, RenderedMessage } from './notice.ts'
import { fitSms } from './sms.ts'
import { LEVEL_TEXTS, nameList, oneLine, type Reader, STATE_TEXTS } from './words.ts'

const NAMES_IN_SUBJECT = 2

const HEADS = {
  expired: { ja: '回答期限切れ', en: 'Answer time over' },
  withdrawn: { ja: '依頼の取消', en: 'Called off' },
  updated: { ja: '状況の変更', en: 'Changed' },
} as const

const SENTENCES = {
  expired: {
    ja: '回答期限を過ぎたため、次の路線の依頼は終了しました。出動は不要です。',
    en: 'The answer time has passed. These routes are no longer asked of you; there is nothing to do.',
  },
  withdrawn: {
    ja: '次の路線の依頼を取り消しました。作業は不要です。',
    en: 'These routes are called off. No work is needed on them.',
  },
  updated: {
    ja: '次の路線の状況が道路管理者により変更されました。',
    en: 'The road authority has changed the state of these routes.',
  },
} as const

/** What became of orders, in words. */
export function renderChange(notice: ChangeNotice, reader: Reader): RenderedMessage {
  const { language } = reader
  const japanese = language === 'ja'
  const head = HEADS[notice.kind][language]
  const names = notice.routes.map((it) => oneLine(it.name, 60))
  const list = nameList(names, NAMES_IN_SUBJECT, language)
  const authority = oneLine(notice.authority, 60)
  const sentence = SENTENCES[notice.kind][language]
  const wording = (listed: string) =>
    japanese ? `【${head}】${authority} ${listed}` : `${head}: ${authority}, ${listed}`
  const full = [
    japanese ? `${oneLine(notice.contractor, 60)} 様` : `To ${oneLine(notice.contractor, 60)}`,
    '',
    japanese ? `${authority}です。${sentence}` : `${authority}: ${sentence}`,
    '',
    ...notice.routes.map((it) => `- ${routeText(it, reader)}`),
    '',
  ]
  return {
    subject: japanese ? `【${head}】${list} ${authority}` : `[${head}] ${list} - ${authority}`,
    full: full.join('\n'),
    brief: [wording(list), sentence].join('\n'),
    sms: fitSms(
      names.map((_, i) => wording(nameList(names, names.length - i, language))),
      null,
    ),
    link: null,
  }
}

function routeText(route: ChangedRoute, { language }: Reader): string {
  const level = LEVEL_TEXTS[route.level][language]
  const name = oneLine(route.name, 60)
  const state = route.state === null ? '' : `: ${STATE_TEXTS[route.state][language]}`
  if (route.reason === null) return language === 'ja' ? `${name}（${level}）${state}` : `${name} (${level})${state}`
  const reason = oneLine(route.reason)
  return language === 'ja'
    ? `${name}（${level}）${state} 理由: ${reason}`
    : `${name} (${level})${state}. Reason: ${reason}`
}
