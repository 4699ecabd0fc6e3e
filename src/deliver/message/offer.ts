import type { AskedRoute, OfferNotice, RenderedMessage } from './notice.ts'
import { fitSms } from './sms.ts'
import { LEVEL_TEXTS, nameList, oneLine, type Reader, routeCount, shortTimeText, timeText } from './words.ts'

/** Names in a subject line; all of them stand in the text. */
const NAMES_IN_SUBJECT = 2
const NAMES_IN_BRIEF = 5

/** A call-out in words. */
export function renderOffer(notice: OfferNotice, reader: Reader): RenderedMessage {
  const japanese = reader.language === 'ja'
  const level = LEVEL_TEXTS[notice.level][reader.language]
  const names = notice.routes.map((it) => oneLine(it.name, 60))
  const by = shortTimeText(notice.respondByMs, reader)
  const authority = oneLine(notice.authority, 60)
  const inSubject = nameList(names, NAMES_IN_SUBJECT, reader.language)
  return {
    subject: japanese
      ? `【${level}】${inSubject}（${by}までに回答）${authority}`
      : `[${level}] ${inSubject} - answer by ${by} - ${authority}`,
    full: japanese ? fullJapanese(notice, reader, level) : fullEnglish(notice, reader, level),
    brief: brief(notice, reader, level, names),
    sms: fitSms(smsWordings(notice, reader, level, names), notice.link),
    link: notice.link,
  }
}

function brief(notice: OfferNotice, reader: Reader, level: string, names: readonly string[]): string {
  const { language } = reader
  const list = nameList(names, NAMES_IN_BRIEF, language)
  const answer = timeText(notice.respondByMs, reader)
  const starts = notice.routes.flatMap((it) => (it.startByMs === null ? [] : [it.startByMs]))
  const start = starts.length === 0 ? null : shortTimeText(Math.min(...starts), reader)
  const lines =
    language === 'ja'
      ? [`【${level}】${oneLine(notice.authority, 60)}`, list, `回答期限 ${answer}`, ...line('開始期限', start)]
      : [`[${level}] ${oneLine(notice.authority, 60)}`, list, `Answer by ${answer}`, ...line('Start by', start)]
  return lines.join('\n')
}

function line(label: string, value: string | null): string[] {
  return value === null ? [] : [`${label} ${value}`]
}

/** Fewer and fewer names, so that the link always fits. */
function smsWordings(notice: OfferNotice, reader: Reader, level: string, names: readonly string[]): string[] {
  const by = shortTimeText(notice.respondByMs, reader)
  const { language } = reader
  const count = routeCount(names.length, language)
  const authority = oneLine(notice.authority, 20)
  const wording = (listed: string) =>
    language === 'ja'
      ? `【${level}】${authority} ${listed} ${by}迄に回答`
      : `${level}: ${authority}, ${listed}. Answer by ${by}`
  return [...names.map((_, i) => wording(nameList(names, names.length - i, language))), wording(count)]
}

function fullJapanese(notice: OfferNotice, reader: Reader, level: string): string {
  const asked = notice.level === 'dispatch' ? '除雪の出動' : '除雪の待機'
  return [
    `${oneLine(notice.contractor, 60)} 様`,
    '',
    `${oneLine(notice.authority, 60)}です。次の${notice.routes.length}路線について${asked}をお願いします。`,
    `回答期限: ${timeText(notice.respondByMs, reader)}`,
    '',
    ...notice.routes.flatMap((route, i) => routeLines(route, i, reader)),
    ...(notice.link === null
      ? ['回答は、道路管理者にご連絡ください。']
      : [`${level}の可否はこちらから回答できます（ログイン不要）:`, notice.link]),
    '',
    '期限までに回答がないときは、次の事業者に依頼します。',
    ...(notice.link === null ? [] : ['このリンクは貴社専用です。ほかの方に転送しないでください。']),
    '',
  ].join('\n')
}

function fullEnglish(notice: OfferNotice, reader: Reader, level: string): string {
  return [
    `To ${oneLine(notice.contractor, 60)}`,
    '',
    `${oneLine(notice.authority, 60)} asks you for ${level} on ${routeCount(notice.routes.length, 'en')}.`,
    `Answer by: ${timeText(notice.respondByMs, reader)}`,
    '',
    ...notice.routes.flatMap((route, i) => routeLines(route, i, reader)),
    ...(notice.link === null
      ? ['Please give your answer to the road authority.']
      : ['Accept or decline here, without a login:', notice.link]),
    '',
    'Without an answer by then the next contractor is asked.',
    ...(notice.link === null ? [] : ['This link is for your firm alone; please do not forward it.']),
    '',
  ].join('\n')
}

function routeLines(route: AskedRoute, index: number, reader: Reader): string[] {
  const japanese = reader.language === 'ja'
  const start = route.startByMs === null ? null : timeText(route.startByMs, reader)
  const finish = route.finishByMs === null ? null : timeText(route.finishByMs, reader)
  const size = japanese
    ? `延長 ${route.lengthM} m、作業の目安 ${route.plowMinutes} 分`
    : `${route.lengthM} m, about ${route.plowMinutes} min of work`
  return [
    `${index + 1}. ${oneLine(route.name, 60)}`,
    ...(start === null ? [] : [`   ${japanese ? '開始期限' : 'Start by'}: ${start}`]),
    ...(finish === null ? [] : [`   ${japanese ? '完了期限' : 'Finish by'}: ${finish}`]),
    `   ${size}`,
    ...route.reasons.map((it) => `   ${japanese ? '理由' : 'Why'}: ${oneLine(it, 300)}`),
    '',
  ]
}
