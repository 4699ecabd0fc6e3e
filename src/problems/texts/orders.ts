import type { FieldText, Text } from '../words.ts'

/** Orders, offers, call-outs and the work on them: fields. */
export const ORDER_FIELD_TEXTS = {
  'contractor-is-not-you': {
    en: 'is not you; leave it out',
    ja: '自分の会社ではありません。空けてください',
    remedy: 'correct',
  },
  'not-order-states': {
    en: 'must be one or more of {states}, separated by commas',
    ja: '次のどれかを、コンマで区切って書いてください（{states}）',
    remedy: 'correct',
  },
  'routes-or-block': {
    en: 'is required, or block: exactly one of them',
    ja: '路線か工区のどちらか一方が要ります',
    remedy: 'fill',
  },
  'block-empty': { en: 'has no routes', ja: 'この工区には路線がありません', remedy: 'correct' },
  'block-too-large': {
    en: 'has more than {most} routes: name them in parts',
    ja: 'この工区には路線が{most}より多くあります。分けて指定してください',
    remedy: 'correct',
  },
  'before-previous-step': {
    en: "is before the order's previous step at {previous}",
    ja: '前の段階（{previous}）より前の時刻です',
    remedy: 'correct',
  },
  'same-as-finished': {
    en: 'says the same as finishedAt: give one of them',
    ja: 'finishedAt と同じ意味です。どちらか一方にしてください',
    remedy: 'correct',
  },
  'started-after-end': {
    en: 'is later than the end of the work: give finishedAt as well',
    ja: '作業の終わりより後です。終わりの時刻（finishedAt）も書いてください',
    remedy: 'correct',
  },
  'pass-after-end': { en: 'is after the end of the work', ja: '作業の終わりより後です', remedy: 'correct' },
  'report-empty': {
    en: 'is required, or position, or note',
    ja: '進み具合・位置・ひとことのどれかが要ります',
    remedy: 'fill',
  },
  'decline-reason-missing': {
    en: 'is required, or a code: one of {codes}',
    ja: '理由か、理由の区分（{codes}）が要ります',
    remedy: 'fill',
  },
  'not-of-call-out': { en: 'is not part of this call-out', ja: 'この呼び出しにはない出動指令です', remedy: 'correct' },
  'not-accepted-in-call-out': {
    en: 'was not accepted in it: {state}',
    ja: 'この呼び出しでは承諾されていません（{state}）',
    remedy: 'correct',
  },
  'no-contractor-of-yours': {
    en: 'is no contractor of yours',
    ja: '自分の組織にある事業者ではありません',
    remedy: 'refer',
  },
} as const satisfies Record<string, FieldText>

/** States and steps as sentences name them. */
export const STATE_PARTS = {
  'state-proposed': { en: 'proposed', ja: '承認待ち' },
  'state-requested': { en: 'requested', ja: '打診中' },
  'state-accepted': { en: 'accepted', ja: '承諾済み' },
  'state-started': { en: 'started', ja: '作業中' },
  'state-completed': { en: 'completed', ja: '完了' },
  'state-rejected': { en: 'rejected', ja: '却下' },
  'state-withdrawn': { en: 'withdrawn', ja: '取り下げ' },
  'state-open': { en: 'open', ja: '回答待ち' },
  'state-declined': { en: 'declined', ja: '辞退' },
  'state-expired': { en: 'expired', ja: '期限切れ' },
  'state-draft': { en: 'draft', ja: '下書き' },
  'state-review': { en: 'review', ja: '審査中' },
  'state-published': { en: 'published', ja: '公開中' },
  'state-queued': { en: 'queued', ja: '待ち' },
  'state-running': { en: 'running', ja: '計算中' },
  'state-done': { en: 'done', ja: '済み' },
  'state-failed': { en: 'failed', ja: '失敗' },
  'state-cancelled': { en: 'cancelled', ja: '取り消し' },
} as const satisfies Record<string, Text>

export const ORDER_TEXTS = {
  'order-not-yours': {
    en: 'order {id} is not yours to {command}: accept an offer for it first',
    ja: '出動指令 {id} は自分の会社のものではありません。先に依頼を承諾してください（{command}）',
  },
  'order-just-closed': {
    en: 'the order on route {route} has just been closed',
    ja: '路線 {route} の出動指令は、たった今終わりました。もう一度試してください',
  },
  'order-changed': {
    en: 'order {id} was changed by somebody else at the same moment',
    ja: '出動指令 {id} は、同時にほかの人が変えました。読み直してください',
  },
  'order-step-refused': {
    en: 'order {id} is {state}, which allows {allowed}, not {command}',
    ja: '出動指令 {id} は{state}なので、この操作（{command}）はできません。できるのは {allowed} です',
  },
  'nothing-more': { en: 'nothing more', ja: '何もありません' },
  'order-deadline-fixed': {
    en: 'order {id} is {state}: its deadline can no longer be changed',
    ja: '出動指令 {id} は{state}なので、期限はもう変えられません',
  },
  'order-not-requested': {
    en: 'order {id} is {state} and cannot be {what}: only an order that nobody has taken can be',
    ja: '出動指令 {id} は{state}なので、{what}ことはできません。引き受け手のない出動指令だけです',
  },
  'order-not-approved': {
    en: 'order {id} is {state} and cannot be {what}: approve it first',
    ja: '出動指令 {id} は{state}なので、{what}ことはできません。先に承認してください',
  },
  'to-offer': { en: 'offered to a contractor', ja: '事業者に打診する' },
  'to-reoffer': { en: 'offered again', ja: '打診し直す' },
  'offer-closed': {
    en: 'offer {id} is {state} and can no longer be {answer}',
    ja: '打診 {id} は{state}なので、もう答え（{answer}）を受け取れません',
  },
  'call-out-without-order': {
    en: 'call-out {id} asks for no order {order}',
    ja: '呼び出し {id} に出動指令 {order} はありません',
  },
  'call-out-closed': {
    en: 'call-out {id} is {states} and can no longer be {answer}',
    ja: '呼び出し {id} は{states}なので、もう答え（{answer}）を受け取れません',
  },
  'two-states': { en: '{one} and {other}', ja: '{one}・{other}' },
  'no-orders': { en: 'empty', ja: '空' },
  'report-time-taken': {
    en: 'order {id} has another report of {at}; give this one its own time',
    ja: '出動指令 {id} には同じ時刻（{at}）の別の報告があります。時刻を変えて送ってください',
  },
  'no-work-under-way': {
    en: 'order {id} is {state}: no work on it was under way at {at}',
    ja: '出動指令 {id} は{state}で、{at} に作業は行われていません',
  },
  'reports-full': {
    en: 'order {id} has {most} progress reports, and no room for more',
    ja: '出動指令 {id} の報告は{most}件で、これ以上は受け取れません',
  },
  'link-over': {
    en: 'this link is unknown, or its time is over',
    ja: 'このリンクは使えません（期限が切れたか、誤っています）',
  },
  'link-missing': { en: 'there is no link', ja: 'リンクがありません' },
  'link-busy': {
    en: 'this link has sent too much within a minute',
    ja: 'このリンクからの送信が1分間に多すぎます',
  },
  'links-wrong': {
    en: 'too many wrong links from this address',
    ja: 'このアドレスから、使えないリンクが何度も開かれました',
  },
} as const satisfies Record<string, Text>
