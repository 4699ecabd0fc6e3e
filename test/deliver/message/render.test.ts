import { expect, test } from 'vitest'
import type { DutyNotice, Notice, OfferNotice } from '../../../src/deliver/message/notice.ts'
import { renderMessage } from '../../../src/deliver/message/render.ts'
import { smsParts } from '../../../src/deliver/message/sms.ts'
import { WHY_TEXTS } from '../../../src/deliver/message/words.ts'
import type { DeadlineWhy } from '../../../src/dispatch/deadline.ts'
import type { AlarmWhy } from '../../../src/dispatch/roster.ts'

const JST = 'Asia/Tokyo'
const at = (time: string) => Date.parse(`2026-01-21T${time}:00+09:00`)
const LINK = 'https://yukiban.example.jp/l/AAECAwQFBgcICQoLDA0ODw'

const offer: OfferNotice = {
  kind: 'offer',
  authority: '青森市',
  contractor: '北組',
  level: 'dispatch',
  respondByMs: at('02:10'),
  routes: [
    {
      name: '本町通り',
      lengthM: 1800,
      plowMinutes: 45,
      startByMs: at('06:15'),
      finishByMs: at('07:00'),
      reasons: ['前回除雪後の積雪 11.2 cm が基準 10.0 cm 以上'],
    },
    { name: '浜町線', lengthM: 900, plowMinutes: 20, startByMs: null, finishByMs: null, reasons: [] },
  ],
  link: LINK,
}

test('a call-out in Japanese', () => {
  const message = renderMessage(offer, { language: 'ja', timeZone: JST })
  expect(message.subject).toBe('【出動】本町通り、浜町線（1/21 02:10までに回答）青森市')
  expect(message.full).toBe(`北組 様

青森市です。次の2路線について除雪の出動をお願いします。
回答期限: 1月21日(水) 02:10

1. 本町通り
   開始期限: 1月21日(水) 06:15
   完了期限: 1月21日(水) 07:00
   延長 1800 m、作業の目安 45 分
   理由: 前回除雪後の積雪 11.2 cm が基準 10.0 cm 以上

2. 浜町線
   延長 900 m、作業の目安 20 分

出動の可否はこちらから回答できます（ログイン不要）:
${LINK}

期限までに回答がないときは、次の事業者に依頼します。
このリンクは貴社専用です。ほかの方に転送しないでください。
`)
  expect(message.brief).toBe(`【出動】青森市
本町通り、浜町線
回答期限 1月21日(水) 02:10
開始期限 1/21 06:15`)
  expect(message.sms).toBe(`【出動】青森市 本町通り、浜町線 1/21 02:10迄に回答 ${LINK}`)
  expect(smsParts(message.sms)).toBe(2)
})

test('a call-out in English', () => {
  const routes = offer.routes.map((it, i) => ({
    ...it,
    name: `Route ${i + 1}`,
    reasons: i === 0 ? ['snow depth 11.2 cm'] : [],
  }))
  const english: OfferNotice = { ...offer, authority: 'Aomori', contractor: 'Kita & Co', level: 'standby', routes }
  const message = renderMessage(english, { language: 'en', timeZone: JST })
  expect(message.subject).toBe('[stand-by] Route 1, Route 2 - answer by 21 Jan 02:10 - Aomori')
  expect(message.full).toBe(`To Kita & Co

Aomori asks you for stand-by on 2 routes.
Answer by: Wed 21 Jan 02:10

1. Route 1
   Start by: Wed 21 Jan 06:15
   Finish by: Wed 21 Jan 07:00
   1800 m, about 45 min of work
   Why: snow depth 11.2 cm

2. Route 2
   900 m, about 20 min of work

Accept or decline here, without a login:
${LINK}

Without an answer by then the next contractor is asked.
This link is for your firm alone; please do not forward it.
`)
  expect(message.sms).toBe(`stand-by: Aomori, Route 1, Route 2. Answer by 21 Jan 02:10 ${LINK}`)
  expect(smsParts(message.sms)).toBe(1)
})

test('without a public address there is no link, and the reader is told whom to answer', () => {
  const message = renderMessage({ ...offer, link: null }, { language: 'ja', timeZone: JST })
  expect(message.full).toContain('回答は、道路管理者にご連絡ください。')
  expect(message.full).not.toContain('リンク')
  expect(message.sms).not.toContain('http')
})

const route = { name: '本町通り', level: 'dispatch', reason: null, state: null } as const
const duty = {
  orderId: 'order_1',
  name: '本町通り',
  level: 'dispatch',
  why: null,
  startByMs: at('06:15'),
  finishByMs: at('07:00'),
  missed: false,
  reasons: ['積雪深 12.0 cm'],
} as const
const firm = { authority: '青森市', contractor: '北組' }
const dutyNotice = (kind: DutyNotice['kind'], why: string | null): DutyNotice => {
  return { kind, authority: '青森市', routes: [{ ...duty, why }] }
}

test.each<{ name: string; notice: Notice; ja: string; en: string; sms: string; holds: [string, string] }>([
  {
    name: 'expired',
    notice: { kind: 'expired', ...firm, routes: [route] },
    ja: '【回答期限切れ】本町通り 青森市',
    en: '[Answer time over] 本町通り - 青森市',
    sms: '【回答期限切れ】青森市 本町通り',
    holds: ['出動は不要です。\n\n- 本町通り（出動）', 'nothing to do.\n\n- 本町通り (dispatch)'],
  },
  {
    name: 'withdrawn, with a reason',
    notice: { kind: 'withdrawn', ...firm, routes: [{ ...route, reason: 'snow\nhas melted' }] },
    ja: '【依頼の取消】本町通り 青森市',
    en: '[Called off] 本町通り - 青森市',
    sms: '【依頼の取消】青森市 本町通り',
    holds: ['- 本町通り（出動） 理由: snow has melted', '- 本町通り (dispatch). Reason: snow has melted'],
  },
  {
    name: 'updated',
    notice: { kind: 'updated', ...firm, routes: [{ ...route, state: 'completed' }] },
    ja: '【状況の変更】本町通り 青森市',
    en: '[Changed] 本町通り - 青森市',
    sms: '【状況の変更】青森市 本町通り',
    holds: ['- 本町通り（出動）: 完了', '- 本町通り (dispatch): completed'],
  },
  {
    name: 'proposed',
    notice: dutyNotice('proposed', null),
    ja: '【承認待ち】本町通り 青森市',
    en: '[Approval needed] 本町通り - 青森市',
    sms: '【承認待ち】青森市 本町通り',
    holds: ['承認または却下してください', 'Please approve or reject'],
  },
  {
    name: 'alarm',
    notice: dutyNotice('alarm', 'roster-exhausted'),
    ja: '【要対応】本町通り 青森市',
    en: '[Action needed] 本町通り - 青森市',
    sms: '【要対応】青森市 本町通り 名簿の全事業者が受けられませんでした',
    holds: ['   名簿の全事業者が受けられませんでした\n   開始期限: 1月21日(水) 06:15', 'nobody on the roster took it'],
  },
  {
    name: 'at risk, for a reason that has no words yet',
    notice: dutyNotice('at-risk', 'new-code'),
    ja: '【期限注意】本町通り 青森市',
    en: '[Deadline at risk] 本町通り - 青森市',
    sms: '【期限注意】青森市 本町通り new-code',
    holds: ['new-code', 'Order: order_1'],
  },
  {
    name: 'ping',
    notice: { kind: 'ping', authority: '青森市' },
    ja: '【試験】青森市 除雪連絡',
    en: '[Test] 青森市 snow plowing',
    sms: '青森市の除雪連絡の試験です。返信や作業は不要です。',
    holds: ['試験です', 'This is a test'],
  },
])('$name', ({ notice, ja, en, sms, holds }) => {
  const japanese = renderMessage(notice, { language: 'ja', timeZone: JST })
  const english = renderMessage(notice, { language: 'en', timeZone: JST })
  expect([japanese.subject, english.subject, japanese.sms]).toEqual([ja, en, sms])
  expect(japanese.full).toContain(holds[0])
  expect(english.full).toContain(holds[1])
  expect(japanese.link).toBeNull()
})

test('a deadline that cannot be met any more is told as that', () => {
  const notice = dutyNotice('at-risk', 'not-accepted')
  const missed = { ...notice, routes: notice.routes.map((it) => ({ ...it, missed: true })) }
  expect(renderMessage(missed, { language: 'ja', timeZone: JST })).toMatchObject({
    subject: '【期限に間に合いません】本町通り 青森市',
    sms: '【期限に間に合いません】青森市 本町通り 受諾がありません',
    full: expect.stringContaining('完了期限に間に合わなくなりました。'),
  })
  expect(renderMessage(missed, { language: 'en', timeZone: JST }).subject).toBe('[Deadline missed] 本町通り - 青森市')
})

test('names cannot break a header or a line', () => {
  const evil = {
    ...offer,
    authority: '青森\r\nBcc: x@example.jp',
    routes: [{ ...offer.routes[0], name: 'A\u2028B\u0007C' }],
  }
  const message = renderMessage(evil as OfferNotice, { language: 'ja', timeZone: JST })
  expect(message.subject).not.toMatch(/[\r\n]/)
  expect(message.full).toContain('1. A B C\n')
})

test('times are those of the authority, whatever the machine’s', () => {
  const message = renderMessage(offer, { language: 'en', timeZone: 'UTC' })
  expect(message.full).toContain('Answer by: Tue 20 Jan 17:10')
})

test('every reason for which officers are told has words', () => {
  const codes: Record<AlarmWhy | DeadlineWhy | 'no-longer-needed', true> = {
    'no-roster': true,
    'nobody-on-duty': true,
    'all-at-capacity': true,
    'roster-exhausted': true,
    'not-accepted': true,
    'not-started': true,
    'not-completed': true,
    'completed-late': true,
    'no-longer-needed': true,
  }
  expect(Object.keys(WHY_TEXTS).toSorted()).toEqual(Object.keys(codes).toSorted())
})
