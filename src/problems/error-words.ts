import type { ErrorCode } from '../errors.ts'

/** Title and remedy of every error in Japanese; in English they stand in `errors.ts`. */
export const ERROR_WORDS_JA: Readonly<Record<ErrorCode, { readonly title: string; readonly remedy: string }>> = {
  'config-invalid': {
    title: '設定が正しくありません',
    remedy: '示された設定を直してください。`yukiban config` に説明があります。',
  },
  'schema-newer': {
    title: 'データベースはもっと新しい版のものです',
    remedy: '新しい版を動かすか、この版の控えから戻してください。',
  },
  'address-unavailable': {
    title: '設定されたアドレスで待ち受けられません',
    remedy:
      'そのポートを使っているものを止めるか、別のアドレスにしてください（YUKIBAN_HTTP_PORT、YUKIBAN_MQTT_PORT など）。',
  },
  'store-unavailable': {
    title: 'データベースに書き込めません',
    remedy: 'YUKIBAN_DATA_DIR の空きと権限を確かめてください。直ればひとりでに続きます。',
  },
  'broker-unavailable': {
    title: 'MQTT ブローカーが受け取りません',
    remedy: '/readyz の `mqtt broker` と YUKIBAN_MQTT_URL を確かめ、つながってからもう一度送ってください。',
  },
  'request-invalid': {
    title: '送られた内容が正しくありません',
    remedy: '示された項目を直してください。形は /docs にあります。',
  },
  'request-too-large': {
    title: '送られたデータが大きすぎます',
    remedy: '分けて送るか、YUKIBAN_HTTP_BODY_LIMIT_BYTES（取り込みは YUKIBAN_IMPORT_MAX_BYTES）を大きくしてください。',
  },
  unauthenticated: {
    title: 'サインインしていません',
    remedy: 'サインインしてください。連携システムは API キーを送ります。',
  },
  'sign-in-failed': {
    title: 'ログイン名かパスワードが違います',
    remedy: 'もう一度試してください。パスワードは管理者が作り直せます。',
  },
  'sign-in-busy': { title: 'サインインが混み合っています', remedy: '少し待って、もう一度試してください。' },
  'csrf-refused': {
    title: 'この画面からの操作と確かめられません',
    remedy: 'このサービスのアドレスでページを開き直してください。',
  },
  forbidden: {
    title: 'この操作をする権限がありません',
    remedy: '権限のある人に頼むか、役割を変えてもらってください。',
  },
  'not-found': { title: '見つかりません', remedy: 'IDを確かめてください。見られるものは一覧にあります。' },
  conflict: { title: '今の状態ではできません', remedy: '読み直してください。ほかの人が先に操作したのかもしれません。' },
  'precondition-failed': { title: '読んだあとに変わりました', remedy: '読み直してから、もう一度変えてください。' },
  'precondition-required': {
    title: 'どの版をもとにした変更かが要ります',
    remedy: '読んだ版の ETag を If-Match で送ってください。',
  },
  'review-required': {
    title: 'ほかの人の審査が要ります',
    remedy:
      '下書きを作って審査に出し、ほかの職員に公開してもらってください（YUKIBAN_CRITERIA_REVIEW=any なら一人でできます）。',
  },
  'idempotency-conflict': {
    title: '同じ Idempotency-Key が別の操作に使われました',
    remedy: '新しい操作には新しい Idempotency-Key を使ってください。',
  },
  'too-many-requests': { title: '回数が多すぎます', remedy: '少し待って、もう一度試してください。' },
  'setup-closed': {
    title: '初期設定はすでに済んでいます',
    remedy: 'サインインしてください。人は、この機械の上で `yukiban user` や `yukiban init` でも加えられます。',
  },
  'setup-token-wrong': {
    title: '初期設定用のアドレスが今のものではありません',
    remedy: 'サービスが起動時に示したアドレスを、1日のうちに開いてください。起動し直すと新しいアドレスを示します。',
  },
  'district-invalid': {
    title: '取り込むファイルに誤りがあります',
    remedy: '示された行を直してください。何も取り込んでいません。',
  },
  'import-queue-full': {
    title: '取り込みがもう多く待っています',
    remedy: '少し待って、もう一度送ってください。何も取り込んでいません。',
  },
  'import-too-heavy': {
    title: 'ファイルが大きく、取り込みの時間かメモリーの限りを超えます',
    remedy:
      'ファイルを分けて順に取り込むか、YUKIBAN_IMPORT_CHECK_MAX_S・_WRITE_MAX_S・_MEMORY_MB を大きくしてください。何も取り込んでいません。',
  },
  'import-interrupted': {
    title: '取り込みが途中で切れました',
    remedy: 'もう一度ファイルを送ってください。すでに入った行は「変わらない」になります。',
  },
  'history-invalid': {
    title: '試算する記録に誤りがあります',
    remedy: '示された行を直してください。形は docs/replay.md にあります。',
  },
  'replay-too-large': {
    title: '試算が大きすぎます',
    remedy: '日数か路線を減らすか、YUKIBAN_REPLAYS_MAX_ROUTE_DAYS を大きくするか、`yukiban replay` を使ってください。',
  },
  'replay-queue-full': {
    title: '試算がもう多く待っています',
    remedy: '終わるのを待つか、要らないものを取り消してください。',
  },
  internal: {
    title: 'サービスの中で誤りが起きました',
    remedy: '記録（ログ）をこの番号で調べてください。くり返すときは知らせてください。',
  },
}
