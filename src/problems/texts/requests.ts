import type { FieldText, Text } from '../words.ts'

/** Devices, contact points, and requests as such: fields. */
export const REQUEST_FIELD_TEXTS = {
  'keys-needed': {
    en: 'are needed for web-push: those of the PushSubscription',
    ja: 'Web Push には PushSubscription の keys が要ります',
    remedy: 'fill',
  },
  'keys-not-of-channel': {
    en: 'belong to web-push, not to {channel}',
    ja: 'Web Push だけの項目です（今の方法は {channel}）',
    remedy: 'correct',
  },
  'duty-is-officers': {
    en: 'is for officers on duty; the roster says when a contractor is',
    ja: '当番の職員だけの項目です。事業者の当番は当番表で決めます',
    remedy: 'correct',
  },
  'not-a-line-id': {
    en: 'must be a LINE id: U, C or R and 32 hexadecimal digits',
    ja: 'LINE の ID（U・C・R のどれかと、0〜9・a〜f の32桁）でなければなりません',
    remedy: 'correct',
  },
  'firm-not-imported': {
    en: 'is no contractor of yours; import it first',
    ja: '自分の組織にある事業者ではありません。先に登録してください',
    remedy: 'refer',
  },
  'config-empty': {
    en: 'must name intervalS, mountHeightMm or calibrationOffsetMm',
    ja: '送信間隔・設置高さ・補正値のどれかが要ります',
    remedy: 'fill',
  },
  'event-missing': {
    en: 'is missing: send the event as JSON',
    ja: '本文がありません。イベントを JSON で送ってください',
    remedy: 'fill',
  },
  'not-a-cursor': { en: 'is not a cursor of this list', ja: 'この一覧の続きを表す値ではありません', remedy: 'restart' },
  'not-an-event-id': { en: 'must be the id of an event', ja: '記録の番号でなければなりません', remedy: 'correct' },
  'idempotency-key-length': {
    en: 'must have 1 to {most} characters',
    ja: '1〜{most}文字でなければなりません',
    remedy: 'correct',
  },
} as const satisfies Record<string, FieldText>

export const REQUEST_TEXTS = {
  'no-call-here': { en: 'no {method} {path} here', ja: '{method} {path} はありません' },
  'no-error-code': { en: 'no error code {code}', ja: 'エラーコード {code} はありません' },
  'no-thing': { en: 'no {thing} {id}', ja: '{thing} {id} はありません' },
  'there-is-no-thing': { en: 'there is no {thing} {id}', ja: '{thing} {id} はありません' },
  'no-version': { en: 'no criterion {id} of version {version}', ja: '出動基準 {id} に版 {version} はありません' },
  'body-not-json': {
    en: 'the body must be JSON: send Content-Type: application/json',
    ja: '本文は JSON でなければなりません（Content-Type: application/json）',
  },
  'body-too-large': { en: 'Request body is too large', ja: '送られたデータが大きすぎます' },
  'not-understood': { en: '{why}', ja: '送られた内容を読めません（{why}）' },
  'cursor-unknown': {
    en: 'cursor is not one that this list gave out; start without a cursor',
    ja: 'この一覧の続きを表す値ではありません。初めから読み直してください',
  },
  'last-event-id': {
    en: 'Last-Event-ID must be the id of an event',
    ja: 'Last-Event-ID は記録の番号でなければなりません',
  },
  'idempotency-key': {
    en: 'Idempotency-Key must have 1 to {most} characters',
    ja: 'Idempotency-Key は1〜{most}文字でなければなりません',
  },
  'idempotency-other': {
    en: 'this Idempotency-Key was used for another request',
    ja: 'この Idempotency-Key は別の操作に使われました',
  },
  'idempotency-running': {
    en: 'a request with this Idempotency-Key is still being handled; repeat it shortly',
    ja: '同じ操作をまだ処理しています。少し待って、もう一度送ってください',
  },
  'idempotency-earlier-session': {
    en: 'this request was done from an earlier session, which alone may read its answer; read the resource',
    ja: 'この操作は前のサインインで済んでいます。画面を読み直してください',
  },
  'if-match-of-version': {
    en: 'send If-Match with the ETag of the version you read',
    ja: '読んだ版の ETag を If-Match で送ってください',
  },
  'if-match-or-none': {
    en: 'send If-Match with the ETag, or If-None-Match: * to create',
    ja: '読んだものの ETag を If-Match で、新しく作るなら If-None-Match: * を送ってください',
  },
  'if-match-of': {
    en: 'send If-Match with the ETag of {what} as you read it',
    ja: '読んだ{what}の ETag を If-Match で送ってください',
  },
  'if-match-not-of': {
    en: 'If-Match {given} is not an ETag of a {thing}',
    ja: 'If-Match {given} は{thing}の ETag ではありません',
  },
  'content-moved-on': {
    en: '{what} is now {current}, not {given}: somebody else changed it; read it again',
    ja: '{what}は、読んだあとにほかの人が変えました（今は {current}、送られたのは {given}）。読み直してください',
  },
  'the-roster-of': { en: 'the roster of {thing} {id}', ja: '{thing} {id} の当番表' },
  'the-holidays': { en: 'the list of holidays', ja: '休日の一覧' },
  'id-in-use': { en: 'the id {id} is taken; choose another', ja: 'ID {id} はもう使われています。別のIDにしてください' },
  'device-id-in-use': {
    en: 'the device id {id} is taken; choose another',
    ja: '機器ID {id} はもう使われています。別のIDにしてください',
  },
  'belongs-elsewhere': {
    en: '{thing} {id} belongs to another authority; choose another id',
    ja: '{thing} {id} はほかの組織のものです。別のIDにしてください',
  },
  'thing-not-at-version': {
    en: '{thing} {id} {is}, not at version {expected}',
    ja: '{thing} {id} は{is}。もとにした版は {expected} です',
  },
  'configuration-not-at': {
    en: 'the configuration of {device} {is}, not at {expected}',
    ja: '機器 {device} の設定は{is}。もとにした版は {expected} です',
  },
  'dev-eui-taken': { en: 'the DevEUI {devEui} {what}', ja: 'DevEUI {devEui} は登録できません。{what}' },
  'commands-wait': {
    en: '{most} commands wait for device {device} already; wait until it appears or they expire',
    ja: '機器 {device} への命令がもう{most}件待っています。機器につながるか、期限が切れるまで待ってください',
  },
  'device-not-listening': {
    en: 'device {device} does not listen to {leaf} now',
    ja: '機器 {device} は今、{leaf} を受け取れません',
  },
  'no-webhook': {
    en: 'contractor {id} has no webhook in use; give it a webhookUrl',
    ja: '事業者 {id} には使える Webhook がありません。Webhook の URL を登録してください',
  },
  'contact-point-idle': {
    en: 'contact point {id} is not in use; make it active or change its address',
    ja: '連絡先 {id} は使われていません。使うようにするか、宛先を直してください',
  },
  'subscription-idle': {
    en: 'subscription {id} is not in use; subscribe this phone again',
    ja: '通知の登録 {id} は使われていません。この電話でもう一度登録してください',
  },
  'push-not-set-up': {
    en: 'Web Push is not set up here; YUKIBAN_VAPID_SUBJECT sets it up',
    ja: 'Web Push は設定されていません（設定 YUKIBAN_VAPID_SUBJECT）',
  },
  'push-for-contractors': {
    en: 'only a contractor’s key can subscribe its phone',
    ja: '電話を登録できるのは事業者だけです',
  },
  'phones-full': {
    en: '{most} phones are subscribed already; remove one first',
    ja: '電話はもう{most}台登録されています。先に1台外してください',
  },
  'tests-wait': {
    en: 'a firm, or the officers on duty, are sent at most {most} test messages an hour',
    ja: '試しの送信は、同じ事業者（または当番の職員）へ1時間に{most}通までです',
  },
  'purge-by-command': {
    en: 'several authorities share this service; use `yukiban quarantine purge`',
    ja: 'いくつかの組織が共に使うサービスです。`yukiban quarantine purge` を使ってください',
  },
  'streams-of-key': {
    en: '{count} streams are open already with these credentials',
    ja: 'このサインインで、画面がもう{count}つ開いています',
  },
  'streams-full': { en: 'too many streams are open', ja: '開いている画面が多すぎます' },
} as const satisfies Record<string, Text>
