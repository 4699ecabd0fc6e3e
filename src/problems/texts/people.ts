import type { FieldText, Text } from '../words.ts'

/** People, keys, sign-in and the first run: fields. */
export const PEOPLE_FIELD_TEXTS = {
  'not-a-login': {
    en: 'must be 1 to 64 small letters, digits or . _ @ + -, beginning with a letter or digit',
    ja: '半角の英小文字・数字と . _ @ + - で1〜64文字、英字か数字で始めてください',
    remedy: 'correct',
  },
  'password-short': {
    en: 'must have at least {least} characters, this one has {length}',
    ja: '{least}文字以上が要ります（今は{length}文字）',
    remedy: 'password',
  },
  'password-long': {
    en: 'must have at most {most} characters',
    ja: '{most}文字までです',
    remedy: 'password',
  },
  'password-uniform': {
    en: 'must have at least {least} different characters',
    ja: '違う文字が{least}種類以上要ります',
    remedy: 'password',
  },
  'password-is-login': {
    en: 'must be more than the login',
    ja: 'ログイン名とほとんど同じです',
    remedy: 'password',
  },
  'person-needs-firm': {
    en: 'is required for the role contractor: name the firm the person works for',
    ja: '役割が事業者の人には、勤め先の事業者が要ります',
    remedy: 'fill',
  },
  'key-needs-firm': {
    en: 'is required for the role contractor: name the firm the key is for',
    ja: '役割が事業者の鍵には、その事業者が要ります',
    remedy: 'fill',
  },
  'firm-not-of-role': {
    en: 'belongs to the role contractor, not to {role}',
    ja: '役割が事業者のときだけの項目です（今の役割は {role}）',
    remedy: 'correct',
  },
  'firm-not-visible': {
    en: 'is not the id of a contractor visible to you',
    ja: '自分の組織にある事業者のIDではありません',
    remedy: 'refer',
  },
  'scopes-missing': {
    en: 'name at least one scope, or {all} for all',
    ja: '権限を1つ以上、またはすべてを表す {all} を書いてください',
    remedy: 'fill',
  },
  'not-a-scope': {
    en: 'is no scope; choose from {scopes}',
    ja: 'この権限はありません。選べるもの: {scopes}',
    remedy: 'correct',
  },
  'scope-not-of-role': {
    en: 'is not open to the role {role}, which allows {allowed}',
    ja: '役割 {role} には渡せない権限です。渡せるもの: {allowed}',
    remedy: 'correct',
  },
} as const satisfies Record<string, FieldText>

export const PEOPLE_TEXTS = {
  'session-over': {
    en: 'the session has ended; sign in again',
    ja: 'サインインの期限が切れました。もう一度サインインしてください',
  },
  'no-credentials': { en: 'no credentials were given', ja: 'サインインしていません' },
  'neither-key-nor-session': {
    en: 'there is neither an Authorization header nor a session; sign in',
    ja: 'サインインしていません。サインインしてください',
  },
  'key-unknown': { en: 'the API key is unknown or revoked', ja: 'この API キーは知られていないか、取り消されています' },
  'key-needs-scope': {
    en: 'this needs the scope {scopes}, which the key does not have',
    ja: 'この操作には権限 {scopes} が要りますが、このキーにはありません',
  },
  'role-needs-scope': {
    en: 'this needs the scope {scopes}, which your role does not have',
    ja: 'この操作には権限 {scopes} が要りますが、あなたの役割にはありません',
  },
  'people-only': {
    en: 'this is for people who are signed in; a key has no session',
    ja: 'サインインした人だけの操作です',
  },
  'key-has-no-session': { en: 'a key has no session', ja: 'API キーにはサインインがありません' },
  'csrf-missing': {
    en: 'the header {header} is missing',
    ja: 'ヘッダー {header} がありません。ページを開き直してください',
  },
  'csrf-other': {
    en: "{header} is not this session's",
    ja: 'ヘッダー {header} が今のサインインのものではありません。ページを開き直してください',
  },
  'csrf-site': {
    en: 'Sec-Fetch-Site is {site}, not same-origin',
    ja: 'ほかのサイトからの操作は受け付けません（Sec-Fetch-Site: {site}）',
  },
  'csrf-origin': {
    en: 'Origin {origin} is not the address this service is reached at',
    ja: 'このサービスのアドレスからの操作ではありません（Origin: {origin}）',
  },
  'sign-in-wrong': { en: 'the login or the password is wrong', ja: 'ログイン名かパスワードが違います' },
  'current-password-wrong': { en: 'the current password is wrong', ja: '今のパスワードが違います' },
  'password-changed-meanwhile': {
    en: 'the password was changed or taken away meanwhile; sign in again',
    ja: 'その間にパスワードが変えられたか、取り消されました。もう一度サインインしてください',
  },
  'sign-in-crowded': { en: 'too many people sign in at this moment', ja: 'サインインが混み合っています' },
  'tries-wait': {
    en: 'too many tries from this address; wait {seconds} s',
    ja: 'このアドレスからの試みが多すぎます。{seconds}秒待ってください',
  },
  'wrong-passwords-wait': {
    en: 'too many wrong passwords; wait {seconds} s',
    ja: '違うパスワードが続きました。{seconds}秒待ってください',
  },
  'not-a-set-token': { en: 'this is no token to set a password', ja: 'パスワードを決めるためのリンクではありません' },
  'set-token-over': {
    en: 'the token is unknown, was used, or is over; ask an administrator for another',
    ja: 'このリンクは使えません（使い終わったか、期限が切れています）。管理者に新しいリンクを頼んでください',
  },
  'set-tokens-wrong': {
    en: 'too many wrong tokens from this address',
    ja: 'このアドレスから、使えないリンクが何度も開かれました',
  },
  'own-password': {
    en: 'this is your own account; change the password by /api/v1/session/password',
    ja: '自分のパスワードは「アカウント」の画面で変えてください',
  },
  'role-above-caller': {
    en: 'the role {role} may do more than the caller; nobody gives what he does not have',
    ja: '役割 {role} には、自分にない権限があります。自分にない権限は渡せません',
  },
  'last-administrator': {
    en: '{login} is the last administrator who can sign in; make another one first, with a password set',
    ja: '{login} は、サインインできる最後の管理者です。先にほかの管理者を作り、パスワードを決めてもらってください',
  },
  'login-taken': {
    en: 'a user with the login {login} exists already; choose another login',
    ja: 'ログイン名 {login} はもう使われています。別のログイン名にしてください',
  },
  'no-firm-of-authority': {
    en: 'the authority {authority} has no contractor {contractor}',
    ja: '組織 {authority} に事業者 {contractor} はありません',
  },
  'setup-token-wrong': {
    en: 'this is not the setup token that is in force',
    ja: 'この初期設定用のアドレスは、今有効なものではありません',
  },
  'setup-closed': {
    en: 'this installation has been set up already',
    ja: '初期設定はすでに済んでいます',
  },
  'setup-tokens-wrong': {
    en: 'too many wrong setup tokens from this address',
    ja: 'このアドレスから、違う初期設定用トークンが何度も送られました',
  },
  'keys-wrong': {
    en: 'too many failed authentications from this address',
    ja: 'このアドレスから、使えない API キーが何度も送られました',
  },
} as const satisfies Record<string, Text>
