import type { DutyNotice, DutyRoute, RenderedMessage } from './notice.ts'
import { fitSms } from './sms.ts'
import { LEVEL_TEXTS, nameList, oneLine, type Reader, timeText, WHY_TEXTS } from './words.ts'

const NAMES_IN_SUBJECT = 2

const HEADS = {
  proposed: { ja: '承認待ち', en: 'Approval needed' },
  alarm: { ja: '要対応', en: 'Action needed' },
  'at-risk': { ja: '期限注意', en: 'Deadline at risk' },
  missed: { ja: '期限に間に合いません', en: 'Deadline missed' },
} as const

const SENTENCES = {
  proposed: {
    ja: '出動基準に達しました。承認または却下してください。',
    en: 'The criterion is met. Please approve or reject.',
  },
  alarm: { ja: '職員の判断が必要です。', en: 'An officer must decide.' },
  'at-risk': { ja: '完了期限に間に合わないおそれがあります。', en: 'The deadline may not be met.' },
  missed: { ja: '完了期限に間に合わなくなりました。', en: 'The deadline can no longer be met.' },
} as const

/** What an officer on duty must know, in words. */
export function renderDuty(notice: DutyNotice, reader: Reader): RenderedMessage {
  const { language } = reader
  const japanese = language === 'ja'
  const kind = notice.kind === 'at-risk' && notice.routes.every((it) => it.missed) ? 'missed' : notice.kind
  const head = HEADS[kind][language]
  const names = notice.routes.map((it) => oneLine(it.name, 60))
  const list = nameList(names, NAMES_IN_SUBJECT, language)
  const authority = oneLine(notice.authority, 60)
  const sentence = SENTENCES[kind][language]
  const first = notice.routes[0]
  const why = first === undefined ? [] : whyText(first, reader)
  const wording = (listed: string, more: readonly string[]) =>
    [japanese ? `【${head}】${authority} ${listed}` : `${head}: ${authority}, ${listed}`, ...more].join(
      japanese ? ' ' : '. ',
    )
  return {
    subject: japanese ? `【${head}】${list} ${authority}` : `[${head}] ${list} - ${authority}`,
    full: [`${authority}: ${sentence}`, '', ...notice.routes.flatMap((it) => routeLines(it, reader))].join('\n'),
    brief: [wording(list, []), sentence, ...why].join('\n'),
    sms: fitSms([...[why, []].flatMap((more) => names.map((_, i) => wording(listOf(names, i, reader), more)))], null),
    link: null,
  }
}

function listOf(names: readonly string[], fewer: number, { language }: Reader): string {
  return nameList(names, names.length - fewer, language)
}

function whyText(route: DutyRoute, { language }: Reader): string[] {
  if (route.why === null) return []
  return [WHY_TEXTS[route.why]?.[language] ?? oneLine(route.why)]
}

function routeLines(route: DutyRoute, reader: Reader): string[] {
  const japanese = reader.language === 'ja'
  const level = route.level === null ? '' : LEVEL_TEXTS[route.level][reader.language]
  const name = oneLine(route.name, 60)
  const field = (label: string, value: string) => `   ${label}: ${value}`
  return [
    level === '' ? `- ${name}` : `- ${name}${japanese ? `（${level}）` : ` (${level})`}`,
    ...whyText(route, reader).map((it) => `   ${it}`),
    ...(route.startByMs === null ? [] : [field(japanese ? '開始期限' : 'Start by', timeText(route.startByMs, reader))]),
    ...(route.finishByMs === null
      ? []
      : [field(japanese ? '完了期限' : 'Finish by', timeText(route.finishByMs, reader))]),
    ...route.reasons.map((it) => field(japanese ? '理由' : 'Why', oneLine(it, 300))),
    ...(route.orderId === null ? [] : [field(japanese ? '番号' : 'Order', route.orderId)]),
    '',
  ]
}
