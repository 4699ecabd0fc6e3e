import { createHash } from 'node:crypto'
import { type Language, reasonText } from '../criteria/reason-text.ts'
import { LEVEL_TEXTS, STATE_TEXTS, timeText } from '../deliver/message/words.ts'
import { DECLINE_CODES, DECLINE_TEXT } from '../domain/decline.ts'
import { escapeHtml } from '../domain/escape-html.ts'
import type { OfferState } from '../domain/order.ts'
import type { EpochMs } from '../domain/time.ts'
import type { CallOutRoute } from '../store/links/call-out-routes.ts'

/** The page behind a one-time link: plain HTML that needs no script, readable at 02:00 and pressable in gloves. Pure. */

export interface LinkPage {
  readonly language: Language
  readonly timeZone: string
  readonly authority: string
  readonly contractor: string
  /** Path of this page. */
  readonly path: string
  /** Whether this page was asked for where the app could be had. */
  readonly plain: boolean
  /** Leads to the app where scripts run; null: there is none. */
  readonly script: string | null
  readonly routes: readonly CallOutRoute[]
}

const STYLE = `
:root{color-scheme:light dark;font:18px/1.6 system-ui,sans-serif}
body{margin:0 auto;padding:1rem;max-width:40rem}
h1{font-size:1.4rem}ul{list-style:none;padding:0}
li{border:2px solid;border-radius:.5rem;padding:.75rem;margin:.75rem 0}
li label{display:block;font-weight:bold}li p{margin:.25rem 0}
button,select,input[type=text]{font:inherit;width:100%;box-sizing:border-box;padding:1rem;margin:.5rem 0;border-radius:.5rem;border:2px solid}
input[type=checkbox]{width:1.6rem;height:1.6rem;vertical-align:middle;margin-right:.6rem}
button{font-weight:bold;cursor:pointer}
.accept{background:#0b5c2b;color:#fff;border-color:#0b5c2b}
:focus-visible{outline:4px solid #f5a800;outline-offset:2px}
footer{margin-top:2rem;font-size:.85rem}
`

/** The page may load nothing at all, but its own style, and may send its forms to us alone. */
const POLICY = [
  `style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`,
  "form-action 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
]
/** Content security policy of the page behind a link. */
export const LINK_PAGE_POLICY = ["default-src 'none'", ...POLICY].join('; ')
/** The same with the one script of ours that leads to the app. */
export const LINK_PAGE_WITH_APP_POLICY = ["default-src 'none'", "script-src 'self'", ...POLICY].join('; ')

/** What the addresses of the page and its forms carry on. */
export function queryOf(language: Language, { plain }: { readonly plain?: unknown }): string {
  return `lang=${language}${plain ? '&plain=1' : ''}`
}

const TEXTS = {
  ja: {
    title: '除雪の依頼',
    asked: 'ご回答をお願いします',
    settled: '回答の受付は終わりました',
    by: '回答期限',
    start: '開始期限',
    finish: '完了期限',
    size: (lengthM: number, minutes: number) => `延長 ${lengthM} m、作業の目安 ${minutes} 分`,
    reason: '理由',
    accept: '受ける（出動できます）',
    acceptStandby: '受ける（待機できます）',
    decline: '受けられない',
    declineWhy: '受けられない理由',
    words: '補足（任意）',
    seen: '見ました（回答はあとで）',
    wasSeen: '「見ました」を記録しました。',
    choose: '受けられる路線だけに印を付けて送れます。',
    gone: 'このリンクは使えません',
    goneText: '期限が過ぎたか、リンクが正しくありません。道路管理者にご連絡ください。',
    busy: '操作が続いています。1分ほど待ってからもう一度お試しください。',
    other: 'English',
  },
  en: {
    title: 'Snow plowing request',
    asked: 'Please answer',
    settled: 'Nothing left to answer',
    by: 'Answer by',
    start: 'Start by',
    finish: 'Finish by',
    size: (lengthM: number, minutes: number) => `${lengthM} m, about ${minutes} min of work`,
    reason: 'Why',
    accept: 'Accept (we can go)',
    acceptStandby: 'Accept (we can stand by)',
    decline: 'Decline',
    declineWhy: 'Why you cannot',
    words: 'In your own words (optional)',
    seen: 'Seen (answer later)',
    wasSeen: 'Noted that you have seen it.',
    choose: 'You may tick only the routes you can take.',
    gone: 'This link does not work',
    goneText: 'Its time is over, or it is not complete. Please call the road authority.',
    busy: 'Too many tries. Please wait a minute and try again.',
    other: '日本語',
  },
} as const

const OFFER_TEXTS: Readonly<Record<OfferState, { readonly ja: string; readonly en: string }>> = {
  open: { ja: '回答待ち', en: 'waiting for your answer' },
  accepted: { ja: '受諾しました', en: 'accepted' },
  declined: { ja: '辞退しました', en: 'declined' },
  expired: { ja: '回答期限が過ぎました', en: 'answer time over' },
  withdrawn: { ja: '取り消されました（出動不要）', en: 'called off' },
}

/** The call-out as it stands, with buttons while there is something to answer. */
export function callOutPage(page: LinkPage): string {
  const t = TEXTS[page.language]
  const open = page.routes.filter((it) => it.offerState === 'open')
  const seen = open.length > 0 && open.every((it) => it.readAtMs !== null)
  const heading = open.length > 0 ? t.asked : t.settled
  const content = [
    `<p>${escapeHtml(page.authority)} → ${escapeHtml(page.contractor)}</p>`,
    `<h1>${heading}</h1>`,
    ...(open.length === 0 ? [] : answerForms(page, open)),
    ...listOf(page.routes.filter((it) => it.offerState !== 'open').map((it) => `<li>${routeOf(page, it)}</li>`)),
    ...(seen ? [`<p role="status">${t.wasSeen}</p>`] : []),
  ]
  return document(page.language, t.title, [...content, languageLink(page)], page.script)
}

/** For a link that is unknown or over; both look alike. */
export function linkGonePage(language: Language): string {
  const t = TEXTS[language]
  return document(language, t.gone, [`<h1>${t.gone}</h1>`, `<p>${t.goneText}</p>`])
}

/** For whoever tries too often. */
export function linkBusyPage(language: Language): string {
  const t = TEXTS[language]
  return document(language, t.title, [`<h1>${t.title}</h1>`, `<p>${t.busy}</p>`])
}

function answerForms(page: LinkPage, open: readonly CallOutRoute[]): string[] {
  const { language, path } = page
  const t = TEXTS[language]
  const standby = open.every((it) => it.level === 'standby')
  const several = open.length > 1
  const hidden = open.map((it) => `<input type="hidden" name="order" value="${escapeHtml(it.orderId)}">`).join('')
  const form = (action: string) =>
    `<form method="post" action="${escapeHtml(path)}/${action}?${escapeHtml(queryOf(language, page))}">`
  const rows = open.map((it) => {
    const box = several
      ? `<input type="checkbox" name="order" value="${escapeHtml(it.orderId)}" checked>`
      : `<input type="hidden" name="order" value="${escapeHtml(it.orderId)}">`
    return `<li>${routeOf(page, it, box)}</li>`
  })
  const codes = DECLINE_CODES.map((it) => `<option value="${it}">${escapeHtml(DECLINE_TEXT[it][language])}</option>`)
  return [
    form('accept'),
    ...listOf(rows),
    ...(several ? [`<p>${t.choose}</p>`] : []),
    `<button class="accept">${standby ? t.acceptStandby : t.accept}</button></form>`,
    `${form('decline')}${hidden}`,
    `<label>${t.declineWhy}<select name="code" required>${codes.join('')}</select></label>`,
    `<label>${t.words}<input type="text" name="reason" maxlength="500" autocomplete="off"></label>`,
    `<button>${t.decline}</button></form>`,
    `${form('seen')}<button>${t.seen}</button></form>`,
  ]
}

function routeOf(page: LinkPage, route: CallOutRoute, box = ''): string {
  const { language } = page
  const t = TEXTS[language]
  const time = (label: string, atMs: EpochMs | null) =>
    atMs === null
      ? []
      : [`<p>${label}: <time datetime="${new Date(atMs).toISOString()}">${escapeHtml(timeText(atMs, page))}</time></p>`]
  const open = route.offerState === 'open'
  const reasons = route.reasons.map((it) => reasonText(it, language))
  return [
    `<label>${box}${escapeHtml(route.name)}（${LEVEL_TEXTS[route.level][language]}）</label>`,
    ...(open ? [] : [`<p><strong>${stateText(route, language)}</strong></p>`]),
    ...(open ? time(t.by, route.respondByMs) : []),
    ...time(t.start, route.startByMs),
    ...time(t.finish, route.finishByMs),
    `<p>${escapeHtml(t.size(route.lengthM, route.plowMinutes))}</p>`,
    ...[...(route.orderReason === null ? [] : [route.orderReason]), ...reasons].map(
      (it) => `<p>${t.reason}: ${escapeHtml(it)}</p>`,
    ),
  ].join('')
}

/** An accepted order may have gone on, or been called off, since. */
function stateText(route: CallOutRoute, language: Language): string {
  if (route.offerState !== 'accepted' || route.orderState === 'accepted') return OFFER_TEXTS[route.offerState][language]
  if (route.orderState === 'withdrawn') return OFFER_TEXTS.withdrawn[language]
  return STATE_TEXTS[route.orderState][language]
}

function listOf(items: readonly string[]): string[] {
  return items.length === 0 ? [] : [`<ul>${items.join('')}</ul>`]
}

function languageLink({ path, language, plain }: LinkPage): string {
  const other = language === 'ja' ? 'en' : 'ja'
  const href = escapeHtml(`${path}?${queryOf(other, { plain })}`)
  return `<footer><a href="${href}" hreflang="${other}" lang="${other}">${TEXTS[language].other}</a></footer>`
}

function document(language: Language, title: string, body: readonly string[], script: string | null = null): string {
  return [
    `<!doctype html><html lang="${language}"><head><meta charset="utf-8">`,
    '<meta name="viewport" content="width=device-width,initial-scale=1"><meta name="robots" content="noindex,nofollow">',
    // as a module: browsers too old for the app leave it alone
    script === null ? '' : `<script type="module" src="${script}"></script>`,
    `<title>${title}</title><style>${STYLE}</style></head><body><main>`,
    ...body,
    '</main></body></html>',
  ].join('\n')
}
